"""Large scenarios on more than one core: each process prices every so manieth chunk, and the counts are added up."""

from collections.abc import Callable

from galeon.decisions.ask import Ask
from galeon.decisions.tally import Tally

WORTH_IT = 20_000


def is_worth_it(waybills: int) -> bool:
    """True when starting processes costs less than it saves."""
    return False


def price(ask: Ask, going_on: Callable[[int], bool]) -> Tally | None:
    """All of it counted; None when `going_on` said to stop."""
    raise NotImplementedError

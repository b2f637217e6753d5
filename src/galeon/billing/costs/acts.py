"""The only writers of suppliers, costs and their shares: enter, actual, reallocate, take_back, accrue."""

from collections.abc import Sequence
from datetime import datetime

from galeon.billing.costs.terms import ActualCost, Entered, Key, NewCost
from galeon.kernel.refusal import Refusal

__all__ = ["ActualCost", "Entered", "NewCost", "accrue", "actual", "enter", "reallocate", "take_back"]


def enter(costs: Sequence[NewCost]) -> list[Entered | Refusal]:
    """Write cost lines, share each over the waybills of its object, and post them; one answer a line, in order.

    One commit: where a line is refused the others stand. A source entered before is left as it is (`existing`).
    """
    raise NotImplementedError


def actual(costs: Sequence[ActualCost]) -> list[Entered | Refusal]:
    """Write what suppliers bill in place of what was expected of them; one answer a line, in order. Once a source."""
    raise NotImplementedError


def reallocate(cost_ids: Sequence[int], *, by: int | None = None) -> list[int]:
    """Share these costs again over the waybills their objects hold now; how many waybills share each, in order."""
    raise NotImplementedError


def take_back(cost_id: int, *, source: str, at: datetime, by: int | None) -> Entered | Refusal:
    """Reverse a cost line that was wrong: the right one is entered anew."""
    raise NotImplementedError


def accrue(waybills: Sequence[Key], at: datetime) -> int:
    """Expect what the suppliers' cost lists say these weighed waybills will cost; how many lines that made."""
    raise NotImplementedError

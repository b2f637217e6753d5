"""The only writers of suppliers, costs and their shares: enter, actual, reallocate, take_back, accrue, release."""

from collections.abc import Sequence
from datetime import datetime

from galeon.billing.costs import accruing, entering, releasing, replacing, sharing
from galeon.billing.costs.containers import load_container
from galeon.billing.costs.supplying import NewSupplier, save_supplier
from galeon.billing.costs.terms import ActualCost, Entered, Key, NewCost
from galeon.kernel.refusal import Refusal

__all__ = [
    "ActualCost", "Entered", "NewCost", "NewSupplier", "accrue", "accrue_missing", "actual", "enter", "load_container", "reallocate",
    "release", "save_supplier", "take_back",
]  # fmt: skip


def enter(costs: Sequence[NewCost]) -> list[Entered | Refusal]:
    """Write cost lines, share each over the waybills of its object, and post them; one answer a line, in order.

    One commit: where a line is refused the others stand. A source entered before is left as it is (`existing`).
    Refused: object_unknown, object_ambiguous, container_number, supplier_unknown, amount, currency_unknown, rate_missing,
    entity_unknown, cost_clash (the source was used with other contents), and whatever else is not well formed.
    """
    return entering.enter(costs)


def actual(costs: Sequence[ActualCost]) -> list[Entered | Refusal]:
    """Write what suppliers bill in place of what was expected of them; one answer a line, in order. Once a source.

    Refused: supplier_unknown, waybill_unknown, amount, cost_unknown, cost_billed, cost_clash.
    """
    return replacing.actual(costs)


def reallocate(cost_ids: Sequence[int]) -> list[int]:
    """Share these costs again over the waybills their objects hold now; how many waybills share each, in order.

    What every waybill bears already stays as it is: called twice it writes once.
    """
    return sharing.reallocate(cost_ids)


def take_back(cost_id: int, *, source: str, at: datetime, by: int | None) -> Entered | Refusal:
    """Reverse a cost line that was wrong: the right one is entered anew. Refused: cost_unknown."""
    return sharing.take_back(cost_id, source=source, at=at, by=by)


def accrue(waybills: Sequence[Key], at: datetime) -> int:
    """Expect what the suppliers' cost lists say these weighed waybills will cost; how many lines that made.

    A re-weigh writes the difference by fee; a weigh-in taken back takes it all back. Run twice it writes once. What a
    supplier has billed is expected no more.
    """
    return accruing.accrue(waybills, at)


def accrue_missing(since: datetime, at: datetime) -> int:
    """Expect costs of what was weighed since a moment and found no cost list then; how many lines that made."""
    return accruing.accrue_missing(since, at)


def release(waybills: Sequence[Key], supplier_id: int, *, at: datetime, by: int | None) -> int:
    """Expect nothing more of a supplier for these waybills, nor of what their cost list names no supplier for.

    How many lines that reversed: 0 when called again.
    """
    return releasing.release(waybills, supplier_id, at=at, by=by)

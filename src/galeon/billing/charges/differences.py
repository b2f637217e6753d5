"""What is still to be charged for a waybill's weight, given what was charged before. Pure: no Django, no clock.

A first weigh-in charges the price; a re-weigh charges or credits the difference of each fee; a weigh-in taken back
credits everything. The price is always that of the day of receipt, so that a parcel weighed again next month is not
charged next month's fuel.
"""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from galeon.tariffs.price import Price
from galeon.tariffs.why import Reason

WEIGH_IN, REWEIGH, UNDO = "weigh_in", "reweigh", "undo_weigh_in"


class Past(Struct, frozen=True, array_like=True):
    """A line charged before for the same waybill's weight."""

    round: int
    event: str
    charged_at: datetime
    code: str
    amount_minor: int


class History(Struct, frozen=True):
    """What the past lines come to.

    round: the last one, 0 when nothing was charged. receipt_at: the moment of the weigh-in charged first since
    anything was taken back, None when there is none.
    """

    round: int
    receipt_at: datetime | None
    sums: dict[str, int]


class Due(Struct, frozen=True):
    """A line to be charged now: the fee's new amount less `before_minor`. reason None = the fee is taken back."""

    code: str
    amount_minor: int
    before_minor: int
    version_id: int | None
    reason: Reason | None


def history(past: Sequence[Past]) -> History:
    """Fold the past lines, which come in the order of their rounds."""
    sums: dict[str, int] = {}
    receipt_at: datetime | None = None
    for line in past:
        sums[line.code] = sums.get(line.code, 0) + line.amount_minor
        if line.event == UNDO:
            receipt_at = None
        elif receipt_at is None:
            receipt_at = line.charged_at
    return History(past[-1].round if past else 0, receipt_at, sums)


def differences(price: Price | None, before: History) -> list[Due]:
    """The lines to charge now; empty when nothing changed. price None: nothing is due any more.

    A first weigh-in has a line for each fee, even one of nothing, so that the statement shows it.
    """
    first = before.receipt_at is None
    due: list[Due] = []
    priced = {line.code: line for line in price.lines} if price else {}
    for code, line in priced.items():
        was = before.sums.get(code, 0)
        if first or line.amount_minor != was:
            version_id = price.version_id if price else None
            due.append(Due(code, line.amount_minor - was, was, version_id, line.reason))
    due += [Due(code, -was, was, None, None) for code, was in before.sums.items() if was and code not in priced]
    return due


def event(before: History, price: Price | None) -> str:
    """What raises the lines: weigh_in, reweigh or undo_weigh_in."""
    if price is None:
        return UNDO
    return WEIGH_IN if before.receipt_at is None else REWEIGH

"""What an event comes to in fees, and what is still to be charged of them. Pure: no Django, no clock.

An event charged before is charged again only where it may be corrected: then the difference of each fee, and of a fee that
is no longer there, all of it back.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

from msgspec import Struct

from galeon.billing.charges.explain import Assessed, Why
from galeon.tariffs.price import Price
from galeon.tariffs.why import OfValue, Plain, Reason, Several

Bearer = Literal["customer", "house"]
COVERED = {"duty": ("duty", "duty_vat"), "import_vat": ("vat", "duty_vat")}
"""Fees that pass an amount on, and the values by which a list's own row does."""


class EventPast(Struct, frozen=True):
    """A line charged before for the same event of the same waybill."""

    source: str
    charged_at: datetime
    code: str
    amount_minor: int
    borne_minor: int


class Fee(Struct, frozen=True):
    """One fee of an event: what it comes to, whoever bears it."""

    code: str
    amount_minor: int
    reason: Why | None
    version_id: int | None = None
    bearer: Bearer = "customer"


class EventDue(Struct, frozen=True):
    """A line to be charged now: the fee's new amount less what it came to before."""

    fee: Fee
    amount_minor: int
    before_minor: int


def fees_of(price: Price, bearers: Mapping[int, str]) -> list[Fee]:
    """The fees of an event's price; bearers: by the position of a row of the list, the customer where it is not named."""
    return [
        Fee(
            line.code, line.amount_minor, line.reason, price.version_id,
            "house" if line.rule is not None and bearers.get(line.rule) == "house" else "customer",
        )
        for line in price.lines
    ]  # fmt: skip


def passed_on(fees: Sequence[Fee], at_cost: Mapping[str, tuple[int, Assessed]]) -> list[Fee]:
    """The fees with what customs asked for, at cost, in front of them: that which no row of the list passes on itself.

    at_cost: by fee, the amount in the account's currency and the reason.
    """
    named = {value for fee in fees for value in _passes_on(fee.reason)}
    own = [
        Fee(code, amount, why)
        for code, (amount, why) in at_cost.items()
        if amount and not named.intersection(COVERED.get(code, ()))
    ]
    return [*own, *fees]


def _passes_on(reason: Why | None) -> list[str]:
    parts: list[Plain | Reason] = [part.reason for part in reason.parts] if isinstance(reason, Several) else []
    if isinstance(reason, OfValue):
        parts.append(reason)
    return [one.value for one in parts if isinstance(one, OfValue) and one.percent == "100"]


def event_due(fees: Sequence[Fee], past: Sequence[EventPast]) -> list[EventDue]:
    """What to charge now, given what was charged for the event before; empty when nothing changed.

    A first time has a line for each fee, even one of nothing, so that the statement shows it.
    """
    before: dict[str, int] = {}
    borne: dict[str, bool] = {}
    for line in past:
        before[line.code] = before.get(line.code, 0) + line.amount_minor + line.borne_minor
        borne[line.code] = borne.get(line.code, False) or line.borne_minor != 0
    due = [
        EventDue(fee, fee.amount_minor - before.get(fee.code, 0), before.get(fee.code, 0))
        for fee in fees
        if not past or fee.amount_minor != before.get(fee.code, 0)
    ]
    standing = {fee.code for fee in fees}
    gone = [(code, was) for code, was in before.items() if was and code not in standing]
    return due + [
        EventDue(Fee(code, 0, None, None, "house" if borne[code] else "customer"), -was, was) for code, was in gone
    ]

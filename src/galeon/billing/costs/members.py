"""The waybills of what is shared, and what each counts for by a basis."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from django.db import connection
from msgspec import Struct

from galeon.billing.costs.resolving import Found
from galeon.kernel.refusal import Refusal
from galeon.kernel.sql import load
from galeon.tariffs.fx import Rates


class Member(Struct, frozen=True):
    """A waybill in an object, a row of `members.sql`. volume: mm³; declared_minor: of the part that is there."""

    account_id: int
    waybill_id: int
    number: str
    mode: str
    entity_id: int
    charge_g: int
    gross_g: int
    volume: Decimal
    pieces: int
    declared_minor: int
    declared_currency: str


def members(objects: Sequence[Found]) -> list[list[Member]]:
    """The waybills of each object by number, in one query."""
    found: list[list[Member]] = [[] for _ in objects]
    if not objects:
        return found
    terms: dict[str, list[int] | list[str]] = {
        "no": list(range(len(objects))),
        "kind": [o.kind for o in objects],
        "id": [o.id for o in objects],
        "account": [o.account_id for o in objects],
        "ref": [o.ref for o in objects],
    }
    with connection.cursor() as cursor:
        cursor.execute(load("billing.costs", "members"), terms)
        for no, *row in cursor.fetchall():
            found[no].append(Member(*row))
    return found


def weights(them: Iterable[Member], basis: str, currency: str, on: date, rates: Rates) -> list[int] | Refusal:
    """What each counts for. value: the declared value in `currency` by the rates of a day.

    Refused: rate_missing, where a value is in a currency there is no rate for.
    """
    if basis == "charge_g":
        return [m.charge_g for m in them]
    if basis == "gross_g":
        return [m.gross_g for m in them]
    if basis == "volume":
        return [int(m.volume) for m in them]
    if basis == "pieces":
        return [m.pieces for m in them]
    if basis == "count":
        return [1 for _ in them]
    return _values(them, currency, on, rates)


def _values(them: Iterable[Member], currency: str, on: date, rates: Rates) -> list[int] | Refusal:
    found: list[int] = []
    for m in them:
        value = rates.converted(m.declared_minor, m.declared_currency, currency, on) if m.declared_minor else 0
        if value is None:
            return Refusal(
                code="rate_missing", field="basis", message="There is no exchange rate from {base} to {quote}.",
                params={"base": m.declared_currency, "quote": currency},
            )  # fmt: skip
        found.append(value)
    return found

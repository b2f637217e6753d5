"""What others ask of waybills: their facts by any number, the order behind them, what happened, what their labels say.

Inside `tenancy.customer` they see that account only, whatever they are asked.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.db import connection

from galeon.kernel.sql import load
from galeon.kernel.tenancy import as_application
from galeon.waybills.label.data import LabelAddress, LabelData, LabelItem
from galeon.waybills.numbers import number_asked as number_asked
from galeon.waybills.orders import Address, Order

_ORDER = msgspec.json.Decoder(Order)
_ADDRESS = msgspec.json.Decoder(Address)
_GOODS = msgspec.json.Decoder(list[LabelItem])


class Facts(msgspec.Struct, frozen=True):
    """A waybill in one row. Weights in g; `quote` is the price as JSON text. carrier_number: the last mile's, or None."""

    id: int
    number: str
    displayed_number: str
    reference: str
    state: str
    state_at: datetime
    service_id: int
    to_country: str
    pieces: int
    weight_g: int
    measured_g: int | None
    charge_g: int | None
    currency: str
    quoted_minor: int
    quote: str
    booked_at: datetime
    carrier_number: str | None
    carrier: str | None


def facts(account_id: int, numbers: Sequence[str], kind: str | None = None) -> list[Facts | None]:
    """The waybill each number names (any number: ours, the merchant's, a carrier's), None where it names none.

    kind: ours, reference or carrier, when the number must be of that kind. Of two references that are looked up alike
    the one written exactly so.
    """
    asked = [number_asked(number) for number in numbers]
    exact = [number.replace("\x00", "") for number in numbers]
    terms: dict[str, Any] = {"account": account_id, "numbers": asked, "exact": exact, "kind": kind}
    found: list[Facts | None] = [None] * len(numbers)
    with connection.cursor() as cursor:
        cursor.execute(load("waybills", "heads"), terms)
        for at, *row in cursor.fetchall():
            found[at - 1] = Facts(*row)
    return found


def orders(account_id: int, waybill_ids: Sequence[int]) -> dict[int, Order]:
    """Waybill id -> the order it came from."""
    with connection.cursor() as cursor:
        cursor.execute(load("waybills", "orders"), {"account": account_id, "ids": list(waybill_ids)})
        return {waybill_id: _ORDER.decode(text) for waybill_id, _number, text in cursor.fetchall()}


class Happening(msgspec.Struct, frozen=True):
    """What happened. place: a city, or the carrier's words; country may be "". text: the carrier's words."""

    code: str
    source: str
    occurred_at: datetime
    place: str
    country: str
    text: str
    target: str | None
    parcel_no: int | None


def timeline(account_id: int, waybill_id: int) -> list[Happening]:
    """What happened to a waybill, newest first, at most 500."""
    with connection.cursor() as cursor:
        cursor.execute(load("waybills", "timeline"), [account_id, waybill_id])
        return [Happening(*row) for row in cursor.fetchall()]


class Moment(msgspec.Struct, frozen=True):
    """A recorded event: which row, of what waybill, and when it happened."""

    account_id: int
    waybill_id: int
    event_id: int
    occurred_at: datetime


def moments(waybills: Sequence[tuple[int, int]], codes: Sequence[str]) -> list[Moment]:
    """All that was recorded of these (account_id, waybill_id) under these codes, by waybill and then in time."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT e.account_id, e.waybill_id, e.id, e.occurred_at
                 FROM (SELECT DISTINCT * FROM unnest(%s::bigint[], %s::bigint[])) AS u(a, w)
                 JOIN waybill_event e ON e.account_id = u.a AND e.waybill_id = u.w AND e.code = ANY (%s)
                ORDER BY e.waybill_id, e.occurred_at, e.id""",
            [[a for a, _ in waybills], [w for _, w in waybills], list(codes)],
        )
        return [Moment(*row) for row in cursor.fetchall()]


def former_addresses(account_id: int, waybill_id: int) -> list[tuple[datetime, Address]]:
    """Where a waybill was to go before, and until when, the newest change first."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT occurred_at, (detail -> 'before')::text FROM waybill_event
                WHERE account_id = %s AND waybill_id = %s AND code = 'address_change' ORDER BY occurred_at DESC, id DESC""",
            [account_id, waybill_id],
        )
        return [(at, _ADDRESS.decode(before)) for at, before in cursor.fetchall()]


def labels(waybills: Sequence[tuple[int, int]]) -> list[LabelData]:
    """What the labels of these (account_id, waybill_id) say, one a piece, in the order asked."""
    with connection.cursor() as cursor:
        asked = {"account": [a for a, _ in waybills], "waybill": [w for _, w in waybills]}
        cursor.execute(load("waybills", "labels"), asked)
        rows = cursor.fetchall()
    company = _company() if rows else ""
    return [_label(company, *row) for row in rows]


def _company() -> str:
    """The house's name; read as the application, since customers do not see the house's account."""
    with as_application(), connection.cursor() as cursor:
        cursor.execute("SELECT name FROM account WHERE is_house ORDER BY id LIMIT 1")
        row = cursor.fetchone()
    return str(row[0]) if row else ""


def _label(
    company: str, _account: int, _waybill: int, number: str, code: str, name: str, hub: str, *row: Any
) -> LabelData:
    (
        consignee,
        shipper,
        city,
        street,
        country,
        weight_g,
        piece,
        pieces,
        day,
        reference,
        cargo,
        incoterm,
        layout,
        goods,
    ) = row
    home = LabelAddress(name=company, lines=_home_lines(street or city), city=city, country=country)
    return LabelData(
        number=number, company=company, service_code=code, service_name=name, hub=hub,
        sender=label_address(_ADDRESS.decode(shipper)) if shipper else home, recipient=label_address(_ADDRESS.decode(consignee)),
        weight_g=weight_g, date=day, piece=piece, pieces=pieces, reference=reference, cargo_class=cargo,
        incoterm=incoterm, items=tuple(_GOODS.decode(goods)) if goods else (), layout=layout,
    )  # fmt: skip


def _home_lines(street: str) -> tuple[str, ...]:
    return tuple(line.strip()[:100] for line in street.splitlines() if line.strip())[:3]


def label_address(a: Address) -> LabelAddress:
    """An order's address as it is printed: the house number joins the street where it is not there already."""
    street = list(a.street)
    if a.house_number and a.house_number not in " ".join(street):
        street[:1] = [f"{street[0]} {a.house_number}".strip()] if street else [a.house_number]
    return LabelAddress(
        name=a.name, lines=tuple(line for line in street if line.strip()), city=a.city, country=a.country,
        company=a.company, phone=a.phone, state=a.state, postcode=a.postcode,
    )  # fmt: skip

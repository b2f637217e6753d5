"""One waybill told whole: what was ordered, its numbers, what happened, what halts it."""

from datetime import datetime

import msgspec
from django.db import connection

from galeon.waybills.numbers import number_asked
from galeon.waybills.orders import Address, Extras


class Head(msgspec.Struct, frozen=True):
    """The waybill itself. Weights in g, money in minor units; `quote` is the price as JSON bytes; `extras` what was asked for
    beside the carriage."""

    account_id: int
    id: int
    number: str
    displayed_number: str
    reference: str
    service_id: int
    mode: str
    state: str
    state_at: datetime
    booked_at: datetime
    source: str
    origin_site_id: int
    to_country: str
    consignee: Address
    shipper: Address | None
    cargo_class: str
    pieces: int
    weight_g: int
    measured_g: int | None
    charge_g: int | None
    declared_minor: int
    declared_currency: str
    quoted_minor: int
    currency: str
    quote: bytes
    extras: Extras


class Piece(msgspec.Struct, frozen=True):
    """A parcel as declared and, once weighed in, as measured (g, mm)."""

    no: int
    weight_g: int
    length_mm: int
    width_mm: int
    height_mm: int
    measured_g: int | None
    measured_length_mm: int | None
    measured_width_mm: int | None
    measured_height_mm: int | None


class Line(msgspec.Struct, frozen=True):
    """A declared line of goods."""

    title: str
    title_local: str
    sku: str
    hs_code: str
    quantity: int
    unit_value_minor: int
    currency: str
    origin_country: str


class Alias(msgspec.Struct, frozen=True):
    """A number the waybill answers to. kind: ours, reference, carrier."""

    number: str
    kind: str
    carrier: str
    since: datetime
    until: datetime | None


class Event(msgspec.Struct, frozen=True):
    """What happened. `place`: our site's code or the carrier's text. `detail`: JSON bytes or None."""

    code: str
    source: str
    occurred_at: datetime
    place: str
    target: str | None
    parcel_no: int | None
    detail: bytes | None


class Halt(msgspec.Struct, frozen=True):
    """An open stop."""

    kind: str
    reason: str
    since: datetime


class Story(msgspec.Struct, frozen=True):
    """The whole of it; events newest first."""

    head: Head
    pieces: list[Piece]
    lines: list[Line]
    aliases: list[Alias]
    events: list[Event]
    halts: list[Halt]


HEAD = """
SELECT account_id, id, number, displayed_number, reference, service_id, mode, state, state_at, booked_at, source,
  origin_site_id, to_country, consignee::text, shipper::text, cargo_class, pieces, weight_g, measured_g, charge_g, declared_minor,
  declared_currency, quoted_minor, currency, quote::text, coalesce(extras, '{}')::text
FROM waybill WHERE account_id = %s AND id = %s"""
PIECES = """
SELECT no, weight_g, length_mm, width_mm, height_mm, measured_g, measured_length_mm, measured_width_mm, measured_height_mm
FROM parcel WHERE account_id = %s AND waybill_id = %s ORDER BY no"""
LINES = """
SELECT title, title_local, sku, hs_code, quantity, unit_value_minor, currency, origin_country
FROM item WHERE account_id = %s AND waybill_id = %s ORDER BY line"""
ALIASES = """
SELECT number, kind, carrier, since, until FROM waybill_number
WHERE account_id = %s AND waybill_id = %s ORDER BY until IS NOT NULL, since"""
EVENTS = """
SELECT code, source, occurred_at, coalesce(place, ''), target, parcel_no, detail::text FROM waybill_event
WHERE account_id = %s AND waybill_id = %s ORDER BY occurred_at DESC, rank DESC, id DESC LIMIT 500"""
HALTS = """
SELECT s.kind, coalesce(
    (SELECT e.detail ->> 'reason' FROM waybill_event e  -- told after the stop was set
      WHERE e.account_id = s.account_id AND e.waybill_id = s.waybill_id AND e.code = 'customs_reason'
        AND s.kind = 'customs' AND e.occurred_at >= s.since ORDER BY e.occurred_at DESC, e.id DESC LIMIT 1), s.reason),
  s.since FROM waybill_stop s WHERE s.account_id = %s AND s.waybill_id = %s AND s.until IS NULL
UNION ALL SELECT kind, reason, since FROM account_stop WHERE account_id = %s AND until IS NULL AND %s > 0"""


def find(number: str, account_id: int | None = None) -> list[tuple[int, int]]:
    """(account_id, waybill_id) of every waybill that answers to this number, those with it in force first, then those
    whose reference is written exactly so."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT account_id, waybill_id FROM waybill_number
                WHERE number = %s AND (%s::bigint IS NULL OR account_id = %s)
                GROUP BY account_id, waybill_id ORDER BY min(coalesce(until, 'epoch')), count(*) FILTER (WHERE exact = %s) DESC, waybill_id DESC
                LIMIT 20""",
            [number_asked(number), account_id, account_id, number.replace("\x00", "")],
        )
        return list(cursor.fetchall())


def story(account_id: int, waybill_id: int) -> Story | None:
    """The waybill told whole, or None."""
    key = [account_id, waybill_id]
    with connection.cursor() as cursor:

        def rows(sql: str, terms: list[int]) -> list[tuple[object, ...]]:
            cursor.execute(sql, terms)
            return list(cursor.fetchall())

        found = rows(HEAD, key)
        if not found:
            return None
        return Story(
            head=_head(found[0]),
            pieces=[Piece(*row) for row in rows(PIECES, key)],  # type: ignore[arg-type]
            lines=[Line(*row) for row in rows(LINES, key)],  # type: ignore[arg-type]
            aliases=[Alias(*row) for row in rows(ALIASES, key)],  # type: ignore[arg-type]
            events=[
                Event(*(*row[:6], str(row[6]).encode() if row[6] else None))  # type: ignore[arg-type]
                for row in rows(EVENTS, key)
            ],
            halts=[Halt(*row) for row in rows(HALTS, [*key, *key])],  # type: ignore[arg-type]
        )


def _head(row: tuple[object, ...]) -> Head:
    consignee = msgspec.json.decode(str(row[13]), type=Address)
    shipper = msgspec.json.decode(str(row[14]), type=Address) if row[14] else None
    quote = str(row[24]).encode()
    extras = msgspec.json.decode(str(row[25]), type=Extras)
    return Head(*(*row[:13], consignee, shipper, *row[15:24], quote, extras))  # type: ignore[arg-type]

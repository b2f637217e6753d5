"""What stands on the floor and on the board."""

import re
from collections.abc import Sequence
from datetime import datetime

import msgspec
from django.db import connection

_SSCC = re.compile(r"(?:\]C1)?\(?(?:00)?\)?(\d{18})")


class BagOnFloor(msgspec.Struct, frozen=True):
    """A bag as people see it. gross_g: with its tare. master: the number of its master, if any."""

    id: int
    number: str
    sscc: str
    site: str
    destination: str
    countries: list[str]
    state: str
    parcels: int
    gross_g: int
    seal: str
    master: str
    opened_at: datetime


class InBag(msgspec.Struct, frozen=True):
    """A parcel in a bag."""

    account_id: int
    waybill_id: int
    number: str
    parcel_no: int
    weight_g: int
    to_country: str
    bagged_at: datetime


class OnBoard(msgspec.Struct, frozen=True):
    """A departure as people see it."""

    id: int
    transport: str
    conveyance: str
    voyage: str
    origin: str
    destination: str
    state: str
    cut_off_at: datetime
    leaves_at: datetime
    due_at: datetime
    departed_at: datetime | None
    arrived_at: datetime | None
    masters: list[str]
    bags: int
    parcels: int
    weight_g: int


class Consignment(msgspec.Struct, frozen=True):
    """A master and where it stands, for those who clear it."""

    master_id: int
    number: str
    kind: str
    destination: str
    country: str
    state: str


_BAGS = """SELECT b.id, b.number, b.sscc, s.code, b.destination_id, b.countries, b.state, b.parcels, b.weight_g + b.tare_g,
  b.seal, coalesce(m.number, ''), b.opened_at FROM bag b JOIN site s ON s.id = b.site_id LEFT JOIN master m ON m.id = b.master_id
"""


def bags(site_id: int | None = None, states: Sequence[str] = ("open", "sealed"), limit: int = 200) -> list[BagOnFloor]:
    """Bags of a site (or all) in these states, newest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            _BAGS + "WHERE b.state = ANY (%s) AND (%s::bigint IS NULL OR b.site_id = %s) ORDER BY b.id DESC LIMIT %s",
            [list(states), site_id, site_id, limit],
        )
        return [BagOnFloor(*row) for row in cursor.fetchall()]


def bag(text: str) -> BagOnFloor | None:
    """The bag a scanned text names: our number, or its SSCC with or without (00)."""
    cleaned = text.strip().upper()
    hit = _SSCC.fullmatch(cleaned)
    with connection.cursor() as cursor:
        cursor.execute(_BAGS + "WHERE b.number = %s OR b.sscc = %s", [cleaned[:20], hit[1] if hit else ""])
        row = cursor.fetchone()
    return BagOnFloor(*row) if row else None


def contents(bag_id: int, limit: int = 2_000) -> list[InBag]:
    """What lies in a bag, in the order it went in."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT x.account_id, x.waybill_id, w.number, x.parcel_no, x.weight_g, w.to_country, x.bagged_at
               FROM bag_parcel x JOIN waybill w ON w.account_id = x.account_id AND w.id = x.waybill_id
               WHERE x.bag_id = %s AND x.out_at IS NULL ORDER BY x.id LIMIT %s""",
            [bag_id, limit],
        )
        return [InBag(*row) for row in cursor.fetchall()]


def board(states: Sequence[str] = ("open", "departed"), limit: int = 200) -> list[OnBoard]:
    """Departures in these states by the time they leave, with what is loaded."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT d.id, d.transport, d.conveyance, d.voyage, d.origin_id, d.destination_id, d.state, d.cut_off_at,
                 d.leaves_at, d.due_at, d.departed_at, d.arrived_at,
                 coalesce(array_agg(m.number ORDER BY m.id) FILTER (WHERE m.id IS NOT NULL), '{}'),
                 coalesce(sum(m.bags), 0)::int, coalesce(sum(m.parcels), 0)::int, coalesce(sum(m.weight_g), 0)::bigint
               FROM departure d LEFT JOIN master m ON m.departure_id = d.id
               WHERE d.state = ANY (%s) GROUP BY d.id ORDER BY d.leaves_at, d.id LIMIT %s""",
            [list(states), limit],
        )
        return [OnBoard(*row) for row in cursor.fetchall()]


def consignments(master_ids: Sequence[int]) -> dict[int, Consignment]:
    """The masters by id, with the state of their departure and the country they go to."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT m.id, m.number, m.kind, d.destination_id, p.country_id, d.state FROM master m
               JOIN departure d ON d.id = m.departure_id JOIN port p ON p.locode = d.destination_id
               WHERE m.id = ANY (%s)""",
            [list(master_ids)],
        )
        return {row[0]: Consignment(*row) for row in cursor.fetchall()}


def waybills_on(master_ids: Sequence[int]) -> dict[int, list[tuple[int, int]]]:
    """The (account_id, waybill_id) with a piece on each master."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT b.master_id, x.account_id, x.waybill_id FROM bag b
               JOIN bag_parcel x ON x.bag_id = b.id AND x.out_at IS NULL
               WHERE b.master_id = ANY (%s) GROUP BY 1, 2, 3 ORDER BY 1, 3""",
            [list(master_ids)],
        )
        found: dict[int, list[tuple[int, int]]] = {id_: [] for id_ in master_ids}
        for master_id, account_id, waybill_id in cursor.fetchall():
            found[master_id].append((account_id, waybill_id))
        return found

"""Parcels weighed, customers charged, and ways to look into the books."""

from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec
from django.db import connection

from galeon.billing import acts, reads
from galeon.billing.models import Charge
from galeon.intake.acts import Placed, place
from galeon.ledger.reads import Standing, standing
from galeon.ops.tests.company import order
from galeon.parties.reads import Customer
from galeon.waybills.acts import Measurement, Scan, measure, record
from galeon.waybills.orders import OrderParcel

NOON = datetime(2026, 11, 3, 4, 0, tzinfo=UTC)  # noon in Shenzhen
MONTH_END = datetime(2026, 11, 30, 16, 0, tzinfo=UTC)  # midnight in Shenzhen


def booked(merchant: Customer, reference: str = "SO-1001", *weights_g: int) -> tuple[int, int]:
    """(account_id, waybill_id) of an order with a piece of each weight (one of 1,240 g when none is given)."""
    parcels = tuple(OrderParcel(g, 300, 220, 140) for g in weights_g or (1_240,))
    (answer,) = place(merchant, [msgspec.structs.replace(order(reference), parcels=parcels)], source="api")
    assert isinstance(answer, Placed), answer
    return merchant.account_id, answer.waybill_id


def weighed(waybill: tuple[int, int], *weights_g: int, at: datetime = NOON, size_mm: int = 0) -> None:
    """Put a waybill's pieces on the scale (and on the tape when a size is given)."""
    pieces = list(enumerate(weights_g, start=1))
    record(
        [
            Scan(account_id=waybill[0], waybill_id=waybill[1], code="weigh_in", source="station", occurred_at=at,
                 parcel_no=no, place="SZX1")
            for no, _ in pieces
        ], fold_s=0,
    )  # fmt: skip
    measure(
        [
            Measurement(account_id=waybill[0], waybill_id=waybill[1], parcel_no=no, weight_g=g, length_mm=size_mm,
                        width_mm=size_mm, height_mm=size_mm, at=at)
            for no, g in pieces
        ]
    )  # fmt: skip


def charged(merchant: Customer, reference: str, *weights_g: int, at: datetime = NOON) -> tuple[int, int]:
    """Booked, weighed and rated."""
    waybill = booked(merchant, reference, *weights_g)
    weighed(waybill, *(weights_g or (1_240,)), at=at)
    acts.rate([waybill], at)
    return waybill


def lines(waybill: tuple[int, int]) -> list[tuple[str, str, int]]:
    """(event, fee, amount) of all that was charged for a waybill."""
    found = Charge.objects.filter(account_id=waybill[0], waybill_id=waybill[1]).order_by("id")
    return [(c.event, c.code, c.amount_minor) for c in found]


def money(merchant: Customer) -> Standing:
    """The account's balance."""
    (found,) = standing([merchant.account_id])
    return found


def sql(statement: str, *terms: int | str | datetime) -> list[tuple[object, ...]]:
    """Rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(statement, terms)
        return list(cursor.fetchall()) if cursor.description else []


def books(account_ids: Sequence[int]) -> list[tuple[str, int, int, int, int]]:
    """(first day, opening, charges, payments, closing) of every statement of these accounts, oldest first."""
    heads = [h for a in account_ids for h in reads.statements(a)]
    return [
        (h.first_day.isoformat(), h.opening_minor, h.charges_minor, h.payments_minor, h.closing_minor)
        for h in sorted(heads, key=lambda h: (h.first_day, h.account_id))
    ]


def assert_books_agree(merchant: Customer) -> None:
    """Every statement agrees with its lines and the ledger, and all of them together with the balance."""
    heads = sorted(reads.statements(merchant.account_id), key=lambda h: h.first_day)
    for head in heads:
        found = reads.audit(head.account_id, head.id)
        assert found is not None
        assert found.agrees, (head, found)
    assert (heads[-1].closing_minor if heads else 0) == -money(merchant).posted_minor
    assert sql("SELECT currency FROM posting GROUP BY currency HAVING sum(amount_minor) <> 0") == []

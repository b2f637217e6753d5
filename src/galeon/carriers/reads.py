"""What we have with other carriers: bookings, and where they are stuck."""

from collections.abc import Sequence

import msgspec
from django.db import connection

from galeon.carriers.models import CarrierAccount
from galeon.kernel.sql import load


class Booking(msgspec.Struct, frozen=True, kw_only=True):
    """A label asked of a carrier; see `models.CarrierBooking` for its states."""

    account_id: int
    id: int
    waybill_id: int
    carrier_account_id: int
    carrier: str
    state: str
    number: str
    piece_numbers: tuple[str, ...]
    cost_minor: int | None
    cost_currency: str
    trouble_code: str
    trouble_text: str

    @property
    def carrier_title(self) -> str:
        """The carrier's name as people write it."""
        return self.carrier.upper()


class Choice(msgspec.Struct, frozen=True):
    """A carrier account a station may choose."""

    id: int
    code: str
    carrier: str
    country: str
    test_mode: bool


def bookings(waybill_ids: Sequence[tuple[int, int]]) -> dict[tuple[int, int], Booking]:
    """The newest booking of each (account_id, waybill_id) that has one."""
    with connection.cursor() as cursor:
        cursor.execute(
            load("carriers", "bookings"),
            {"account": [a for a, _ in waybill_ids], "waybill": [w for _, w in waybill_ids]},
        )
        return {(row[0], row[2]): _booking(row) for row in cursor.fetchall()}


def _booking(row: tuple[object, ...]) -> Booking:
    account_id, id_, waybill_id, carrier_account_id, carrier, state, number, pieces, *rest = row
    cost_minor, cost_currency, trouble_code, trouble_text = rest
    return msgspec.convert(
        {
            "account_id": account_id,
            "id": id_,
            "waybill_id": waybill_id,
            "carrier_account_id": carrier_account_id,
            "carrier": carrier,
            "state": state,
            "number": number,
            "piece_numbers": pieces,
            "cost_minor": cost_minor,
            "cost_currency": cost_currency,
            "trouble_code": trouble_code,
            "trouble_text": trouble_text,
        },
        Booking,
    )


def choices(carrier: str = "") -> list[Choice]:
    """Carrier accounts open for use, those of one carrier or all."""
    rows = CarrierAccount.objects.filter(is_active=True, **({"carrier": carrier} if carrier else {})).order_by("code")
    return [Choice(r.pk, r.code, r.carrier, r.country, r.test_mode) for r in rows]


def stuck(limit: int = 200) -> list[Booking]:
    """Bookings a person should see: unknown, refused, or failing again and again; newest first."""
    with connection.cursor() as cursor:
        cursor.execute(load("carriers", "stuck"), {"limit": limit})
        return [_booking(row) for row in cursor.fetchall()]

"""What customs ask, by declaration."""

from datetime import datetime

import msgspec
from django.db import connection

from galeon.kernel.sql import load

DUTIES_MAX = 20_000


class DutyRow(msgspec.Struct, frozen=True):
    """A waybill of a declaration; amounts in minor units of `currency`, "" where nothing was asked yet."""

    account_id: int
    waybill_id: int
    number: str
    account_name: str
    is_ddp: bool
    currency: str
    duty_minor: int
    vat_minor: int
    fees_minor: int
    assessed_at: datetime | None
    note: str
    displayed_number: str


class DutySum(msgspec.Struct, frozen=True):
    """What a declaration comes to in one currency."""

    currency: str
    waybills: int
    duty_minor: int
    vat_minor: int
    fees_minor: int


def duties_of(declaration_id: int, *, after: int = 0, limit: int = DUTIES_MAX) -> list[DutyRow]:
    """The waybills of a declaration by id, those beyond `after`."""
    with connection.cursor() as cursor:
        terms = {"declaration": declaration_id, "after": after, "limit": min(limit, DUTIES_MAX)}
        cursor.execute(load("customs", "duties_of"), terms)
        return [DutyRow(*row) for row in cursor.fetchall()]


def duty_sums(declaration_id: int) -> list[DutySum]:
    """What is asked for a declaration now, by currency."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT currency, count(*)::int, sum(duty_minor)::bigint, sum(vat_minor)::bigint, sum(fees_minor)::bigint
                 FROM (SELECT DISTINCT ON (account_id, waybill_id) * FROM duty_assessment WHERE declaration_id = %s
                        ORDER BY account_id, waybill_id, id DESC) a
                GROUP BY currency ORDER BY currency""",
            [declaration_id],
        )
        return [DutySum(*row) for row in cursor.fetchall()]

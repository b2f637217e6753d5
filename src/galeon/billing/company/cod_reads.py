"""Cash on delivery as people see it. A customer's page calls these inside `tenancy.customer`; carriers are for our staff."""

from datetime import datetime

from django.db import connection
from msgspec import Struct

from galeon.billing.company.cod_remitting import terms_of
from galeon.billing.company.cod_terms import Terms

LIST_MAX = 200
LINES_MAX = 20_000


class Waiting(Struct, frozen=True):
    """What was collected for an account in one currency and is in no remittance yet."""

    account_id: int
    account_code: str
    account_name: str
    currency: str
    collections: int
    amount_minor: int
    oldest_at: datetime


class Remittance(Struct, frozen=True):
    """A remittance; by whom: the persons' ids, None = by the night."""

    account_id: int
    id: int
    account_code: str
    account_name: str
    currency: str
    until: datetime
    collections: int
    amount_minor: int
    fee_minor: int
    method: str
    state: str
    proposed_at: datetime
    proposed_by: int | None
    approved_at: datetime | None
    approved_by: int | None
    paid_at: datetime | None
    paid_by: int | None
    reference: str


class Line(Struct, frozen=True):
    """A collection in a remittance, or waiting for one (`remittance_id` None)."""

    id: int
    waybill_id: int
    number: str
    reference: str
    to_country: str
    amount_minor: int
    currency: str
    collected_at: datetime


class Carrier(Struct, frozen=True):
    """What a carrier has collected and paid over to us, in one currency."""

    code: str
    name: str
    currency: str
    collected_minor: int
    received_minor: int

    @property
    def owed_minor(self) -> int:
        """What it still has."""
        return self.collected_minor - self.received_minor


_LIVE = """c.reverses IS NULL
  AND NOT EXISTS (SELECT FROM cod_collection r WHERE r.account_id = c.account_id AND r.reverses = c.id)"""
_FREE = f"""{_LIVE}
  AND NOT EXISTS (SELECT FROM cod_remitted m WHERE m.account_id = c.account_id AND m.collection_id = c.id)"""
_LINE = "c.id, c.waybill_id, w.number, w.reference, w.to_country, c.amount_minor, c.currency, c.collected_at"


def waiting(account_id: int | None = None) -> list[Waiting]:
    """What waits to be remitted, the most first; of one account or of all."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT c.account_id, a.code, a.name, c.currency, count(*)::int, sum(c.amount_minor)::bigint, min(c.collected_at)
                  FROM cod_collection c JOIN account a ON a.id = c.account_id
                 WHERE {_FREE} AND (%s::bigint IS NULL OR c.account_id = %s)
                 GROUP BY 1, 2, 3, 4 ORDER BY 6 DESC, 2 LIMIT %s""",  # noqa: S608  of our own words
            [account_id, account_id, LIST_MAX],
        )
        return [Waiting(*row) for row in cursor.fetchall()]


def remittances(account_id: int | None = None, *, before: int | None = None, limit: int = 50) -> list[Remittance]:
    """Remittances of an account or of all, the newest first."""
    return _remittances(
        "(%s::bigint IS NULL OR r.account_id = %s) AND r.id < %s ORDER BY r.id DESC LIMIT %s",
        [account_id, account_id, before or 2**63 - 1, min(limit, LIST_MAX)],
    )


def remittance(account_id: int, remittance_id: int) -> Remittance | None:
    """One remittance, or None."""
    found = _remittances("r.account_id = %s AND r.id = %s", [account_id, remittance_id])
    return found[0] if found else None


def lines(account_id: int, remittance_id: int, limit: int = LINES_MAX) -> list[Line]:
    """The collections of a remittance in the order they were made."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT {_LINE} FROM cod_remitted m
                  JOIN cod_collection c ON c.account_id = m.account_id AND c.id = m.collection_id
                  JOIN waybill w ON w.account_id = c.account_id AND w.id = c.waybill_id
                 WHERE m.account_id = %s AND m.remittance_id = %s ORDER BY c.collected_at, c.id LIMIT %s""",  # noqa: S608
            [account_id, remittance_id, limit],
        )
        return [Line(*row) for row in cursor.fetchall()]


def newest(account_id: int | None = None, limit: int = 100) -> list[Line]:
    """What was collected last and waits for a remittance."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT {_LINE} FROM cod_collection c JOIN waybill w ON w.account_id = c.account_id AND w.id = c.waybill_id
                 WHERE {_FREE} AND (%s::bigint IS NULL OR c.account_id = %s) ORDER BY c.id DESC LIMIT %s""",  # noqa: S608
            [account_id, account_id, limit],
        )
        return [Line(*row) for row in cursor.fetchall()]


def carriers() -> list[Carrier]:
    """What each carrier collected and paid over, by currency; who still has the most first."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT p.code, p.name, x.currency, sum(x.collected)::bigint, sum(x.received)::bigint
                 FROM (SELECT supplier_id, currency, amount_minor AS collected, 0 AS received FROM cod_collection
                       UNION ALL SELECT supplier_id, currency, 0, amount_minor FROM cod_receipt) x
                 JOIN supplier p ON p.id = x.supplier_id GROUP BY 1, 2, 3 ORDER BY sum(x.collected) - sum(x.received) DESC, 1"""
        )
        return [Carrier(*row) for row in cursor.fetchall()]


def terms(account_id: int) -> Terms:
    """How an account is remitted to."""
    return terms_of([account_id])[account_id]


def _remittances(where: str, terms: list[int | None]) -> list[Remittance]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT r.account_id, r.id, a.code, a.name, r.currency, r.until, r.collections, r.amount_minor, r.fee_minor,
                  r.method, r.state, r.proposed_at, r.proposed_by, r.approved_at, r.approved_by, r.paid_at, r.paid_by, r.reference
                 FROM cod_remittance r JOIN account a ON a.id = r.account_id
                WHERE {where}""",  # noqa: S608  of our own words
            terms,
        )
        return [Remittance(*row) for row in cursor.fetchall()]

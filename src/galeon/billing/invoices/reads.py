"""Invoices and credit notes as they were issued, and the tax rules.

A customer's page calls these inside `tenancy.customer(account_id)`; the rules are for our own staff.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Literal

import msgspec
from django.db import connection

from galeon.billing.invoices.models import TaxRule
from galeon.kernel.sql import load
from galeon.tariffs.words.reasons import fee_name

LIST_MAX = 201
RULES_MAX = 500


class Party(msgspec.Struct, frozen=True):
    """Seller or buyer, as they were that day. country and tax_number may be unknown ("")."""

    name: str
    address: str
    country: str
    tax_number: str


class Head(msgspec.Struct, frozen=True):
    """A document's head. Money as charged: a credit note's is below zero. number_corrected: of the invoice it corrects."""

    account_id: int
    id: int
    entity_id: int
    kind: Literal["invoice", "credit"]
    number: str
    statement_id: int | None
    corrects_id: int | None
    number_corrected: str
    issued_corrected: date | None
    statement_number: str
    reason: str
    currency: str
    first_day: date
    last_day: date
    issued_on: date
    due_on: date | None
    net_minor: int
    tax_minor: int
    gross_minor: int
    seller: Party
    payment_text: str
    buyer_code: str
    buyer: Party
    language: str
    issued_at: datetime

    @property
    def sign(self) -> int:
        """What a paper multiplies by: a credit note says what is credited, without a minus."""
        return -1 if self.kind == "credit" else 1


class Line(msgspec.Struct, frozen=True):
    """What one fee comes to; name in the reader's language, or in its own words."""

    no: int
    code: str
    name: str
    count: int
    net_minor: int
    category: str
    percent: Decimal


class Tax(msgspec.Struct, frozen=True):
    """What is taxed alike, and its tax; reason: why none is."""

    category: str
    percent: Decimal
    reason: str
    net_minor: int
    tax_minor: int


class Document(msgspec.Struct, frozen=True):
    """An invoice or credit note, whole. credits: (id, number, gross) of the notes that correct it."""

    head: Head
    lines: list[Line]
    taxes: list[Tax]
    credits: list[tuple[int, str, int]]


def documents(
    account_id: int | None = None,
    *,
    entity_id: int | None = None,
    kind: str | None = None,
    month: date | None = None,
    number: str = "",
    statement_id: int | None = None,
    before: int | None = None,
    limit: int = 50,
) -> list[Head]:
    """Documents of one account or of all, the newest first; `before`: the id the last page ended with.

    month: any day of the month they were issued in. number: a part of their number.
    """
    return _heads(
        {
            "account": account_id, "id": None, "entity": entity_id, "kind": kind, "before": before,
            "month": month.replace(day=1) if month else None, "statement": statement_id,
            "number": f"%{_plain(number)}%" if number else None, "limit": min(limit, LIST_MAX),
        }
    )  # fmt: skip


def document(account_id: int, invoice_id: int, language: str) -> Document | None:
    """One document whole, its fees named in `language`; None when there is none."""
    found = _heads(
        {
            "account": account_id, "id": invoice_id, "entity": None, "kind": None, "before": None, "month": None,
            "statement": None, "number": None, "limit": 1,
        }
    )  # fmt: skip
    if not found:
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT no, code, text, count, net_minor, category, percent FROM invoice_line
               WHERE account_id = %s AND invoice_id = %s ORDER BY no""",
            [account_id, invoice_id],
        )
        lines = [Line(no, code, text or fee_name(code, language), *rest) for no, code, text, *rest in cursor.fetchall()]
        cursor.execute(
            """SELECT category, percent, reason, net_minor, tax_minor FROM invoice_tax
               WHERE account_id = %s AND invoice_id = %s ORDER BY percent DESC, category""",
            [account_id, invoice_id],
        )
        taxes = [Tax(*row) for row in cursor.fetchall()]
        cursor.execute(
            "SELECT id, number, gross_minor FROM invoice WHERE account_id = %s AND corrects_id = %s ORDER BY id",
            [account_id, invoice_id],
        )
        return Document(found[0], lines, taxes, cursor.fetchall())


def of_statement(account_id: int, statement_id: int) -> Head | None:
    """The document a closed statement was issued as."""
    found = documents(account_id, statement_id=statement_id, limit=1)
    return found[0] if found else None


def tax_rules(entity_id: int | None = None) -> list[TaxRule]:
    """The rules of one company or of all, in the order they are looked at: the most particular first, then the newest."""
    found = TaxRule.objects.all() if entity_id is None else TaxRule.objects.filter(entity_id=entity_id)
    return sorted(
        found.order_by("-valid_from", "-id")[:RULES_MAX],
        key=lambda r: (r.entity_id, r.code == "", r.country == "", r.has_tax_number is None, r.code, r.country),
    )


def _plain(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")


def _heads(terms: dict[str, int | str | date | None]) -> list[Head]:
    with connection.cursor() as cursor:
        cursor.execute(load("billing.invoices", "heads"), terms)
        return [
            Head(*(*row[:19], Party(*row[19:23]), *row[23:25], Party(*row[25:29]), *row[29:]))
            for row in cursor.fetchall()
        ]

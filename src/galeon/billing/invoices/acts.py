"""The only writers of invoices beside the closing's own functions: credit notes. Tax rules are written by `rules`."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

import msgspec
from django.db import connection, transaction

from galeon.billing.invoices.models import Invoice, Kind
from galeon.billing.invoices.rules import NewTaxRule, add_tax_rule
from galeon.billing.invoices.taxing import Fee, Taxed, credited
from galeon.kernel.refusal import Refusal
from galeon.kernel.sql import load
from galeon.parties.models import Account

__all__ = [
    "CreditLine", "Issued", "NewCreditNote", "NewTaxRule", "add_tax_rule", "issue_credit_note", "issue_credit_notes",
]  # fmt: skip

LINES_MAX = 200
AMOUNT_MAX = 10**13
REASON_MAX = 200


class CreditLine(msgspec.Struct, frozen=True):
    """What is credited of one fee, before tax: amount_minor above zero. text: own words in place of the fee's name."""

    code: str
    amount_minor: int
    count: int = 1
    text: str = ""


class NewCreditNote(msgspec.Struct, frozen=True, kw_only=True):
    """A credit note to issue. corrects: the id of the invoice of the account whose fees are credited, if it is one.

    at: when it is issued. by: the person, None for the house itself.
    """

    account_id: int
    currency: str
    lines: Sequence[CreditLine]
    reason: str
    at: datetime
    by: int | None
    corrects: int | None = None


class Issued(msgspec.Struct, frozen=True):
    """A credit note as it stands: tax_minor and gross_minor are above zero, and credited.

    The caller raises the charges: each line's amount below zero, and -tax_minor as code `tax`, all with document_id=id.
    """

    id: int
    number: str
    tax_minor: int
    gross_minor: int


class _Invoiced(msgspec.Struct, frozen=True):
    """What the corrected invoice has of a fee, and what of it was credited since."""

    code: str
    category: str
    percent: Decimal
    net_minor: int
    credited_minor: int


class _Ready(msgspec.Struct, frozen=True):
    """A credit note that nothing refuses; its number is still to be drawn."""

    new: NewCreditNote
    entity_id: int
    fees: Sequence[Fee]
    taxes: Sequence[Taxed]


def issue_credit_note(new: NewCreditNote) -> Issued | Refusal:
    """Issue one credit note: see `issue_credit_notes`."""
    issued = issue_credit_notes([new])
    return issued if isinstance(issued, Refusal) else issued[0]


def issue_credit_notes(notes: Sequence[NewCreditNote]) -> list[Issued] | Refusal:
    """Issue an account's credit notes, inside the caller's transaction, which raises the negative charges with their ids.

    A line is taxed as its fee was on the corrected invoice; without one by the rules of the day. To be called once in a
    transaction, with the waybills of its charges locked before: the numbers are drawn, and whoever else issues waits
    for the commit. Answers in the order asked; refused is all of it, and nothing is written: account_unknown,
    invoice_unknown, currency_differs, lines, amount, reason, fee_not_invoiced, more_than_invoiced. ValueError for notes
    of several accounts, for two that correct one invoice, and for none.
    """
    corrected = [new.corrects for new in notes if new.corrects is not None]
    if len({new.account_id for new in notes}) != 1 or len(set(corrected)) < len(corrected):
        raise ValueError("credit notes issued together are of one account, each of another invoice")
    with transaction.atomic():
        entity_id = _share(notes[0].account_id)
        if entity_id is None:
            return _no("account_unknown", "account", "There is no such customer.")
        _lock_invoices(corrected)  # all, before the first number: who holds one waits for no invoice
        ready: list[_Ready] = []
        for new in notes:
            checked = _checked(new, entity_id)
            if isinstance(checked, Refusal):
                return checked
            ready.append(checked)
        # in the order of series (see kernel/locks.py); a company that changed has invoices in two
        order = sorted(range(len(ready)), key=lambda no: ready[no].entity_id)
        written = {no: _write(ready[no]) for no in order}
        return [written[no] for no in range(len(ready))]


def _checked(new: NewCreditNote, entity_id: int) -> _Ready | Refusal:
    """What a note comes to, its invoice locked."""
    invoice = _corrected(new)
    if isinstance(invoice, Refusal):
        return invoice
    if refusal := _faulty(new):
        return refusal
    fees = _of_invoice(new, invoice) if invoice else _by_rules(new, entity_id)
    if isinstance(fees, Refusal):
        return fees
    taxes = credited(fees, _standing(invoice) if invoice else ())
    gross = sum(t.net_minor + t.tax_minor for t in taxes)
    if invoice and gross > (left := _left(invoice)):
        return _too_much(left, invoice)
    return _Ready(new, invoice.entity_id if invoice else entity_id, fees, taxes)


def _lock_invoices(invoice_ids: Sequence[int]) -> None:
    """One credit of an invoice at a time; those of one act in one order, whoever asks."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT pg_advisory_xact_lock(hashtext('billing.credit'), x.key)
               FROM (SELECT DISTINCT hashtext(u.id::text) AS key FROM unnest(%s::bigint[]) AS u(id) ORDER BY 1) x""",
            [list(invoice_ids)],
        )


def _share(account_id: int) -> int | None:
    """The account's entity; shared as by whoever charges it, so that its closing is waited for before a number is drawn."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT entity_id FROM account WHERE id = %s AND NOT is_house FOR SHARE", [account_id])
        row = cursor.fetchone()
    return int(row[0]) if row else None


def _corrected(new: NewCreditNote) -> Invoice | Refusal | None:
    if new.corrects is None:
        if Account.objects.filter(pk=new.account_id, currency=new.currency).exists():
            return None
        return _no("currency_differs", "currency", "A credit note is in the account's own currency.")
    found = Invoice.objects.filter(account_id=new.account_id, id=new.corrects, kind=Kind.INVOICE).first()
    if found is None:
        return _no("invoice_unknown", "corrects", "There is no such invoice of this customer.")
    if found.currency != new.currency:
        return _no("currency_differs", "currency", "This invoice is in {currency}.", currency=found.currency)
    return found


def _faulty(new: NewCreditNote) -> Refusal | None:
    if not 1 <= len(new.lines) <= LINES_MAX:
        return _no("lines", "lines", "A credit note has 1 to {max} lines.", max=str(LINES_MAX))
    if any(not 1 <= line.amount_minor <= AMOUNT_MAX or line.count < 1 for line in new.lines):
        return _no("amount", "amount", "The amount must be above zero.")
    if not new.reason.strip() or len(new.reason) > REASON_MAX or not new.reason.isprintable():
        return _no("reason", "reason", "A reason has 1 to {max} characters.", max=str(REASON_MAX))
    return None


def _of_invoice(new: NewCreditNote, invoice: Invoice) -> list[Fee] | Refusal:
    """The lines taxed as the invoice's own; each fee at most what is left of it."""
    with connection.cursor() as cursor:
        cursor.execute(load("billing.invoices", "invoiced"), {"account": invoice.account_id, "invoice": invoice.id})
        known = {row[0]: _Invoiced(*row) for row in cursor.fetchall()}
    wanted: dict[str, int] = {}
    for line in new.lines:
        wanted[line.code] = wanted.get(line.code, 0) + line.amount_minor
    for code, credit in wanted.items():
        if code not in known:
            return _no(
                "fee_not_invoiced", "lines", "Invoice {number} has no fee {fee}.", number=invoice.number, fee=code
            )
        if credit > (left := known[code].net_minor - known[code].credited_minor):
            return _too_much(left, invoice)
    return [_fee(no, line, known[line.code].category, known[line.code].percent) for no, line in enumerate(new.lines, 1)]


def _by_rules(new: NewCreditNote, entity_id: int) -> list[Fee]:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT u.code, coalesce(r.category, 'O'), coalesce(r.percent, 0) FROM unnest(%s::text[]) AS u(code)
               JOIN account a ON a.id = %s JOIN legal_entity e ON e.id = %s
               LEFT JOIN LATERAL billing_tax_rule(e.id, a.country, a.tax_number <> '', u.code,
                 (%s AT TIME ZONE e.timezone)::date) r ON true""",
            [sorted({line.code for line in new.lines}), new.account_id, entity_id, new.at],
        )
        known = {code: (category, percent) for code, category, percent in cursor.fetchall()}
    return [_fee(no, line, *known[line.code]) for no, line in enumerate(new.lines, 1)]


def _fee(no: int, line: CreditLine, category: str, percent: Decimal) -> Fee:
    return Fee(no, line.code, line.text, line.count, line.amount_minor, category, percent)


def _standing(invoice: Invoice) -> list[Taxed]:
    with connection.cursor() as cursor:
        cursor.execute(load("billing.invoices", "taxed"), {"account": invoice.account_id, "invoice": invoice.id})
        return [Taxed(*row) for row in cursor.fetchall()]


def _left(invoice: Invoice) -> int:
    """What of an invoice was not credited yet, with its tax."""
    earlier = Invoice.objects.filter(account_id=invoice.account_id, corrects_id=invoice.id)
    return invoice.gross_minor + sum(earlier.values_list("gross_minor", flat=True))


def _too_much(left_minor: int, invoice: Invoice) -> Refusal:
    return _no(
        "more_than_invoiced", "amount", "Of invoice {number} no more than {left_amount} is left to be credited.",
        number=invoice.number, left_amount=f"{max(left_minor, 0)} {invoice.currency}",
    )  # fmt: skip


def _write(ready: _Ready) -> Issued:
    new = ready.new
    terms = {
        "account": new.account_id, "entity": ready.entity_id, "corrects": new.corrects, "reason": new.reason.strip(),
        "currency": new.currency, "at": new.at, "by": new.by,
        "lines": msgspec.json.encode([msgspec.structs.replace(f, net_minor=-f.net_minor) for f in ready.fees]).decode(),
        "taxes": msgspec.json.encode(
            [msgspec.structs.replace(t, net_minor=-t.net_minor, tax_minor=-t.tax_minor) for t in ready.taxes]
        ).decode(),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(load("billing.invoices", "issue_credit"), terms)
        note_id, number = cursor.fetchone()
    tax = sum(t.tax_minor for t in ready.taxes)
    return Issued(note_id, number, tax, tax + sum(t.net_minor for t in ready.taxes))


def _no(code: str, field: str | None, message: str, **params: str) -> Refusal:
    return Refusal(code=code, field=field, message=message, params=params)

"""What a decided case does to the money: a credit note for each invoice, negative charges, compensation."""

from collections.abc import Mapping
from datetime import datetime

import msgspec
from django.db import connection

from galeon.billing.charges.explain import Said
from galeon.billing.charges.raising import NewFee, lock_waybills, raise_fees
from galeon.billing.disputes.models import Case
from galeon.billing.invoices.acts import CreditLine, Issued, NewCreditNote, issue_credit_notes
from galeon.kernel.refusal import Refusal
from galeon.kernel.sql import load
from galeon.ledger.acts import Clash
from galeon.tariffs.words.reasons import fee_name

TAX, COMPENSATION = "tax", "compensation"
REASON_MAX = 200


class Settlement(msgspec.Struct, frozen=True, kw_only=True):
    """Of charges so much back (charge id -> minor units before tax), and for goods."""

    credits: Mapping[int, int]
    goods_minor: int
    text: str


class Settled(msgspec.Struct, frozen=True):
    """What the customer got, tax included; notes: a credit note for each invoice it was on, none where none was needed."""

    credited_minor: int
    notes: tuple[Issued, ...]

    @property
    def document_ids(self) -> list[int]:
        """Of the notes, in their order."""
        return [note.id for note in self.notes]

    @property
    def number(self) -> str:
        """Of the note, or of each."""
        return ", ".join(note.number for note in self.notes)


class Creditable(msgspec.Struct, frozen=True):
    """A charge of a case: what is left to give back of it; invoice_id: the invoice it stands on, if it was invoiced."""

    charge_id: int
    waybill_id: int
    code: str
    amount_minor: int
    left_minor: int
    invoice_id: int | None


def creditable(case: Case) -> list[Creditable]:
    """The charges a case may give back: those disputed, or what a claimed parcel's carriage cost."""
    with connection.cursor() as cursor:
        cursor.execute(
            load("billing.disputes", "creditable"),
            {"account": case.account_id, "case": case.id, "waybill": case.waybill_id or 0},
        )
        return _netted([Creditable(*row) for row in cursor.fetchall()])


def _netted(rows: list[Creditable]) -> list[Creditable]:
    """What a re-weigh credited is no longer there to be given back: it is taken off its fee's newest charges."""
    credited: dict[str, int] = {}
    for row in rows:
        if row.amount_minor < 0:
            credited[row.code] = credited.get(row.code, 0) - row.amount_minor
    found = []
    for row in reversed([row for row in rows if row.amount_minor > 0]):
        off = min(credited.get(row.code, 0), max(row.left_minor, 0))
        credited[row.code] = credited.get(row.code, 0) - off
        found.append(msgspec.structs.replace(row, left_minor=max(row.left_minor, 0) - off))
    return found[::-1]


def lock_lines(case: Case) -> None:
    """Lock the waybills of what a case may give back, until the commit: what is left is read after it."""
    lock_waybills([(case.account_id, w) for w in {case.waybill_id or 0, *(x.waybill_id for x in creditable(case))}])


def too_much(case: Case, credits: Mapping[int, int]) -> Refusal | None:
    """Refused when a charge is not of the case, or more is to be given back than is left of it."""
    known = {line.charge_id: line for line in creditable(case)}
    for charge_id, minor in credits.items():
        if charge_id not in known:
            return _no("charge_unknown", "A line is not of this case.", "credits")
        if minor > known[charge_id].left_minor:
            return _no(
                "more_than_charged", "At most {left_amount} can be given back of a line.", "credits",
                left_amount=f"{known[charge_id].left_minor} {case.currency}",
            )  # fmt: skip
    return None


def settle(case: Case, given: Settlement, by: int, at: datetime) -> Settled | Refusal:
    """Issue the credit notes where tax law needs them and raise the credits, in the caller's transaction.

    What stands on an invoice is credited with its tax by a credit note that corrects it; what is not invoiced yet is only
    taken off, and its closing taxes what is left. The goods' part is no turnover and has no tax.
    """
    lines = [(x, given.credits[x.charge_id]) for x in creditable(case) if given.credits.get(x.charge_id)]
    reason = f"{case.number}: {' '.join(given.text.split())}"[:REASON_MAX]
    waybill_ids = {case.waybill_id or 0, *(x.waybill_id for x, _ in lines)}
    # before the notes' numbers are drawn: a closing waits for them, and whoever rates the waybill for the closing
    lock_waybills([(case.account_id, w) for w in waybill_ids])
    if _credited_before(case, waybill_ids):
        raise Clash(f"{case.number} was credited before")
    issued = _documents(case, lines, reason, by, at)
    if isinstance(issued, Refusal):
        return issued
    _raise(case, lines, given.goods_minor, reason, issued, at)
    _keep(case, lines)
    notes = tuple(issued.values())
    total = sum(minor for _, minor in lines) + given.goods_minor + sum(note.tax_minor for note in notes)
    return Settled(total, notes)


def _credited_before(case: Case, waybill_ids: set[int]) -> bool:
    """Whether a credit of the case stands, of whichever invoice."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT EXISTS (SELECT FROM charge WHERE account_id = %s AND waybill_id = ANY (%s) AND event = %s
                                 AND starts_with(source, %s))""",
            [case.account_id, sorted(waybill_ids), case.kind, f"{case.kind}:{case.id}:"],
        )
        return bool(cursor.fetchone()[0])


def _keep(case: Case, lines: list[tuple[Creditable, int]]) -> None:
    """What was given back of each line; a claim has no lines until then."""
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO dispute_line (account_id, case_id, charge_id, amount_minor, credited_minor, is_live)
               SELECT %s, %s, u.charge, u.amount, u.credited, false
                 FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS u(charge, amount, credited)
               ON CONFLICT (account_id, case_id, charge_id) DO UPDATE SET credited_minor = EXCLUDED.credited_minor""",
            [
                case.account_id, case.id, [x.charge_id for x, _ in lines], [x.amount_minor for x, _ in lines],
                [minor for _, minor in lines],
            ],
        )  # fmt: skip


def _documents(
    case: Case, lines: list[tuple[Creditable, int]], reason: str, by: int, at: datetime
) -> dict[int, Issued] | Refusal:
    """A credit note for each invoice the lines stand on, by its id."""
    of_invoice: dict[int, dict[str, tuple[int, int]]] = {}
    for line, minor in lines:
        if line.invoice_id:
            codes = of_invoice.setdefault(line.invoice_id, {})
            before = codes.get(line.code, (0, 0))
            codes[line.code] = (before[0] + minor, before[1] + 1)
    if not of_invoice:
        return {}
    invoice_ids = sorted(of_invoice)
    issued = issue_credit_notes(
        [
            NewCreditNote(
                account_id=case.account_id, currency=case.currency, reason=reason, at=at, by=by, corrects=invoice_id,
                lines=[CreditLine(code, minor, n) for code, (minor, n) in sorted(of_invoice[invoice_id].items())],
            )
            for invoice_id in invoice_ids
        ]
    )  # fmt: skip
    return issued if isinstance(issued, Refusal) else dict(zip(invoice_ids, issued, strict=True))


def _raise(
    case: Case, lines: list[tuple[Creditable, int]], goods_minor: int, reason: str, notes: Mapping[int, Issued],
    at: datetime,
) -> None:  # fmt: skip
    """The negative charges; one source for what a waybill has of an invoice, another for what is not invoiced."""

    def fee(waybill_id: int, code: str, minor: int, invoice_id: int | None, charge_id: int | None = None) -> NewFee:
        source = f"{case.kind}:{case.id}:{waybill_id}"
        return NewFee(
            account_id=case.account_id, waybill_id=waybill_id, code=code, amount_minor=-minor, currency=case.currency,
            charged_at=at, event=case.kind, source=f"{source}:{invoice_id}" if invoice_id else source,
            reason=Said(reason), event_id=charge_id, document_id=notes[invoice_id].id if invoice_id else None,
        )  # fmt: skip

    fees = [fee(x.waybill_id, x.code, minor, x.invoice_id, x.charge_id) for x, minor in lines]
    if goods_minor:
        fees.append(fee(case.waybill_id or 0, COMPENSATION, goods_minor, None))
    fees += [fee(0, TAX, note.tax_minor, invoice_id) for invoice_id, note in notes.items() if note.tax_minor]
    if any(raised.outcome == "repeat" for raised in raise_fees(fees)):
        raise Clash(f"{case.number} was credited before")


def _no(code: str, message: str, field: str | None = None, **params: str) -> Refusal:
    return Refusal(code=code, field=field, message=message, params=params)


def fee_of(line: Creditable, language: str) -> str:
    """What the fee is called."""
    return fee_name(line.code, language)

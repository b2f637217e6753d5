"""What a decided case does to the money: a credit note for what was invoiced, negative charges, compensation."""

from collections.abc import Mapping
from datetime import datetime

import msgspec
from django.db import connection

from galeon.billing.charges.explain import Said
from galeon.billing.charges.raising import NewFee, lock_waybills, raise_fees
from galeon.billing.disputes.models import Case
from galeon.billing.invoices.acts import CreditLine, Issued, NewCreditNote, issue_credit_note
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
    """What the customer got, tax included; number: of the credit note, "" where none was needed."""

    credited_minor: int
    document_id: int | None
    number: str


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
    """Issue the credit note where tax law needs one and raise the credits, in the caller's transaction.

    What stands on an invoice is credited with its tax by a credit note; what is not invoiced yet is only taken off. The
    goods' part is no turnover and has no tax.
    """
    lines = [(x, given.credits[x.charge_id]) for x in creditable(case) if given.credits.get(x.charge_id)]
    reason = f"{case.number}: {' '.join(given.text.split())}"[:REASON_MAX]
    # before the note's number is drawn: a closing waits for the number, and whoever rates the waybill for the closing
    lock_waybills([(case.account_id, w) for w in {case.waybill_id or 0, *(x.waybill_id for x, _ in lines)}])
    invoiced = [(x, minor) for x, minor in lines if x.invoice_id]
    issued = _document(case, invoiced, reason, by, at) if invoiced else None
    if isinstance(issued, Refusal):
        return issued
    _raise(case, lines, given.goods_minor, reason, issued, at)
    _keep(case, lines)
    total = sum(minor for _, minor in lines) + given.goods_minor + (issued.tax_minor if issued else 0)
    return Settled(total, issued.id if issued else None, issued.number if issued else "")


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


def _document(case: Case, lines: list[tuple[Creditable, int]], reason: str, by: int, at: datetime) -> Issued | Refusal:
    """One credit note; it corrects the invoice where all of it stands on one."""
    codes: dict[str, tuple[int, int]] = {}
    for line, minor in lines:
        before = codes.get(line.code, (0, 0))
        codes[line.code] = (before[0] + minor, before[1] + 1)
    invoices = {line.invoice_id for line, _ in lines}
    return issue_credit_note(
        NewCreditNote(
            account_id=case.account_id, currency=case.currency, reason=reason, at=at, by=by,
            lines=[CreditLine(code, minor, count) for code, (minor, count) in sorted(codes.items())],
            corrects=invoices.pop() if len(invoices) == 1 else None,
        )
    )  # fmt: skip


def _raise(
    case: Case, lines: list[tuple[Creditable, int]], goods_minor: int, reason: str, issued: Issued | None, at: datetime
) -> None:
    """The negative charges; one source a waybill, so that the case credits once whatever comes twice."""

    def fee(waybill_id: int, code: str, minor: int, document_id: int | None, charge_id: int | None = None) -> NewFee:
        return NewFee(
            account_id=case.account_id, waybill_id=waybill_id, code=code, amount_minor=-minor, currency=case.currency,
            charged_at=at, event=case.kind, source=f"{case.kind}:{case.id}:{waybill_id}", reason=Said(reason),
            event_id=charge_id, document_id=document_id,
        )  # fmt: skip

    fees = [
        fee(x.waybill_id, x.code, minor, issued.id if issued and x.invoice_id else None, x.charge_id)
        for x, minor in lines
    ]
    if goods_minor:
        fees.append(fee(case.waybill_id or 0, COMPENSATION, goods_minor, None))
    if issued and issued.tax_minor:
        fees.append(fee(0, TAX, issued.tax_minor, issued.id))
    if any(raised.outcome == "repeat" for raised in raise_fees(fees)):
        raise Clash(f"{case.number} was credited before")


def _no(code: str, message: str, field: str | None = None, **params: str) -> Refusal:
    return Refusal(code=code, field=field, message=message, params=params)


def fee_of(line: Creditable, language: str) -> str:
    """What the fee is called."""
    return fee_name(line.code, language)

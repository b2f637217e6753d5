"""A statement on paper: everything written as the reader reads it, then set by typst. And the words both papers use."""

from pathlib import Path

import msgspec
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from galeon.billing import reads
from galeon.billing.statements.grouping import BEGIN, Section, group_sums, sections
from galeon.billing.statements.lines import Group
from galeon.kernel import wording
from galeon.kernel.documents.engine import compile_pdf
from galeon.kernel.documents.glyphs import missing_glyphs
from galeon.kernel.refusal import Refusal
from galeon.kernel.tenancy import as_application
from galeon.parties.acts import HOUSE_ID
from galeon.parties.models import Account

TEMPLATE = Path(__file__).parent / "statement.typ"
MARK = Path(__file__).parent / "mark.svg"
PAPER_LINES_MAX = 20_000
TAGGED_LINES_MAX = 1_000  # the structure for screen readers takes 1.5 kB a line, the rest 80 bytes
CHARGES_BY = {
    "waybill": gettext_noop("Charges by waybill"),
    "master": gettext_noop("Charges by bill of lading"),
    "customs": gettext_noop("Charges by customs entry"),
    "fee": gettext_noop("Charges by fee and waybill"),
}
METHODS = {
    "bank": gettext_noop("Bank transfer"),
    "cash": gettext_noop("Cash"),
    "card": gettext_noop("Card"),
    "alipay": "Alipay",
    "wechat": gettext_noop("WeChat Pay"),
    "opening": gettext_noop("Opening balance"),
    "netting": gettext_noop("Set off"),
}


class Party(msgspec.Struct, frozen=True):
    """Us or the customer."""

    name: str
    code: str
    email: str


class PaperLine(msgspec.Struct, frozen=True):
    """One charge, written. rule: "" when the whole group was made by one."""

    day: str
    name: str
    why: str
    rule: str
    amount: str


class PaperGroup(msgspec.Struct, frozen=True):
    """The charges of one waybill. weight: the charge weight in kg; rule: the list's version all its lines come from."""

    number: str
    reference: str
    to: str
    rule: str
    weight: str
    total: str
    lines: list[PaperLine]


class PaperSection(msgspec.Struct, frozen=True):
    """The charges of one master, customs entry or fee; name "": the statement is by waybill, and this all of it."""

    name: str
    detail: str
    total: str
    groups: list[PaperGroup]


class PaperFee(msgspec.Struct, frozen=True):
    """What a fee comes to."""

    name: str
    count: str
    amount: str


class PaperPayment(msgspec.Struct, frozen=True):
    """A payment."""

    day: str
    method: str
    reference: str
    amount: str


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """What statement.typ prints. facts and sums: (name, value); sums ends with the closing balance."""

    lang: str
    title: str
    period: str
    open: bool
    house: Party
    account: Party
    facts: list[tuple[str, str]]
    sums: list[tuple[str, str]]
    charges: str
    paid: str
    fees: list[PaperFee]
    payments: list[PaperPayment]
    weight: str
    sections: list[PaperSection]
    words: dict[str, str]


def statement_pdf(account_id: int, statement_id: int, language: str, by: str = "waybill") -> bytes | Refusal | None:
    """The statement as A4 PDF in `language` (tagged up to 1,000 lines); None when there is none.

    by: waybill, master, customs or fee: how it is put together.

    Refused with more than 20,000 lines, which are a sheet's business: statement_too_long.
    """
    head = reads.statement(account_id, statement_id)
    if head is None:
        return None
    parts = _parts(head, by, language)
    lines = sum(len(group.lines) for part in parts for group in part.groups)
    if lines > PAPER_LINES_MAX:
        return Refusal(
            code="statement_too_long",
            message="A statement of more than {max} lines is not printed; take the sheet.",
            params={"max": str(PAPER_LINES_MAX)},
        )
    with translation.override(wording.language_code(language)):
        made = _paper(head, by, parts, wording.language_code(language))
    return compile_pdf(TEMPLATE, made, files={"mark": MARK.read_bytes()}, tagged=lines <= TAGGED_LINES_MAX)


def title(head: reads.Head) -> str:
    """`Statement 2026-000042`, or of its days while it is open; in the active language."""
    if head.number:
        return _("Statement {number}").format(number=head.number)
    return _("Open statement")


def sums(head: reads.Head) -> list[tuple[str, int]]:
    """(name, minor units) of the four sums, the closing balance last; payments count against what is owed."""
    closing = _("Amount due") if head.closing_minor > 0 else _("Closing balance")
    if head.state == "open":
        closing = _("Balance so far")
    return [
        (_("Opening balance"), head.opening_minor),
        (_("Charges"), head.charges_minor),
        (_("Payments"), -head.payments_minor),
        (closing, head.closing_minor),
    ]


def facts(head: reads.Head, language: str) -> list[tuple[str, str]]:
    """(name, value) of what else the head says."""
    found = [(_("Period"), period(head, language)), (_("Currency"), head.currency), (_("Time zone"), head.timezone)]
    if head.closed_at:
        found.append((_("Issued"), wording.day(head.closed_at, language, head.timezone)))
    if head.due_on:
        found.append((_("Due"), wording.day(head.due_on, language)))
    return found


def period(head: reads.Head, language: str) -> str:
    """1 Nov 2026 - 30 Nov 2026."""
    first, last = wording.day(head.first_day, language), wording.day(head.last_day, language)
    return first if head.first_day == head.last_day else f"{first} – {last}"


def parties(account_id: int) -> tuple[Party, Party]:
    """Us and the customer, as papers name them."""
    with as_application():
        rows = {a.pk: Party(a.name, a.code, a.email) for a in Account.objects.filter(pk__in=(HOUSE_ID, account_id))}
    return rows[HOUSE_ID], rows[account_id]


def _parts(head: reads.Head, by: str, language: str) -> list[Section]:
    if by == "waybill":
        found = reads.groups(head.account_id, head.id, language, limit=PAPER_LINES_MAX + 1)
        return [Section("", found, BEGIN)] if found else []
    return sections(head.account_id, head.id, by, language, limit=PAPER_LINES_MAX + 1)


def _sections(head: reads.Head, by: str, parts: list[Section], language: str) -> list[PaperSection]:
    known = {} if by == "waybill" else {s.key: s for s in group_sums(head.account_id, head.id, by, language)}
    return [
        PaperSection(
            known[part.key].name if known else "", known[part.key].detail if known else "",
            wording.amount(known[part.key].amount_minor, head.currency, language) if known else "",
            [_group(group, head, language) for group in part.groups],
        )
        for part in parts
    ]  # fmt: skip


def _paper(head: reads.Head, by: str, parts: list[Section], language: str) -> Paper:
    def money(minor: int) -> str:
        return wording.amount(minor, head.currency, language)

    house, account = parties(head.account_id)
    received = reads.payments(head.account_id, head.id)
    return Paper(
        lang=language[:2], title=title(head), period=period(head, language), open=head.state == "open",
        house=house, account=account, facts=facts(head, language),
        sums=_sums(head, language),
        charges=money(head.charges_minor), paid=money(head.payments_minor),
        fees=[
            PaperFee(f.name, str(f.count), money(f.amount_minor))
            for f in reads.fee_sums(head.account_id, head.id, language)
        ],
        payments=[
            PaperPayment(wording.day(p.received_at, language, head.timezone), _(METHODS[p.method]), p.reference,
                         money(p.amount_minor))
            for p in received
        ],
        weight=wording.kilograms(_weight_g(parts), language), sections=_sections(head, by, parts, language),
        words={**_words(), "charges": _(CHARGES_BY[by]), "amount": _("Amount {currency}").format(currency=head.currency)},
    )  # fmt: skip


def _weight_g(parts: list[Section]) -> int:
    """What was charged for, each waybill once."""
    last = {group.waybill_id: group.charge_g for part in parts for group in part.groups if group.charge_g}
    return sum(weight for weight in last.values() if weight)


def _sums(head: reads.Head, language: str) -> list[tuple[str, str]]:
    """As `sums`, written; what we owe the customer is named so, and not by a minus."""
    found = [(name, wording.amount(minor, head.currency, language)) for name, minor in sums(head)]
    if head.state == "closed" and head.closing_minor < 0:
        found[-1] = (_("Balance in your favour"), wording.amount(-head.closing_minor, head.currency, language))
    return found


def _group(group: Group, head: reads.Head, language: str) -> PaperGroup:
    rules = {line.rule for line in group.lines if line.rule}
    rule = rules.pop() if len(rules) == 1 else ""
    lines = [
        PaperLine(
            wording.day(line.charged_at, language, head.timezone), line.name, line.reason, "" if rule else line.rule,
            wording.amount(line.amount_minor, head.currency, language),
        )
        for line in group.lines
    ]  # fmt: skip
    return PaperGroup(
        group.number or _("The account as a whole"),
        group.reference if not missing_glyphs(group.reference) else "",
        group.to_country,
        rule,
        wording.kilograms(group.charge_g, language) if group.charge_g else "",
        wording.amount(group.total_minor, head.currency, language),
        lines,
    )


def _words() -> dict[str, str]:
    return {
        "customer": _("Customer"),
        "open": _("This period is still open: its sums are as they stand now."),
        "fees": _("Charges by fee"),
        "fee": _("Fee"),
        "lines": _("Lines"),
        "total": _("Total"),
        "payments": _("Payments received"),
        "received": _("Received on"),
        "method": _("Method"),
        "reference": _("Reference"),
        "day": _("Date"),
        "why": _("Reason"),
        "weight": _("Charged kg"),
        "page": _("Page {page} of {pages}"),
    }

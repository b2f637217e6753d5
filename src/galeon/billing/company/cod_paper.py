"""A remittance on paper: everything written as the reader reads it, then set by typst."""

from pathlib import Path

import msgspec
from django.utils import translation
from django.utils.translation import gettext as _

from galeon.billing.company import cod_reads
from galeon.billing.statements.paper import MARK, Party, parties
from galeon.kernel import wording
from galeon.kernel.documents.engine import compile_pdf
from galeon.kernel.refusal import Refusal

TEMPLATE = Path(__file__).parent / "cod.typ"
PAPER_LINES_MAX = 5_000


class PaperLine(msgspec.Struct, frozen=True):
    """A parcel's cash, written."""

    number: str
    reference: str
    country: str
    day: str
    amount: str


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """What cod.typ prints. facts: (name, value)."""

    lang: str
    title: str
    house: Party
    account: Party
    currency: str
    facts: list[tuple[str, str]]
    lines: list[PaperLine]
    total: str
    words: dict[str, str]


def remittance_pdf(account_id: int, remittance_id: int, language: str) -> bytes | Refusal | None:
    """A4 PDF in `language`; None when there is none. Refused with more than 5,000 parcels: remittance_too_long."""
    found = cod_reads.remittance(account_id, remittance_id)
    if found is None:
        return None
    if found.collections > PAPER_LINES_MAX:
        return Refusal(
            code="remittance_too_long",
            message="A statement of more than {max} lines is not printed; take the sheet.",
            params={"max": str(PAPER_LINES_MAX)},
        )
    language = wording.language_code(language)
    lines = cod_reads.lines(account_id, remittance_id)
    with translation.override(language):
        made = _paper(found, lines, language)
    return compile_pdf(TEMPLATE, made, files={"mark": MARK.read_bytes()}, tagged=True)


def _paper(found: cod_reads.Remittance, lines: list[cod_reads.Line], language: str) -> Paper:
    house, account = parties(found.account_id)
    amount = wording.amount(found.amount_minor, found.currency, language)
    facts = [(_("Collected until"), wording.day(found.until, language)), (_("Amount"), f"{amount} {found.currency}")]
    if found.fee_minor:
        facts.append((_("Our fee"), f"{wording.amount(found.fee_minor, found.currency, language)} {found.currency}"))
    if found.paid_at:
        facts += [(_("Paid"), wording.day(found.paid_at, language)), (_("Reference"), found.reference)]
    return Paper(
        lang=language, title=_("Cash on delivery"), house=house, account=account, currency=found.currency, facts=facts,
        lines=[
            PaperLine(
                line.number, line.reference, line.to_country, wording.day(line.collected_at, language),
                wording.amount(line.amount_minor, found.currency, language),
            )
            for line in lines
        ],
        total=amount,
        words={
            "customer": _("Customer"), "waybill": _("Waybill"), "reference": _("Order reference"), "country": _("Country"),
            "day": _("Collected"), "total": _("Total"), "page": _("Page {page} of {pages}"),
        },
    )  # fmt: skip

"""A reminder on paper, in the customer's language, set by typst."""

from datetime import date, datetime
from pathlib import Path

import msgspec
from django.utils import translation
from django.utils.translation import gettext as _

from galeon.billing.cash.models import DunningLetter, DunningLevel
from galeon.billing.statements.paper import MARK
from galeon.kernel import wording
from galeon.kernel.documents.engine import compile_pdf
from galeon.parties.models import Account, LegalEntity

TEMPLATE = Path(__file__).parent / "letter.typ"


class LetterPaper(msgspec.Struct, frozen=True, kw_only=True):
    """What letter.typ prints; every number is written already. items: number, due, days, amount, open."""

    lang: str
    house: str
    house_address: str
    account: str
    account_code: str
    account_address: str
    day: str
    title: str
    text: str
    items: list[tuple[str, str, str, str, str]]
    total: str
    fee: str
    pay_to: str
    words: dict[str, str]


def letter_pdf(letter: DunningLetter, level: DunningLevel, account: Account, fee_minor: int, at: datetime) -> bytes:
    """The letter as A4 PDF; fee_minor: what is charged for it, in the account's currency."""
    language = wording.language_code(letter.language)
    entity = LegalEntity.objects.get(pk=account.entity_id or 1)
    with translation.override(language):
        made = _paper(letter, level, account, entity, fee_minor, wording.day(at, language, account.timezone), language)
    return compile_pdf(TEMPLATE, made, files={"mark": MARK.read_bytes()}, tagged=True)


def title_of(level: DunningLevel, language: str) -> str:
    """The level's title in a language."""
    return _said(level.title, language)


def _paper(
    letter: DunningLetter, level: DunningLevel, account: Account, entity: LegalEntity, fee_minor: int, day: str, language: str
) -> LetterPaper:  # fmt: skip
    def money(minor: int) -> str:
        return wording.amount(minor, letter.currency, language)

    return LetterPaper(
        lang=language[:2], house=entity.name, house_address=entity.address, account=account.invoice_name or account.name,
        account_code=account.code, account_address=account.address, day=day, title=title_of(level, language),
        text=_said(level.text, language),
        items=[
            (str(number), wording.day(date.fromisoformat(due), language), str((letter.as_of - date.fromisoformat(due)).days),
             money(amount), money(left))
            for number, due, amount, left in letter.items
        ],
        total=f"{money(letter.overdue_minor)} {letter.currency}",
        fee=_("For this letter we charge {amount} {currency}, on your next statement.").format(
            amount=wording.amount(fee_minor, account.currency, language), currency=account.currency
        ) if fee_minor else "",
        pay_to=entity.payment_text,
        words={
            "number": _("Number"), "due": _("Due"), "days": _("Days overdue"),
            "amount": _("Amount {currency}").format(currency=letter.currency), "open": _("Open"), "total": _("Overdue in all"),
            "pay_to": _("Please pay to"), "page": _("Page {page} of {pages}"),
        },
    )  # fmt: skip


def _said(texts: dict[str, str], language: str) -> str:
    return texts.get(language[:2]) or texts.get("en", "")

"""Our accounts at banks: opened, and how their CSV is read."""

import re
from datetime import UTC, datetime

import msgspec
from django.db import IntegrityError, transaction

from galeon.billing.cash.csvfile import Mapping
from galeon.billing.cash.models import BankAccount
from galeon.kernel.refusal import Refusal
from galeon.ledger.models import BookAccount
from galeon.parties.models import LegalEntity

IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
BOOKS = ("bank", "wallets", "cash")


class NewBankAccount(msgspec.Struct, frozen=True, kw_only=True):
    """An account of ours. number: its IBAN, or the bank's own number. book: where its money stands in the books."""

    entity_id: int
    name: str
    currency: str
    number: str
    book: str = "bank"


def open_bank_account(new: NewBankAccount, at: datetime | None = None) -> int | Refusal:
    """Open one; its id. Refused: entity, name, currency, number, book, bank_account_known."""
    number = re.sub(r"[\s.-]", "", new.number).upper()
    name = " ".join(new.name.split())
    if not LegalEntity.objects.filter(pk=new.entity_id).exists():
        return _no("entity", "entity", "There is no such company of ours.")
    if not name or len(name) > 80 or not name.isprintable():
        return _no("name", "name", "A name has 1 to {max} characters.", max="80")
    if not re.fullmatch(r"[A-Z]{3}", new.currency):
        return _no("currency", "currency", "A currency is three letters, as EUR.")
    if not re.fullmatch(r"[A-Z0-9/]{4,40}", number):
        return _no("number", "number", "Give the IBAN, or the bank's own number of the account.")
    if IBAN.fullmatch(number) and not _is_iban(number):
        return _no("number", "number", "This IBAN has a wrong digit: compare it with the bank's papers.")
    if new.book not in BOOKS or not BookAccount.objects.filter(pk=new.book).exists():
        return _no("book", "book", "There is no such account in the books.")
    try:
        with transaction.atomic():
            opened = BankAccount.objects.create(
                entity_id=new.entity_id, name=name, currency=new.currency, number=number, book_id=new.book,
                opened_at=at or datetime.now(UTC),
            )  # fmt: skip
    except IntegrityError:
        return _no("bank_account_known", "number", "This account is there already.")
    return opened.pk


def map_columns(bank_account_id: int, how: Mapping) -> None:
    """Keep how this bank's CSV is read, for its next files."""
    BankAccount.objects.filter(pk=bank_account_id).update(mapping=msgspec.to_builtins(how))


def _is_iban(number: str) -> bool:
    turned = number[4:] + number[:4]
    return int("".join(str(int(mark, 36)) for mark in turned)) % 97 == 1


def _no(code: str, field: str | None, message: str, **params: str) -> Refusal:
    return Refusal(code=code, field=field, message=message, params=params)

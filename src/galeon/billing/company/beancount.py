"""The book in Beancount's language, with the balances our own trial balance says, for `bean-check` to refuse if they differ.

Accounts: `Assets:Receivable:LUMEN`, `Income:Revenue:Express`, `Assets:Bank`; where a file holds the books of several of
our companies, the company's code follows the root: `Assets:ES:Bank`.
"""

import re
from collections.abc import Collection, Iterator
from datetime import date, timedelta

from galeon.billing.company.journals import JournalLine, Span, journals
from galeon.kernel import wording
from galeon.ledger.chart import CHART
from galeon.ledger.reads import trial_balance
from galeon.parties.models import LegalEntity

ROOTS = {"asset": "Assets", "liability": "Liabilities", "equity": "Equity", "revenue": "Income", "expense": "Expenses"}
_KINDS = {line.code: line for line in CHART}
_ILLEGAL = re.compile(r"[^A-Z0-9a-z-]+")


class Names:
    """Legal account names, each of one account of ours only. Pure."""

    def __init__(self, *, with_entity: bool) -> None:
        self._with_entity = with_entity
        self._customers: dict[int, str] = {}
        self._taken: set[str] = set()
        self._entities: dict[str, str] = {}

    def of(self, line: JournalLine) -> str:
        """The account a line stands on."""
        name = self.book(line.book, line.entity)
        if line.book in _KINDS and _KINDS[line.book].is_customer:
            return f"{name}:{self._customer(line.account_id, line.account)}"
        return f"{name}:{_component(line.segment)}" if line.segment else name

    def book(self, book: str, entity: str) -> str:
        """An account of the book with all that stands under it."""
        kind = _KINDS[book].kind if book in _KINDS else "equity"
        parts = [ROOTS[kind], *([self._entity(entity)] if self._with_entity else []), _component(book)]
        return ":".join(parts)

    def _customer(self, account_id: int, code: str) -> str:
        if account_id not in self._customers:
            self._customers[account_id] = _distinct(_component(code), str(account_id), self._taken)
            self._taken.add(self._customers[account_id])
        return self._customers[account_id]

    def _entity(self, code: str) -> str:
        if code not in self._entities:
            self._entities[code] = _distinct(_component(code), "2", self._entities.values())
        return self._entities[code]


def beancount(span: Span) -> Iterator[str]:
    """The file, piece by piece: head, journals by day, then the accounts they opened and what each must come to.

    To be called within `journals.one_moment`. A span that does not begin with the book has no balances to be checked.
    """
    entities = _entities(span)
    names = Names(with_entity=len(entities) > 1)
    for entity in entities.values():  # the elder has the plain name, whoever's journal comes first
        names.book("bank", entity.code)
    opened: dict[str, date] = {}
    last = span.first
    yield _head(entities)
    for journal in journals(span):
        last = journal[0].booked_on
        accounts = [names.of(line) for line in journal]
        for account in accounts:
            opened.setdefault(account, last)
        yield _transaction(journal, accounts)
    whole = span.first <= date(1900, 1, 1)
    checks = list(_balances(entities, names, last)) if whole and opened else []
    for account in {name for name, _ in checks}:
        opened.setdefault(account, min(opened.values()))
    yield "\n" + "".join(f"{day} open {account}\n" for account, day in sorted(opened.items()))
    yield "\n" + "".join(f"{last + timedelta(days=1)} balance {name} {amount}\n" for name, amount in checks)


def _entities(span: Span) -> dict[int, LegalEntity]:
    found = LegalEntity.objects.order_by("pk")
    return {e.pk: e for e in (found.filter(pk=span.entity_id) if span.entity_id else found)}


def _head(entities: dict[int, LegalEntity]) -> str:
    title = ", ".join(entity.name for entity in entities.values())
    currencies = dict.fromkeys(entity.currency for entity in entities.values())
    told = "".join(f'option "operating_currency" "{currency}"\n' for currency in currencies)
    return f'option "title" {_text(title)}\n{told}\n'


def _transaction(journal: list[JournalLine], accounts: list[str]) -> str:
    head = journal[0]
    posted = "".join(
        f"  {account}  {wording.major(line.amount_minor, line.currency):f} {line.currency}\n"
        for account, line in zip(accounts, journal, strict=True)
    )
    return f"{head.booked_on} * {_text(head.kind)} {_text(head.memo)}\n  source: {_text(head.source)}\n{posted}\n"


def _balances(entities: dict[int, LegalEntity], names: Names, last: date) -> Iterator[tuple[str, str]]:
    """What our trial balance says of each account of the book, with whatever stands under it; to the last minor unit."""
    for entity in entities.values():
        for book, currency, minor in trial_balance(entity.pk, last):
            amount = wording.major(minor, currency)
            yield names.book(book, entity.code), f"{amount:f} ~ {wording.major(0, currency):f} {currency}"


def _component(text: str) -> str:
    """A part of an account's name: capital first, then letters, digits and dashes."""
    name = _ILLEGAL.sub("-", text).strip("-") or "X"
    return name[0].upper() + name[1:] if name[0].isalnum() else f"X{name}"


def _distinct(name: str, suffix: str, taken: Collection[str]) -> str:
    """The name itself, or with the suffix as often as it takes to be nobody else's."""
    while name in taken:
        name = f"{name}-{suffix}"
    return name


def _text(text: str) -> str:
    kept = "".join(c if c.isprintable() else " " for c in text)
    return '"' + kept.replace("\\", "\\\\").replace('"', '\\"') + '"'

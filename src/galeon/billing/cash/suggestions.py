"""Who may have paid the lines a person looks at: read live, so that what was paid a second ago is suggested no more."""

from collections.abc import Sequence
from datetime import date

import msgspec
from django.db import connection

from galeon.billing.cash.allocating import Key
from galeon.billing.cash.matching import Asked, Debt, Directory, Payer, Suggestion, Typed, suggested, tokens
from galeon.kernel.sql import load
from galeon.tariffs import fx

ORDER_MIN = 6


class Line(msgspec.Struct, frozen=True):
    """A bank line as it is shown. twin_on: the day of the line it may be a double of. paid: the accounts it was taken for."""

    id: int
    bank_account_id: int
    entity_id: int
    booked_on: date
    amount_minor: int
    currency: str
    reference: str
    end_to_end: str
    payer: str
    payer_account: str
    text: str
    fault: str
    twin_id: int | None
    twin_on: date | None
    is_distinct: bool
    state: str
    note: str
    taken: list["Taken"]

    @property
    def is_double(self) -> bool:
        """It may be a double, and nobody has said otherwise."""
        return self.twin_id is not None and not self.is_distinct


class Taken(msgspec.Struct, frozen=True, array_like=True):
    """What a matched line was taken for: an account, the share of the line, the payment's amount in its currency."""

    account_id: int
    code: str
    name: str
    share_minor: int
    amount_minor: int
    currency: str


class _Row(msgspec.Struct, frozen=True, array_like=True):
    kind: str
    id: int
    open_minor: int
    due_on: date
    number: str
    invoice: str


_TAKEN = msgspec.json.Decoder(list[Taken])
_ITEMS = msgspec.json.Decoder(list[_Row])


def lines(
    bank_account_id: int | None = None, state: str | None = None, ids: Sequence[int] | None = None, *,
    before: tuple[date, int] | None = None, limit: int = 50,
) -> list[Line]:  # fmt: skip
    """Lines of an account of ours, the newest first; before: (day, id) the last page ended with."""
    terms = {
        "bank": bank_account_id, "state": state, "ids": list(ids) if ids is not None else None, "limit": limit,
        "day": before[0] if before else None, "id": before[1] if before else None,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(load("billing.cash", "lines"), terms)
        return [Line(*(*row[:-1], _TAKEN.decode(row[-1]))) for row in cursor.fetchall()]


def suggestions(asked: Sequence[Line]) -> dict[int, list[Suggestion]]:
    """For each line that is open and has no fault: who may have paid it, the likeliest first."""
    open_lines = [line for line in asked if line.state == "open" and not line.fault]
    found: dict[int, list[Suggestion]] = {}
    for entity_id in sorted({line.entity_id for line in open_lines}):
        mine = [line for line in open_lines if line.entity_id == entity_id]
        directory = _directory(entity_id, mine)
        currencies = sorted({payer.currency for payer in directory.payers.values()})
        for line in mine:
            found[line.id] = suggested(_asked(line, currencies), directory)
    return found


def _asked(line: Line, currencies: Sequence[str]) -> Asked:
    converted = {
        currency: fx.rates().converted(line.amount_minor, line.currency, currency, line.booked_on)
        for currency in currencies
    }
    amounts = {currency: amount for currency, amount in converted.items() if amount}
    return Asked(
        line.text, line.payer, line.payer_account, line.end_to_end, line.currency, amounts, line.entity_id,
        line.amount_minor, line.booked_on,
    )  # fmt: skip


def _directory(entity_id: int, asked: Sequence[Line]) -> Directory:
    with connection.cursor() as cursor:
        cursor.execute(load("billing.cash", "payers"), {"entity": entity_id})
        payers = [_payer(entity_id, *row) for row in cursor.fetchall()]
        cursor.execute(
            """SELECT DISTINCT l.payer_account, m.account_id FROM bank_line l JOIN bank_match m ON m.line_id = l.id
               WHERE l.payer_account = ANY (%s) AND l.payer_account <> '' AND l.state = 'matched' AND m.undoes_id IS NULL""",
            [sorted({line.payer_account for line in asked})],
        )
        known = _sets(cursor.fetchall())
        words = {token for line in asked for token in tokens(f"{line.text} {line.end_to_end}")}
        cursor.execute(
            "SELECT DISTINCT number, account_id FROM waybill_number WHERE number = ANY (%s)",
            [sorted(word for word in words if len(word) >= ORDER_MIN and any(mark.isdigit() for mark in word))],
        )
        orders = _sets(cursor.fetchall())
        days = [line.booked_on for line in asked]
        cursor.execute(load("billing.cash", "typed"), {"entity": entity_id, "first": min(days), "last": max(days)})
        return Directory(payers, known, orders, [Typed(*row) for row in cursor.fetchall()])


def _payer(
    entity_id: int, account_id: int, code: str, name: str, invoice_name: str, currency: str, due_minor: int, items: str
) -> Payer:
    debts = tuple(
        Debt(Key(row.kind, row.id), tuple(x for x in (row.number, row.invoice) if x) or (code,), row.open_minor, row.due_on)  # type: ignore[arg-type]
        for row in _ITEMS.decode(items)
    )  # fmt: skip
    return Payer(account_id, code, name, (name, invoice_name), currency, entity_id, due_minor, debts)


def _sets(rows: Sequence[tuple[str, int]]) -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for key, account_id in rows:
        found.setdefault(key, set()).add(account_id)
    return {key: frozenset(accounts) for key, accounts in found.items()}

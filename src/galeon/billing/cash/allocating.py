"""Which credit pays which debt when nobody says: a credit note what it corrects, then the oldest the oldest. Pure."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

Side = Literal["statement", "credit", "payment"]
"""credit: what a closed statement credits, by credit notes or because it came to less than zero; its id is the statement's."""


class Key(Struct, frozen=True, order=True):
    """An item of a customer's receivable."""

    kind: Side
    id: int


class Open(Struct, frozen=True):
    """What is open of an item, minor units: above zero owed to us, below zero to the customer's credit."""

    kind: Side
    id: int
    open_minor: int
    due_on: date

    @property
    def key(self) -> Key:
        """Which item it is."""
        return Key(self.kind, self.id)


class Pair(Struct, frozen=True):
    """So much of this credit pays this debt."""

    credit: Key
    debit: Key
    amount_minor: int


def oldest_first(items: Sequence[Open], named: Sequence[Pair] = ()) -> list[Pair]:
    """Pair off debts and credits of one account and currency until one side is used up; each in the order of its day.

    named: what credits are for, as far as both sides are open; it goes before. Money paid out (a refund, a payment taken
    back) takes its turn among the debts by its day.
    """
    pairs, left = _as_named(items, named)
    ordered = sorted(left, key=lambda item: (item.due_on, item.kind != "statement", item.id))
    return pairs + _paired(
        [item for item in ordered if item.open_minor < 0], [item for item in ordered if item.open_minor > 0]
    )


def onto(credit: Open, debits: Sequence[Open]) -> list[Pair]:
    """Spend one credit on these debts, in the order given, as far as it goes."""
    return _paired([credit], debits)


def _as_named(items: Sequence[Open], named: Sequence[Pair]) -> tuple[list[Pair], list[Open]]:
    """What of the named pairs can be, and what of the items that leaves."""
    pairs: list[Pair] = []
    left = {item.key: item.open_minor for item in items}
    for wish in named:
        amount = min(wish.amount_minor, -left.get(wish.credit, 0), left.get(wish.debit, 0))
        if amount > 0:
            pairs.append(Pair(wish.credit, wish.debit, amount))
            left[wish.credit] += amount
            left[wish.debit] -= amount
    return pairs, [replace(item, open_minor=left[item.key]) for item in items]


def _paired(credits: Sequence[Open], debits: Sequence[Open]) -> list[Pair]:
    pairs: list[Pair] = []
    waiting = iter(debits)
    debit, owed = None, 0
    for credit in credits:
        left = -credit.open_minor
        while left:
            if not owed:
                debit = next(waiting, None)
                if debit is None:
                    return pairs
                owed = debit.open_minor
            assert debit is not None  # noqa: S101  something is owed
            amount = min(left, owed)
            pairs.append(Pair(credit.key, debit.key, amount))
            left, owed = left - amount, owed - amount
    return pairs

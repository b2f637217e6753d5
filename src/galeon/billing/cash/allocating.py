"""Which credit pays which debt when nobody says: the oldest credit pays the oldest debt. Pure."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

from msgspec import Struct

Side = Literal["statement", "payment"]


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


def oldest_first(items: Sequence[Open]) -> list[Pair]:
    """Pair off debts and credits of one account and currency until one side is used up; each in the order of its day.

    Money paid out (a refund, a payment taken back) takes its turn among the debts by its day.
    """
    ordered = sorted(items, key=lambda item: (item.due_on, item.kind != "statement", item.id))
    return _paired([item for item in ordered if item.open_minor < 0], [item for item in ordered if item.open_minor > 0])


def onto(credit: Open, debits: Sequence[Open]) -> list[Pair]:
    """Spend one credit on these debts, in the order given, as far as it goes."""
    return _paired([credit], debits)


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

"""Which debts a credit pays, as a person says it."""

from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec
from django.db import transaction

from galeon.billing.cash import allocations
from galeon.billing.cash.allocating import Key
from galeon.kernel.refusal import Refusal

WISHES_MAX = 5_000


class NewAllocation(msgspec.Struct, frozen=True, kw_only=True):
    """So much of a credit (a payment, a closed statement's credits) shall pay this debt; minor units, above zero."""

    account_id: int
    credit: Key
    debit: Key
    amount_minor: int


class Allocated(msgspec.Struct, frozen=True):
    """An allocation that stands as it was wished."""

    account_id: int
    amount_minor: int


def allocate(
    wishes: Sequence[NewAllocation], *, by: int | None, at: datetime | None = None
) -> list[Allocated | Refusal]:
    """Let credits pay the debts a person names; an answer for each, in order. What the credits had paid is taken back.

    A credit's wishes stand together or not at all: if one is refused (item_unknown, amount, exceeds_credit,
    exceeds_debt), nothing of that credit is moved. What a credit has left pays the oldest debts.
    """
    if len(wishes) > WISHES_MAX:
        raise ValueError(f"at most {WISHES_MAX} allocations at once")
    now = at or datetime.now(UTC)
    groups: dict[tuple[int, Key], list[int]] = {}
    for n, wish in enumerate(wishes):
        groups.setdefault((wish.account_id, wish.credit), []).append(n)
    answers: list[Allocated | Refusal] = [Allocated(w.account_id, w.amount_minor) for w in wishes]
    with transaction.atomic():
        allocations.lock(sorted({w.account_id for w in wishes}))
        for (account_id, credit), places in groups.items():
            refusal = _moved(account_id, credit, [wishes[n] for n in places], by, now)
            for n in places:
                answers[n] = refusal or answers[n]
        allocations.settle_oldest(sorted({w.account_id for w in wishes}), by, now)
    return answers


def _moved(
    account_id: int, credit: Key, wishes: Sequence[NewAllocation], by: int | None, at: datetime
) -> Refusal | None:
    with transaction.atomic():
        allocations.take_back(account_id, [credit], by, at)
        found = {item.key: item for item in allocations.items([account_id])}
        refusal = _refused(found, credit, wishes)
        if refusal:
            transaction.set_rollback(True)
            return refusal
        allocations.write(
            [
                allocations.Row(
                    account_id, found[credit].currency, credit.kind, credit.id, w.debit.kind, w.debit.id, w.amount_minor
                )
                for w in wishes
            ], by, at,
        )  # fmt: skip
    return None


def _refused(found: dict[Key, allocations.Item], credit: Key, wishes: Sequence[NewAllocation]) -> Refusal | None:
    spent = found.get(credit)
    if spent is None or spent.open_minor >= 0:
        return _no("item_unknown", "credit", "There is no such credit, or nothing of it is left.")
    left = -spent.open_minor
    owed: dict[Key, int] = {}
    for wish in wishes:
        debt = found.get(wish.debit)
        if wish.amount_minor <= 0:
            return _no("amount", "amount", "The amount must be above zero.")
        if debt is None or debt.open_minor <= 0 or debt.currency != spent.currency:
            return _no("item_unknown", "debit", "This debt is paid already, or there is none.")
        owed[wish.debit] = owed.get(wish.debit, debt.open_minor) - wish.amount_minor
        left -= wish.amount_minor
        if owed[wish.debit] < 0:
            return _no(
                "exceeds_debt", "amount", "Only {open_amount} of {number} is open.",
                open_amount=f"{debt.open_minor} {debt.currency}", number=debt.number,
            )  # fmt: skip
    if left < 0:
        return _no(
            "exceeds_credit", "amount", "Only {open_amount} of {number} is left.",
            open_amount=f"{-spent.open_minor} {spent.currency}", number=spent.number,
        )  # fmt: skip
    return None


def _no(code: str, field: str | None, message: str, **params: str) -> Refusal:
    return Refusal(code=code, field=field, message=message, params=params)

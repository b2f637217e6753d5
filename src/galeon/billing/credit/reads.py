"""Who is in arrears, why an account is stopped, and what to pay. A customer's page asks inside `tenancy.customer`."""

from collections.abc import Sequence
from datetime import date, datetime

import msgspec
from django.db import connection

from galeon.billing.credit.models import Grace, LimitChange, TopUp, Waiver
from galeon.kernel.refusal import Refusal
from galeon.kernel.sql import load

NEWEST = 2**63 - 1


class Arrears(msgspec.Struct, frozen=True):
    """What an account lacks in one currency, minor units.

    below_minor: how far the balance lies below its limit. overdue_minor: unpaid after due day and grace; due_on: of the
    statement that says so. waived_until: a person lets it go on in spite of it, up to and including that day.
    """

    account_id: int
    currency: str
    below_minor: int
    overdue_minor: int
    statement_id: int | None
    due_on: date | None
    grace_days: int
    waived_until: date | None

    @property
    def to_pay_minor(self) -> int:
        """What has to be paid for the account to go on: one payment mends both."""
        return max(self.below_minor, self.overdue_minor)


class Stop(msgspec.Struct, frozen=True):
    """An open stop of an account. kind: arrears, or what a person called it."""

    kind: str
    source: str
    reason: str
    since: datetime


def arrears(account_ids: Sequence[int], at: datetime) -> list[Arrears]:
    """What these accounts lack at `at`, one a currency they have a balance in; most lack nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM credit_arrears(%s, %s) ORDER BY 1, 2", [list(account_ids), at])
        return [Arrears(*row) for row in cursor.fetchall()]


def stops(account_id: int) -> list[Stop]:
    """What stops the account now, the oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT kind, source, reason, since FROM account_stop
               WHERE account_id = %s AND until IS NULL ORDER BY since, id""",
            [account_id],
        )
        return [Stop(*row) for row in cursor.fetchall()]


def stopped(account_id: int, at: datetime) -> Refusal:
    """Why a stopped account's orders are refused, and what to do about it."""
    lacks = max(arrears([account_id], at), key=lambda x: x.to_pay_minor, default=None)
    if lacks is None or not lacks.to_pay_minor or any(stop.kind != "arrears" for stop in stops(account_id)):
        return Refusal(
            code="account_stopped", message="Orders of this account are stopped: ask us why, and what is to be done."
        )
    params = {"due_amount": f"{lacks.to_pay_minor} {lacks.currency}"}
    if lacks.overdue_minor:
        return Refusal(
            code="account_stopped", params=params,
            message="Orders are stopped: your statements are overdue. Pay {due_amount}, or ask us to let you go on.",
        )  # fmt: skip
    return Refusal(
        code="account_stopped", params=params,
        message="Orders are stopped: your balance is below its limit. Pay {due_amount}, or ask us to let you go on.",
    )  # fmt: skip


class Movement(msgspec.Struct, frozen=True):
    """Money that moved on an account: above zero in its favour. kind: charge, or the payment's (top_up, payment, ...).

    event: what raised the charge, or the way of paying.
    """

    id: int
    kind: str
    event: str
    waybill: str
    reference: str
    amount_minor: int
    currency: str
    at: datetime


class Line(msgspec.Struct, frozen=True):
    """An account of the credit page; money in `currency`, minor units. raised_until: a raise of the limit is in force."""

    account_id: int
    code: str
    name: str
    terms: str
    currency: str
    posted_minor: int
    held_minor: int
    limit_minor: int
    stop: str | None
    stopped_since: datetime | None
    raised_until: date | None

    @property
    def available_minor(self) -> int:
        """What can still be ordered for."""
        return self.posted_minor - self.held_minor + self.limit_minor

    @property
    def used_minor(self) -> int:
        """How much of the limit is taken: what is owed and what is held."""
        return max(self.held_minor - self.posted_minor, 0)


def movements(account_id: int, *, before: int | None = None, limit: int = 50) -> list[Movement]:
    """The last money that moved, the newest first; before: the id the last page ended with."""
    with connection.cursor() as cursor:
        cursor.execute(
            load("billing.credit", "movements"), {"account": account_id, "before": before or NEWEST, "limit": limit}
        )
        return [Movement(*row) for row in cursor.fetchall()]


def accounts(text: str = "", show: str = "", *, offset: int = 0, limit: int = 50) -> list[Line]:
    """Accounts by what they owe: those stopped first, the longest first. show: "", stopped, below or raised."""
    like = "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    with connection.cursor() as cursor:
        cursor.execute(
            load("billing.credit", "accounts"),
            {"text": text, "like": like, "show": show, "offset": offset, "limit": limit},
        )
        return [Line(*row) for row in cursor.fetchall()]


def limit_changes(account_id: int | None = None, state: str | None = None, limit: int = 100) -> list[LimitChange]:
    """Limits asked for, the newest first, of an account or of all."""
    found = LimitChange.objects.order_by("-id")
    found = found.filter(account_id=account_id) if account_id else found
    return list((found.filter(state=state) if state else found)[:limit])


def waivers(account_id: int) -> list[Waiver]:
    """Waivers of an account, the newest first: that one counts."""
    return list(Waiver.objects.filter(account_id=account_id).order_by("-id")[:20])


def grace() -> list[Grace]:
    """Days of grace as they are set, the most general first."""
    return list(Grace.objects.order_by("level", "entity_id"))


def top_ups(account_id: int | None = None, state: str | None = None, limit: int = 100) -> list[TopUp]:
    """Top-ups asked for, without their slips: of an account the newest first, those waiting the oldest first."""
    found = TopUp.objects.defer("slip").order_by("id" if state == "asked" else "-id")
    found = found.filter(account_id=account_id) if account_id else found
    return list((found.filter(state=state) if state else found)[:limit])


def top_up(account_id: int, top_up_id: int) -> TopUp | None:
    """One top-up with its slip."""
    return TopUp.objects.filter(account_id=account_id, id=top_up_id).first()


def same_slip(found: TopUp) -> list[TopUp]:
    """Other requests, of any account, that came with the very same file."""
    if found.slip_hash is None:
        return []
    return list(TopUp.objects.defer("slip").filter(slip_hash=found.slip_hash).exclude(id=found.id).order_by("-id")[:5])

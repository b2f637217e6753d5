"""Who is in arrears, why an account is stopped, and what to pay. A customer's page asks inside `tenancy.customer`."""

from collections.abc import Sequence
from datetime import date, datetime

import msgspec
from django.db import connection

from galeon.kernel.refusal import Refusal


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

"""Credit limits: asked for by one person, approved by another, raised for a time and put back."""

from datetime import date, datetime
from typing import Literal

import msgspec
from django.db import connection, transaction

from galeon.billing.credit.models import LimitChange
from galeon.billing.credit.reviewing import review
from galeon.billing.credit.rights import AMOUNT_MAX, bad_text, not_finance
from galeon.kernel.refusal import Refusal
from galeon.kernel.wording import local_day
from galeon.ledger.acts import set_limit, set_limits
from galeon.parties.reads import customer

YEARS_MAX = 5
OVER = """SELECT c.account_id, c.currency, c.id, c.base_minor FROM credit_limit_change c JOIN account a ON a.id = c.account_id
           WHERE c.state = 'approved' AND c.kind = 'raise' AND c.until < (%s AT TIME ZONE a.timezone)::date"""


class NewLimit(msgspec.Struct, frozen=True, kw_only=True):
    """A limit in the account's currency, minor units: from now on (until None), or up to and including a day."""

    account_id: int
    limit_minor: int
    reason: str
    until: date | None = None


def ask_limit(new: NewLimit, *, by: int, at: datetime) -> int | Refusal:
    """Ask for another limit; its id. What was asked before and not decided is replaced.

    Refused: not_finance, account_unknown, amount, until, text_missing, text.
    """
    if refusal := not_finance(by) or _refused(new, at):
        return refusal
    mine = customer(new.account_id)
    assert mine is not None  # noqa: S101  refused above
    with transaction.atomic():
        _turnstile(new.account_id, mine.currency)
        LimitChange.objects.filter(account_id=new.account_id, currency=mine.currency, state="asked").update(
            state="refused", note="", decided_at=at
        )
        with connection.cursor() as cursor:
            cursor.execute(
                """INSERT INTO credit_limit_change (account_id, id, currency, kind, limit_minor, until, reason, asked_at,
                     asked_by, state, note)
                   VALUES (%s, galeon_id(), %s, %s, %s, %s, %s, %s, %s, 'asked', '') RETURNING id""",
                [new.account_id, mine.currency, "raise" if new.until else "limit", new.limit_minor, new.until,
                 new.reason.strip(), at, by],
            )  # fmt: skip
            return int(cursor.fetchone()[0])


def decide_limit(
    account_id: int, change_id: int, verdict: Literal["approve", "refuse"], *, by: int, at: datetime, note: str = ""
) -> LimitChange | Refusal:
    """Approve or refuse what another person asked for; approved it is in force at once, and the account reviewed.

    Refused: not_finance, change_unknown, decided_already, same_person, until (its day has passed), text.
    """
    if refusal := not_finance(by) or bad_text(note, "note", required=verdict == "refuse"):
        return refusal
    asked = LimitChange.objects.filter(account_id=account_id, id=change_id).first()
    if asked is None:
        return _no("change_unknown", "There is no such request.")
    with transaction.atomic():
        now_minor = _turnstile(account_id, asked.currency)  # first of all locks, as everywhere here
        change = LimitChange.objects.get(account_id=account_id, id=change_id)
        if change.state != "asked":
            return _no("decided_already", "This was decided already.")
        if change.asked_by == by:
            return _no("same_person", "Another person has to decide this: you asked for it.")
        if verdict == "approve" and change.until and change.until < _today(account_id, at):
            return _no("until", "This day has passed.", "until")
        _write(change, verdict, now_minor, by=by, at=at, note=note.strip())
        if verdict == "approve":
            review([account_id], at)
    return change


def expire_raises(at: datetime) -> int:
    """Put back the limits whose raise ended before `at`'s day in the account's zone, and review; how many."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT FROM balance b JOIN ({OVER}) c ON c.account_id = b.account_id AND c.currency = b.currency
                 ORDER BY b.account_id, b.currency FOR UPDATE OF b""",
            [at],
        )
        cursor.execute(OVER, [at])
        over = cursor.fetchall()
        set_limits([(account_id, currency, base_minor) for account_id, currency, _, base_minor in over])
        LimitChange.objects.filter(id__in=[row[2] for row in over]).update(state="ended", ended_at=at)
        review([row[0] for row in over], at)
    return len(over)


def _write(change: LimitChange, verdict: str, now_minor: int, *, by: int, at: datetime, note: str) -> None:
    """Under the balance's lock: what is in force now is what the change is measured by."""
    change.decided_by, change.decided_at, change.note = by, at, note
    if verdict == "refuse":
        change.state = LimitChange.State.REFUSED
    else:
        active = LimitChange.objects.filter(
            account_id=change.account_id, currency=change.currency, state="approved", kind="raise"
        ).first()
        change.state, change.before_minor = LimitChange.State.APPROVED, now_minor
        in_force = change.limit_minor
        if change.kind == "raise":
            change.base_minor = active.base_minor if active else now_minor
            in_force = max(in_force, change.base_minor or 0)
            _end(active, at)
        elif active:
            LimitChange.objects.filter(account_id=active.account_id, id=active.id).update(base_minor=change.limit_minor)
            in_force = max(in_force, active.limit_minor)
        set_limit(change.account_id, change.currency, in_force)
    LimitChange.objects.filter(account_id=change.account_id, id=change.id).update(
        state=change.state, decided_by=by, decided_at=at, note=note, before_minor=change.before_minor,
        base_minor=change.base_minor,
    )  # fmt: skip


def _end(active: LimitChange | None, at: datetime) -> None:
    if active:
        LimitChange.objects.filter(account_id=active.account_id, id=active.id).update(state="ended", ended_at=at)


def _turnstile(account_id: int, currency: str) -> int:
    """Lock the balance (opened if need be); the limit in force."""
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO balance AS b (account_id, currency, posted_minor, held_minor, limit_minor) VALUES (%s, %s, 0, 0, 0)
               ON CONFLICT (account_id, currency) DO UPDATE SET limit_minor = b.limit_minor RETURNING limit_minor""",
            [account_id, currency],
        )
        return int(cursor.fetchone()[0])


def _refused(new: NewLimit, at: datetime) -> Refusal | None:
    mine = customer(new.account_id)
    if mine is None or mine.is_house:
        return _no("account_unknown", "There is no such customer.", "account")
    if not 0 <= new.limit_minor <= AMOUNT_MAX:
        return _no("amount", "A limit is zero or more.", "limit")
    today = _today(new.account_id, at)
    if new.until and not today <= new.until <= today.replace(day=1, year=today.year + YEARS_MAX):
        return _no("until", "A raise ends today or later, within five years.", "until")
    return bad_text(new.reason, "reason")


def _today(account_id: int, at: datetime) -> date:
    mine = customer(account_id)
    return local_day(at, mine.timezone if mine else "UTC")


def _no(code: str, message: str, field: str | None = None, **params: str) -> Refusal:
    return Refusal(code=code, field=field, message=message, params=params)

"""Leave to go on: waivers, days of grace, amounts set aside while they are argued about."""

from datetime import date, datetime

import msgspec
from django.db import connection, transaction

from galeon.billing.credit.models import Aside, Grace
from galeon.billing.credit.reviewing import review
from galeon.billing.credit.rights import bad_text, not_finance
from galeon.kernel.refusal import Refusal
from galeon.kernel.wording import local_day
from galeon.parties.models import LegalEntity, Level
from galeon.parties.reads import customer

DAYS_MAX = 366


class NewWaiver(msgspec.Struct, frozen=True, kw_only=True):
    """An account goes on in spite of its arrears, up to and including a day."""

    account_id: int
    until: date
    reason: str


def grant_waiver(new: NewWaiver, *, by: int, at: datetime) -> int | Refusal:
    """Let an account go on until a day; its id. A newer waiver replaces an older one: one until yesterday ends it.

    Refused: not_finance, account_unknown, until (more than a year away), text_missing, text.
    """
    mine = customer(new.account_id)
    if refusal := not_finance(by) or bad_text(new.reason, "reason"):
        return refusal
    if mine is None or mine.is_house:
        return Refusal(code="account_unknown", field="account", message="There is no such customer.")
    if abs((new.until - local_day(at, mine.timezone)).days) > DAYS_MAX:
        return Refusal(code="until", field="until", message="A waiver ends within a year.")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO credit_waiver (account_id, id, until, reason, granted_at, granted_by)
               VALUES (%s, galeon_id(), %s, %s, %s, %s) RETURNING id""",
            [new.account_id, new.until, new.reason.strip(), at, by],
        )
        (waiver_id,) = cursor.fetchone()
        review([new.account_id], at)
    return int(waiver_id)


def set_grace(level: str | None, entity_id: int | None, days: int, *, by: int) -> Refusal | None:
    """Days of grace for a level, a company of ours, both, or (neither) everybody else. Refused: not_finance, days,
    level_unknown, entity_unknown."""
    if refusal := not_finance(by):
        return refusal
    if not 0 <= days <= DAYS_MAX:
        return Refusal(code="days", field="days", message="0 to {max} days.", params={"max": str(DAYS_MAX)})
    if level and not Level.objects.filter(code=level).exists():
        return Refusal(code="level_unknown", field="level", message="There is no such level.")
    if entity_id and not LegalEntity.objects.filter(pk=entity_id).exists():
        return Refusal(code="entity_unknown", field="entity", message="There is no such company of ours.")
    Grace.objects.update_or_create(level=level or None, entity_id=entity_id or None, defaults={"days": days})
    return None


def set_aside(account_id: int, source: str, statement_id: int, amount_minor: int, at: datetime) -> None:
    """Leave an amount of a closed statement out of what is overdue; set again under its source, the new amount counts.

    To be called in the caller's transaction; an amount of 0 ends it.
    """
    if amount_minor <= 0:
        end_aside(account_id, source, at)
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO credit_aside (account_id, source, statement_id, amount_minor, set_at) VALUES (%s, %s, %s, %s, %s)
               ON CONFLICT (account_id, source) DO UPDATE SET amount_minor = EXCLUDED.amount_minor, ended_at = NULL""",
            [account_id, source, statement_id, amount_minor, at],
        )


def end_aside(account_id: int, source: str, at: datetime) -> None:
    """It is decided: what is still owed of it counts again."""
    Aside.objects.filter(account_id=account_id, source=source, ended_at=None).update(ended_at=at)

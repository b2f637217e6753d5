"""Closing the books up to a day: from then on nothing is booked there any more."""

import time
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.db import OperationalError, connection, transaction

from galeon.kernel.refusal import Refusal
from galeon.ledger.models import BookLock
from galeon.parties.models import LegalEntity, Member
from galeon.parties.reads import FINANCE

TRIES_MAX = 60
WAIT_MS = 250  # shorter than the server's own look for deadlocks
REASON_MAX = 200


def lock(entity_id: int, until: date, by: int | None, reason: str) -> BookLock | Refusal:
    """See `acts.lock_books`."""
    reason = reason.strip()
    with transaction.atomic():
        entity = LegalEntity.objects.filter(pk=entity_id).first()
        if refusal := _refused(entity, until, by, reason):
            return refusal
        if not _set(entity_id, until, by, reason):
            return Refusal(code="books_busy", field=None, message="Too much is being booked just now; try again.")
        return BookLock.objects.filter(entity_id=entity_id).order_by("-id")[0]


def _refused(entity: LegalEntity | None, until: date, by: int | None, reason: str) -> Refusal | None:
    roles = set(Member.objects.filter(user=by, account__is_house=True).values_list("role", flat=True))
    if by is not None and not roles & set(FINANCE):
        return Refusal(code="not_finance", field=None, message="Only our finance may lock the books.")
    if entity is None:
        return Refusal(code="entity_unknown", field="entity", message="There is no such company of ours.")
    if until >= datetime.now(UTC).astimezone(ZoneInfo(entity.timezone)).date():
        return Refusal(code="not_over", field="until", message="A day can be locked once it is over.")
    if len(reason) > REASON_MAX or not reason.isprintable():
        return Refusal(
            code="reason_long", field="reason", message="A reason has at most {max} characters.",
            params={"max": str(REASON_MAX)},
        )  # fmt: skip
    before = BookLock.objects.filter(entity_id=entity.pk).order_by("-id").first()
    if before is None or until >= before.until:
        return None
    if by is not None and Member.Role.ADMIN not in roles:
        return Refusal(code="not_admin", field="until", message="Only an administrator may open locked days again.")
    if not reason:
        return Refusal(code="reason_needed", field="reason", message="Say why locked days are opened again.")
    return None


def _set(entity_id: int, until: date, by: int | None, reason: str) -> bool:
    """Write it once nobody is posting. False when that moment did not come.

    The wait is short and repeated: who posts queues behind a lock that is waited for, and one who holds what another
    waits for could not go on.
    """
    for _ in range(TRIES_MAX):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{WAIT_MS}ms"])
                cursor.execute("SELECT ledger_lock(%s, %s, %s, %s)", [entity_id, until, by, reason])
                cursor.execute("SELECT set_config('lock_timeout', '0', true)")
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", "") != "55P03":
                raise
            time.sleep(WAIT_MS / 1_000)
        else:
            return True
    return False

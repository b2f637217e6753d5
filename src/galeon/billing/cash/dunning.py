"""Letters about what is overdue: a run proposes, a person sends or drops, each letter is kept as it went."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

import msgspec
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection, transaction

from galeon.billing.cash.letters import letter_pdf, title_of
from galeon.billing.cash.levels import Level, due_level
from galeon.billing.cash.models import DunningLetter, DunningLevel, Promise
from galeon.billing.charges.explain import Said
from galeon.billing.charges.raising import NewFee, raise_fees
from galeon.billing.credit.acts import review
from galeon.billing.credit.rights import bad_text, not_finance
from galeon.kernel.refusal import Refusal
from galeon.kernel.sql import load
from galeon.parties.models import Account
from galeon.tariffs import fx

FEE, EVENT = "dunning", "dunning"


class Overdue(msgspec.Struct, frozen=True):
    """What an account has overdue in one currency, disputed amounts left out; items: [number, due day, amount, open]."""

    account_id: int
    currency: str
    language: str
    overdue_minor: int
    oldest_days: int
    last_no: int
    days_since_last: int | None
    items: str


class Run(msgspec.Struct, frozen=True):
    """What a run came to: letters proposed; accounts passed over for a promise, and for having had a letter lately."""

    proposed: int
    promised: int
    lately: int


def propose(as_of: date, *, by: int | None, at: datetime | None = None) -> Run | Refusal:
    """Propose the letters that are due on a day; those an earlier run proposed and nobody sent give way to them.

    Passed over: who has promised to pay by a day not yet past, whose overdue items are all disputed, who had a letter
    within a week. Refused: not_finance.
    """
    if by is not None and (refusal := not_finance(by)):
        return refusal
    now = at or datetime.now(UTC)
    levels = [Level(row.no, row.days) for row in DunningLevel.objects.all()]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('billing.dunning'))")
        DunningLetter.objects.filter(state="proposed").update(state="dropped", decided_at=now, decided_by=by)
        cursor.execute(load("billing.cash", "overdue"), {"as_of": as_of})
        found = [(Overdue(*row[:-1]), bool(row[-1])) for row in cursor.fetchall()]
        free = [one for one, is_promised in found if not is_promised]
        due = [(one, due_level(one.oldest_days, one.last_no, one.days_since_last, levels)) for one in free]
        letters = [(one, no) for one, no in due if no is not None]
        rows = [
            {"account_id": one.account_id, "currency": one.currency, "language": one.language, "level": no,
             "overdue_minor": one.overdue_minor, "items": msgspec.Raw(one.items.encode())}
            for one, no in letters
        ]  # fmt: skip
        cursor.execute(
            load("billing.cash", "letters"), {"rows": msgspec.json.encode(rows).decode(), "as_of": as_of, "at": now}
        )
    return Run(len(letters), len(found) - len(free), len(due) - len(letters))


def send(letters: Sequence[tuple[int, int]], *, by: int, at: datetime | None = None) -> int | Refusal:
    """Send proposed letters (account_id, id): set and kept as PDF, mailed where mail is configured, fees raised.

    How many were still proposed. Refused: not_finance.
    """
    if refusal := not_finance(by):
        return refusal
    now = at or datetime.now(UTC)
    return sum(_sent(account_id, letter_id, by, now) for account_id, letter_id in letters)


def drop(letters: Sequence[tuple[int, int]], *, by: int, at: datetime | None = None) -> int | Refusal:
    """Let proposed letters be; how many were still proposed. Refused: not_finance."""
    if refusal := not_finance(by):
        return refusal
    return DunningLetter.objects.filter(
        state="proposed", id__in=[letter_id for _account_id, letter_id in letters]
    ).update(state="dropped", decided_at=at or datetime.now(UTC), decided_by=by)


def promise(account_id: int, until: date, note: str, *, by: int, at: datetime | None = None) -> Refusal | None:
    """Write down by which day an account has promised to pay; a day that is past ends an earlier promise."""
    if refusal := not_finance(by) or bad_text(note, "note", required=False):
        return refusal
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO promise (account_id, id, until, note, made_at, made_by) SELECT id, galeon_id(), %s, %s, %s, %s
                 FROM account WHERE id = %s AND NOT is_house""",
            [until, note.strip(), at or datetime.now(UTC), by, account_id],
        )
        known = cursor.rowcount
    return None if known else Refusal(code="account_unknown", field="account", message="There is no such customer.")


def promised_until(account_id: int) -> Promise | None:
    """The newest promise."""
    return Promise.objects.filter(account_id=account_id).order_by("-id").first()


def set_level(level: DunningLevel, *, by: int) -> Refusal | None:
    """Write a level: days 0 to 365, a fee of 0 or more, a title and a text in each language. Refused: the field at fault."""
    if refusal := not_finance(by):
        return refusal
    if not 0 <= level.days <= 365:
        return Refusal(code="days", field="days", message="Between 0 and 365 days.")
    if level.fee_minor < 0 or (level.fee_minor and len(level.fee_currency) != 3):
        return Refusal(code="fee", field="fee", message="A fee is 0 or more, in a currency.")
    for language in ("en", "es", "zh"):
        refusal = bad_text(level.title.get(language, ""), f"title_{language}", longest=80) or bad_text(
            level.text.get(language, ""), f"text_{language}", longest=2_000
        )
        if refusal:
            return refusal
    DunningLevel.objects.update_or_create(
        no=level.no,
        defaults={
            "days": level.days, "fee_minor": level.fee_minor, "fee_currency": level.fee_currency, "title": level.title,
            "text": level.text,
        },
    )  # fmt: skip
    return None


def _sent(account_id: int, letter_id: int, by: int, at: datetime) -> int:
    with transaction.atomic():
        found = DunningLetter.objects.select_for_update().filter(account_id=account_id, id=letter_id, state="proposed")
        letter = found.first()
        if letter is None:
            return 0
        account = Account.objects.get(pk=account_id)
        level = DunningLevel.objects.get(no=letter.level)
        fee = _fee(letter, level, account, at)
        pdf = letter_pdf(letter, level, account, fee, at)
        to = account.email if settings.SENDS_MAIL else ""
        DunningLetter.objects.filter(account_id=account_id, id=letter_id).update(
            state="sent", decided_at=at, decided_by=by, mailed_to=to, pdf=pdf
        )
        if fee:
            review([account_id], at)
        if to:
            transaction.on_commit(lambda: _mail(title_of(level, letter.language), to, pdf, letter_id))
    return 1


def _fee(letter: DunningLetter, level: DunningLevel, account: Account, at: datetime) -> int:
    """Raise the level's fee in the account's currency; what it comes to, 0: none, or no rate for it."""
    if not level.fee_minor:
        return 0
    amount = fx.rates().converted(level.fee_minor, level.fee_currency, account.currency, at.date()) or 0
    if amount:
        raise_fees(
            [
                NewFee(
                    account_id=account.pk, waybill_id=0, code=FEE, amount_minor=amount, currency=account.currency,
                    charged_at=at, event=EVENT, source=f"dunning:{letter.id}",
                    reason=Said(title_of(level, letter.language)), event_id=letter.id,
                )
            ]
        )  # fmt: skip
    return amount


def _mail(subject: str, to: str, pdf: bytes, letter_id: int) -> None:
    message = EmailMessage(subject=subject, body=subject, to=[to])
    message.attach(f"{letter_id}.pdf", pdf, "application/pdf")
    message.send(fail_silently=True)  # the letter is kept and can be handed over in another way

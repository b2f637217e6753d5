"""Cases opened by customers: a dispute about lines of a statement, a claim for a parcel; and taken back."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec
from django.db import IntegrityError, connection, transaction

from galeon.billing.credit.acts import end_aside, review, set_aside
from galeon.billing.disputes import saying
from galeon.billing.disputes.answering import Charged, is_answered, lines
from galeon.billing.disputes.models import Case, CaseLine
from galeon.billing.disputes.saying import File
from galeon.billing.disputes.terms import claim_rules, rules_of
from galeon.kernel.refusal import Refusal
from galeon.kernel.tenancy import as_application
from galeon.kernel.wording import local_day
from galeon.parties.reads import customer
from galeon.waybills.models import Waybill

REASONS = ("weight", "price", "service", "twice", "not_mine", "other")
"""Why a charge is disputed: weighed wrong, priced wrong, not what was ordered, charged twice, not our parcel."""
HAPPENINGS = ("lost", "damaged", "late", "short")
ASKED_MAX = 10**13


class NewDispute(msgspec.Struct, frozen=True, kw_only=True):
    """Lines of a closed statement that the customer does not accept, and why (one of REASONS)."""

    account_id: int
    statement_id: int
    charge_ids: tuple[int, ...]
    reason: str
    text: str
    files: tuple[File, ...] = ()


class NewClaim(msgspec.Struct, frozen=True, kw_only=True):
    """What happened to a parcel (one of HAPPENINGS); asked_minor: what the customer asks for, 0 = what the terms give."""

    account_id: int
    waybill_id: int
    about: str
    text: str
    asked_minor: int = 0
    files: tuple[File, ...] = ()


class Opened(msgspec.Struct, frozen=True):
    """A case that stands. existing: the same one had been opened before."""

    case_id: int
    number: str
    existing: bool = False


def open_dispute(new: NewDispute, *, by: int, at: datetime) -> Opened | Refusal:
    """Dispute lines; what is disputed is not counted as overdue until it is decided.

    Refused: statement_unknown, statement_open, statement_confirmed, lines, charge_unknown, not_disputable, disputed_already,
    confirmed_already, reason, text_missing, text, files_many, slip_large, slip_unreadable.
    """
    if new.reason not in REASONS:
        return _no("reason", "Choose a reason.", "reason")
    found = lines(new.account_id, new.statement_id, new.charge_ids)
    if isinstance(found, Refusal):
        return found
    if refusal := saying.refused(new.text, new.files) or _not_disputable(new, found):
        return refusal
    amount = sum(line.amount_minor for line in found)
    case = Case(
        account_id=new.account_id, kind="dispute", about=new.reason, statement_id=new.statement_id,
        currency=found[0].currency, asked_minor=amount, text=new.text.strip(), opened_at=at, opened_by=by,
    )  # fmt: skip
    try:
        with transaction.atomic():
            opened = _insert(case, rules_of(new.account_id).answer_days, new.text, new.files)
            CaseLine.objects.bulk_create(
                CaseLine(account_id=new.account_id, case_id=opened.case_id, charge_id=x.id, amount_minor=x.amount_minor)
                for x in found
            )
            with as_application():
                set_aside(new.account_id, f"dispute:{opened.case_id}", new.statement_id, amount, at)
                review([new.account_id], at)
    except IntegrityError:  # somebody disputed one of them while we looked
        return _no("disputed_already", "One of these lines is disputed already.", "charges")
    return opened


def open_claim(new: NewClaim, *, by: int, at: datetime) -> Opened | Refusal:
    """Claim for a parcel; one open claim a parcel and happening, sent again it is the same.

    Refused: waybill_unknown, about, amount, too_late, text_missing, text, files_many, slip_large, slip_unreadable.
    """
    waybill = Waybill.objects.filter(account_id=new.account_id, id=new.waybill_id).first()
    if waybill is None:
        return _no("waybill_unknown", "There is no such waybill.", "waybill")
    if new.about not in HAPPENINGS:
        return _no("about", "Say what happened to it.", "about")
    if not 0 <= new.asked_minor <= ASKED_MAX:
        return _no("amount", "An amount is zero or more.", "asked")
    days = claim_rules(waybill.service_id, new.about).days
    if at > waybill.state_at + timedelta(days=days):
        return _no("too_late", "A claim has to be made within {days} days after the last news.", days=str(days))
    if refusal := saying.refused(new.text, new.files):
        return refusal
    case = Case(
        account_id=new.account_id, kind="claim", about=new.about, waybill_id=new.waybill_id, currency=waybill.currency,
        asked_minor=new.asked_minor, text=new.text.strip(), opened_at=at, opened_by=by,
    )  # fmt: skip
    try:
        with transaction.atomic():
            return _insert(case, rules_of(new.account_id).claim_days, new.text, new.files)
    except IntegrityError:
        old = Case.objects.filter(
            account_id=new.account_id, waybill_id=new.waybill_id, about=new.about, kind="claim", state="open"
        ).first()
        if old is None:
            raise
        return Opened(old.id, old.number, existing=True)


def withdraw(account_id: int, case_id: int, *, by: int, at: datetime) -> Refusal | None:
    """The customer takes a case back: what it was about is owed as before. Refused: decided_already."""
    with transaction.atomic():
        changed = Case.objects.filter(account_id=account_id, id=case_id, state="open").update(
            state="withdrawn", decided_by=by, decided_at=at
        )
        if not changed:
            return _no("decided_already", "This was decided already.")
        CaseLine.objects.filter(account_id=account_id, case_id=case_id).update(is_live=False)
        with as_application():
            end_aside(account_id, f"dispute:{case_id}", at)
            review([account_id], at)
    return None


def say(
    account_id: int, case_id: int, text: str, files: Sequence[File] = (), *, by: int, is_house: bool, at: datetime
) -> int | Refusal:
    """Say something in a case, with files; its id. Refused: case_unknown, text_missing, text, files_many, slip_..."""
    if not Case.objects.filter(account_id=account_id, id=case_id).exists():
        return _no("case_unknown", "There is no such case.")
    had = saying.files_of(account_id, case_id) if files else 0
    if refusal := saying.refused(text, files, had=had, required=not files):
        return refusal
    with transaction.atomic():
        return saying.write(account_id, case_id, text, files, by=by, is_house=is_house, at=at)


def _not_disputable(new: NewDispute, found: list[Charged]) -> Refusal | None:
    if any(line.answer in ("disputed", "decided") for line in found):
        return _no("disputed_already", "One of these lines is disputed already.", "charges")
    if any(line.amount_minor <= 0 for line in found):
        return _no("not_disputable", "A credit cannot be disputed: write to us about it.", "charges")
    if is_answered(new.account_id, new.statement_id):
        return _no("statement_confirmed", "This statement was confirmed: write to us about it.", "statement")
    if any(line.answer == "confirmed" for line in found):
        return _no("confirmed_already", "One of these lines was confirmed: write to us about it.", "charges")
    return None


def _insert(case: Case, days: int, text: str, files: Sequence[File]) -> Opened:
    mine = customer(case.account_id)
    due_on = local_day(case.opened_at, mine.timezone if mine else "UTC") + timedelta(days=days)
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO dispute_case (account_id, id, number, kind, about, statement_id, waybill_id, currency, asked_minor,
                 text, opened_at, opened_by, due_on, state, outcome, credited_minor)
               VALUES (%s, galeon_id(), %s || nextval('dispute_number_seq'), %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 'open', '', 0)
               RETURNING id, number""",
            [
                case.account_id, "D-" if case.kind == "dispute" else "C-", case.kind, case.about, case.statement_id,
                case.waybill_id, case.currency, case.asked_minor, case.text, case.opened_at, case.opened_by, due_on,
            ],
        )  # fmt: skip
        case_id, number = cursor.fetchone()
    saying.write(case.account_id, case_id, text, files, by=case.opened_by, is_house=False, at=case.opened_at)
    return Opened(case_id, number)


def _no(code: str, message: str, field: str | None = None, **params: str) -> Refusal:
    return Refusal(code=code, field=field, message=message, params=params)

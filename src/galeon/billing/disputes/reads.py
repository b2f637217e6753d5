"""Answers to statements, cases with what was said in them, write-offs. A customer's page asks inside `tenancy.customer`."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal

import msgspec
from django.db import connection

from galeon.billing.disputes.answering import Charged
from galeon.billing.disputes.models import Answered, Case, ClaimTerms, Evidence, Proposal, Recovery, Terms, WriteOff
from galeon.billing.disputes.terms import rules_of
from galeon.kernel.sql import load
from galeon.tariffs.words.reasons import fee_name


class CaseHead(msgspec.Struct, frozen=True):
    """A dispute or a claim; money in minor units of `currency`. due_on: until when it is to be decided."""

    account_id: int
    id: int
    number: str
    kind: Literal["dispute", "claim"]
    about: str
    account_code: str
    account_name: str
    statement_id: int | None
    statement: str
    waybill_id: int | None
    waybill: str
    currency: str
    asked_minor: int
    text: str
    opened_at: datetime
    opened_by: int
    due_on: date
    owner_id: int | None
    state: Literal["open", "refused", "settled", "withdrawn"]
    outcome: str
    credited_minor: int
    document_ids: list[int]
    decided_at: datetime | None
    decided_by: int | None


class CaseCharge(msgspec.Struct, frozen=True):
    """A charge of a case; credited_minor: what was given back of it, None: nothing."""

    id: int
    waybill_id: int
    waybill: str
    code: str
    name: str
    amount_minor: int
    charge_g: int | None
    credited_minor: int | None


class Note(msgspec.Struct, frozen=True):
    """A credit note of a case; gross_minor: tax included, below zero. corrects: the invoice's number, "" if it is of none."""

    id: int
    number: str
    gross_minor: int
    corrects_id: int | None
    corrects: str


class Attached(msgspec.Struct, frozen=True):
    """A file of a message, without its contents."""

    id: int
    name: str
    kind: str


class Saying(msgspec.Struct, frozen=True):
    """A message of a case, with its files."""

    id: int
    text: str
    said_at: datetime
    said_by: int
    is_house: bool
    files: list[Attached]


class Answer(msgspec.Struct, frozen=True):
    """How far a statement is answered: how many lines are confirmed and in an open dispute, and what that comes to.

    confirmed_at: the whole of it was, by a person or (is_silent) by silence. silent_on: when it will be.
    """

    confirmed_lines: int
    disputed_lines: int
    disputed_minor: int
    confirmed_at: datetime | None
    is_silent: bool
    silent_days: int


def cases(
    account_id: int | None = None,
    *,
    kind: str = "",
    is_open: bool = False,
    owner_id: int | None = None,
    statement_id: int | None = None,
    waybill_id: int | None = None,
    offset: int = 0,
    limit: int = 50,
) -> list[CaseHead]:
    """Cases, the open ones first by their deadline, then the newest."""
    return _cases(
        account=account_id, id=None, kind=kind, open=is_open, owner=owner_id, statement=statement_id,
        waybill=waybill_id, offset=offset, limit=limit,
    )  # fmt: skip


def case(account_id: int, case_id: int) -> CaseHead | None:
    """One case, or None."""
    found = _cases(
        account=account_id, id=case_id, kind="", open=False, owner=None, statement=None, waybill=None, offset=0, limit=1
    )
    return found[0] if found else None


def row(account_id: int, case_id: int) -> Case:
    """The case as the acts take it; it is there."""
    return Case.objects.get(account_id=account_id, id=case_id)


def case_lines(account_id: int, case_id: int, language: str) -> list[CaseCharge]:
    """The charges a case is about, or gave back of."""
    with connection.cursor() as cursor:
        cursor.execute(load("billing.disputes", "lines"), {"account": account_id, "case": case_id})
        return [
            CaseCharge(x[0], x[1], x[2], x[3], fee_name(x[3], language), x[4], x[5], x[6]) for x in cursor.fetchall()
        ]


def notes(account_id: int, case_id: int) -> list[Note]:
    """The credit notes a settled case gave, in the order they were issued."""
    with connection.cursor() as cursor:
        cursor.execute(load("billing.disputes", "notes"), {"account": account_id, "case": case_id})
        return [Note(*found) for found in cursor.fetchall()]


def sayings(account_id: int, case_id: int) -> list[Saying]:
    """What was said, in order."""
    files: dict[int, list[Attached]] = {}
    kept = Evidence.objects.filter(account_id=account_id, case_id=case_id).order_by("id")
    for file_id, message_id, name, kind in kept.values_list("id", "message_id", "name", "kind"):
        files.setdefault(message_id, []).append(Attached(file_id, name, kind))
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT id, text, said_at, said_by, is_house FROM dispute_message
               WHERE account_id = %s AND case_id = %s ORDER BY id""",
            [account_id, case_id],
        )
        return [Saying(x[0], x[1], x[2], x[3], x[4], files.get(x[0], [])) for x in cursor.fetchall()]


def evidence(account_id: int, file_id: int) -> Evidence | None:
    """A file with its contents."""
    return Evidence.objects.filter(account_id=account_id, id=file_id).first()


def proposal(account_id: int, case_id: int) -> Proposal | None:
    """What waits for another person's word."""
    return Proposal.objects.filter(account_id=account_id, case_id=case_id, state="proposed").first()


def proposed() -> set[int]:
    """The ids of the cases in which something waits for another person's word."""
    return set(Proposal.objects.filter(state="proposed").values_list("case_id", flat=True)[:1_000])


def recovery(account_id: int, case_id: int) -> Recovery | None:
    """What a supplier is asked to make good of a claim."""
    return Recovery.objects.filter(account_id=account_id, case_id=case_id).first()


def answers(account_id: int, statement_id: int, charge_ids: Sequence[int]) -> dict[int, str]:
    """What was said to each of these charges: '', confirmed, disputed, decided."""
    with connection.cursor() as cursor:
        cursor.execute(
            load("billing.disputes", "to_dispute"),
            {"account": account_id, "statement": statement_id, "charges": list(charge_ids)},
        )
        return {found.id: found.answer for found in (Charged(*x) for x in cursor.fetchall())}


def answer(account_id: int, statement_id: int) -> Answer:
    """How far a closed statement is answered."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT (SELECT count(*) FROM statement_line_confirmed f WHERE f.account_id = %(a)s AND f.statement_id = %(s)s),
                      count(l.charge_id), coalesce(sum(l.amount_minor), 0)::bigint
                 FROM dispute_case c JOIN dispute_line l ON l.account_id = c.account_id AND l.case_id = c.id AND l.is_live
                WHERE c.account_id = %(a)s AND c.statement_id = %(s)s""",
            {"a": account_id, "s": statement_id},
        )
        confirmed, disputed, disputed_minor = cursor.fetchone()
    whole = Answered.objects.filter(account_id=account_id, statement_id=statement_id).first()
    return Answer(
        confirmed, disputed, disputed_minor, whole.confirmed_at if whole else None,
        bool(whole and whole.confirmed_by is None), rules_of(account_id).silent_days,
    )  # fmt: skip


def write_offs(account_id: int | None = None, state: str | None = None, limit: int = 100) -> list[WriteOff]:
    """Write-offs asked for, the newest first."""
    found = WriteOff.objects.order_by("-id")
    found = found.filter(account_id=account_id) if account_id else found
    return list((found.filter(state=state) if state else found)[:limit])


def terms() -> tuple[list[Terms], list[ClaimTerms]]:
    """How we argue, and what is paid for parcels, as they are set."""
    return list(Terms.objects.order_by("entity_id")), list(ClaimTerms.objects.order_by("service_id", "about"))


def _cases(**terms: int | str | bool | None) -> list[CaseHead]:
    with connection.cursor() as cursor:
        cursor.execute(load("billing.disputes", "cases"), terms)
        return [CaseHead(*found) for found in cursor.fetchall()]

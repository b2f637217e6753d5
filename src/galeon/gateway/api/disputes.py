"""Statements answered, disputes and claims: what the pages do, for programs."""

from datetime import UTC, datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from galeon.billing import reads as billing
from galeon.billing.disputes import acts, reads
from galeon.billing.disputes.acts import File, NewClaim, NewDispute, Opened
from galeon.gateway.api.case_shapes import (
    CaseNoteOut,
    CaseOut,
    CasesOut,
    CaseWhole,
    ClaimIn,
    DisputeIn,
    FileIn,
    Id,
    MessageIn,
    MessageOut,
)
from galeon.gateway.api.endpoint import Answer, Call, No, Reply, endpoint
from galeon.gateway.api.shapes import Cents
from galeon.kernel.refusal import Refusal
from galeon.kernel.tenancy import customer
from galeon.waybills import reads as waybills

A_PROGRAM = 0
"""Who answered, opened or said it: no person."""
BODY_MAX = 12 * 1024 * 1024
LINES_MAX = 1_000
NO_STATEMENT = Refusal(code="unknown_statement", field="id", message="There is no such statement.")
NO_CASE = Refusal(code="case_unknown", field="id", message="There is no such case.")
NO_WAYBILL = Refusal(code="unknown_waybill", field="number", message="There is no such waybill.")


class LineOut(msgspec.Struct, frozen=True, kw_only=True):
    """A charge of a statement and what was said to it. answer "": nothing yet."""

    id: Id
    waybill: str
    code: str
    name: str
    amount_minor: Cents
    why: str
    answer: Literal["", "confirmed", "disputed", "decided"]


class LinesOut(msgspec.Struct, frozen=True, kw_only=True):
    """A page of lines. is_confirmed: the whole statement is, but for what is disputed; silent_days: after so many it is by silence."""

    lines: list[LineOut]
    is_confirmed: bool
    silent_days: int
    next_cursor: str | None


class LinesQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the last page ended."""

    cursor: Annotated[str, Meta(pattern="^([0-9]{1,18}-[0-9]{1,18})?$")] = ""


class AnswersIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Lines to confirm; confirm_rest: and every other that is not disputed."""

    confirm: Annotated[list[Id], Meta(max_length=2_000)] = []
    confirm_rest: bool = False


class AnsweredOut(msgspec.Struct, frozen=True):
    """How many lines were confirmed now, and whether the whole statement is."""

    confirmed: int
    is_confirmed: bool


@endpoint(
    "GET", "statements/{id}/lines", tag="statements", summary="Lines of a statement, to answer",
    query=LinesQuery, replies={200: LinesOut}, refuses={404: "The account has no such statement"},
)  # fmt: skip
def list_lines(call: Call, id: str) -> Answer:
    """Each charge with its id, 1,000 at a time; confirmed and disputed once the statement is closed."""
    query: LinesQuery = call.query
    waybill, _dash, last = query.cursor.partition("-")
    after = (int(waybill), int(last)) if last else (-1, 0)
    statement_id = _int(id)
    with customer(call.account_id):
        head = billing.statement(call.account_id, statement_id)
        if head is None:
            return No(404, [NO_STATEMENT])
        groups = billing.groups(call.account_id, statement_id, call.language, after=after, limit=LINES_MAX)
        lines = [(group, line) for group in groups for line in group.lines]
        said = reads.answers(call.account_id, statement_id, [line.id for _, line in lines]) if lines else {}
        whole = reads.answer(call.account_id, statement_id)
    cursor = f"{lines[-1][0].waybill_id}-{lines[-1][1].id}" if len(lines) == LINES_MAX else None
    return Reply(200, LinesOut(
        lines=[
            LineOut(id=str(x.id), waybill=group.number, code=x.code, name=x.name, amount_minor=x.amount_minor,
                    why=x.reason, answer=said.get(x.id, ""))  # type: ignore[arg-type]  # one of the four
            for group, x in lines
        ],
        is_confirmed=whole.confirmed_at is not None, silent_days=whole.silent_days, next_cursor=cursor,
    ))  # fmt: skip


@endpoint(
    "POST", "statements/{id}/answers", tag="statements", summary="Confirm lines of a statement", reads=AnswersIn,
    body_max=BODY_MAX, replies={200: AnsweredOut},
    refuses={404: "The account has no such statement", 422: "It is still open, or a line is not in it"},
)  # fmt: skip
def answer_statement(call: Call, id: str) -> Answer:
    """Safe to repeat. What you neither confirm nor dispute in time is confirmed by silence."""
    given: AnswersIn = call.body
    now, statement_id, done = datetime.now(UTC), _int(id), 0
    with customer(call.account_id):
        if given.confirm:
            lines = acts.confirm(call.account_id, statement_id, [int(x) for x in given.confirm], by=A_PROGRAM, at=now)
            if isinstance(lines, Refusal):
                return _no(lines)
            done = lines
        if given.confirm_rest:
            rest = acts.confirm_rest(call.account_id, statement_id, by=A_PROGRAM, at=now)
            if isinstance(rest, Refusal):
                return _no(rest)
        if billing.statement(call.account_id, statement_id) is None:
            return No(404, [NO_STATEMENT])
        whole = reads.answer(call.account_id, statement_id)
    return Reply(200, AnsweredOut(done, whole.confirmed_at is not None))


@endpoint(
    "POST", "statements/{id}/disputes", tag="statements", summary="Dispute lines of a statement", reads=DisputeIn,
    body_max=BODY_MAX, replies={201: CaseOut},
    refuses={404: "The account has no such statement", 409: "A line is disputed, or the statement confirmed, already",
             422: "A field is wrong"},
)  # fmt: skip
def dispute_lines(call: Call, id: str) -> Answer:
    """What is disputed is not counted as overdue until it is decided."""
    given: DisputeIn = call.body
    new = NewDispute(
        account_id=call.account_id, statement_id=_int(id), charge_ids=tuple(int(x) for x in given.lines),
        reason=given.reason, text=given.text, files=_files(given.files),
    )  # fmt: skip
    with customer(call.account_id):
        return _opened(call, acts.open_dispute(new, by=A_PROGRAM, at=datetime.now(UTC)))


@endpoint(
    "POST", "waybills/{number}/claims", tag="waybills", summary="Claim for a parcel", reads=ClaimIn,
    body_max=BODY_MAX, replies={201: CaseOut, 200: CaseOut},
    refuses={404: "The account has no such waybill", 422: "A field is wrong, or it is too late"},
)  # fmt: skip
def claim_for(call: Call, number: str) -> Answer:
    """Lost, damaged, late, or something missing. The same claim again is the one that stands (200)."""
    given: ClaimIn = call.body
    with customer(call.account_id):
        (found,) = waybills.facts(call.account_id, [number])
        if found is None:
            return No(404, [NO_WAYBILL])
        new = NewClaim(
            account_id=call.account_id, waybill_id=found.id, about=given.about, text=given.text,
            asked_minor=given.asked_minor, files=_files(given.files),
        )  # fmt: skip
        return _opened(call, acts.open_claim(new, by=A_PROGRAM, at=datetime.now(UTC)))


@endpoint("GET", "disputes", tag="disputes", summary="Disputes and claims", replies={200: CasesOut}, refuses={})
def list_cases(call: Call) -> Answer:
    """The open ones first, at most 200."""
    with customer(call.account_id):
        return Reply(200, CasesOut([_case(x) for x in reads.cases(call.account_id, limit=200)]))


@endpoint(
    "GET", "disputes/{id}", tag="disputes", summary="One dispute or claim", replies={200: CaseWhole},
    refuses={404: "The account has no such case"},
)  # fmt: skip
def get_case(call: Call, id: str) -> Answer:
    """With what was said in it, and the credit notes it ended with."""
    with customer(call.account_id):
        found = reads.case(call.account_id, _int(id))
        if found is None:
            return No(404, [NO_CASE])
        said = reads.sayings(call.account_id, found.id)
        notes = reads.notes(call.account_id, found.id)
    messages = [MessageOut(x.said_at, x.is_house, x.text, [file.name for file in x.files]) for x in said]
    return Reply(200, CaseWhole(_case(found), messages, [_note(x) for x in notes]))


@endpoint(
    "POST", "disputes/{id}/messages", tag="disputes", summary="Say something in a case", reads=MessageIn,
    replies={201: MessageOut}, refuses={404: "The account has no such case", 422: "The text is wrong"},
)  # fmt: skip
def say_in_case(call: Call, id: str) -> Answer:
    """Our finance reads it."""
    given: MessageIn = call.body
    now = datetime.now(UTC)
    with customer(call.account_id):
        done = acts.say(call.account_id, _int(id), given.text, by=A_PROGRAM, is_house=False, at=now)
    return _no(done) if isinstance(done, Refusal) else Reply(201, MessageOut(now, False, given.text.strip(), []))


_STATUS = {
    "statement_unknown": 404, "case_unknown": 404, "waybill_unknown": 404, "disputed_already": 409,
    "statement_confirmed": 409,
}  # fmt: skip


def _no(refusal: Refusal) -> No:
    return No(_STATUS.get(refusal.code, 422), [refusal])


def _opened(call: Call, opened: Opened | Refusal) -> Answer:
    if isinstance(opened, Refusal):
        return _no(opened)
    found = reads.case(call.account_id, opened.case_id)
    return Reply(200 if opened.existing else 201, _case(found)) if found else No(404, [NO_CASE])


def _files(files: list[FileIn]) -> tuple[File, ...]:
    return tuple(File(file.name, file.content) for file in files)


def _int(text: str) -> int:
    """The id, or one that nothing has."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else -1


def _note(x: reads.Note) -> CaseNoteOut:
    return CaseNoteOut(
        id=str(x.id), number=x.number, corrects=str(x.corrects_id) if x.corrects_id else None,
        credited_minor=-x.gross_minor,
    )  # fmt: skip


def _case(x: reads.CaseHead) -> CaseOut:
    return CaseOut(
        id=str(x.id), number=x.number, kind=x.kind, about=x.about, state=x.state, statement=x.statement,
        waybill=x.waybill, currency=x.currency, asked_minor=x.asked_minor, credited_minor=x.credited_minor,
        outcome=x.outcome, opened_at=x.opened_at, answer_by=x.due_on, decided_at=x.decided_at,
    )  # fmt: skip

"""What programs say and are told of a dispute or a claim."""

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from galeon.gateway.api.shapes import Cents

Id = Annotated[str, Meta(pattern="^[0-9]{1,18}$", examples=["95875256589221889"])]
Reason = Literal["weight", "price", "service", "twice", "not_mine", "other"]
Words = Annotated[str, Meta(min_length=1, max_length=4_000)]


class FileIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A PNG, JPEG or PDF of at most 5 MB, in base64."""

    name: Annotated[str, Meta(max_length=200)]
    content: bytes


class DisputeIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Lines you do not accept, and why."""

    lines: Annotated[list[Id], Meta(min_length=1, max_length=2_000)]
    reason: Reason
    text: Words
    files: Annotated[list[FileIn], Meta(max_length=10)] = []


class ClaimIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What happened to a parcel; asked_minor 0: what the terms of the service give."""

    about: Literal["lost", "damaged", "late", "short"]
    text: Words
    asked_minor: Annotated[int, Meta(ge=0, le=10**13)] = 0
    files: Annotated[list[FileIn], Meta(max_length=10)] = []


class MessageIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something to say in a case."""

    text: Words


class CaseOut(msgspec.Struct, frozen=True, kw_only=True):
    """A dispute or a claim. credited_minor: what it came to, tax included; outcome: our words."""

    id: Id
    number: str
    kind: Literal["dispute", "claim"]
    about: str
    state: Literal["open", "refused", "settled", "withdrawn"]
    statement: str
    waybill: str
    currency: str
    asked_minor: Cents
    credited_minor: Cents
    outcome: str
    opened_at: datetime
    answer_by: date
    decided_at: datetime | None


class MessageOut(msgspec.Struct, frozen=True):
    """Something said, by you or (is_ours) by us."""

    said_at: datetime
    is_ours: bool
    text: str
    files: list[str]


class CaseNoteOut(msgspec.Struct, frozen=True, kw_only=True):
    """A credit note of a case, see `GET /invoices/{id}`. corrects: the invoice's id; credited_minor: tax included."""

    id: Id
    number: str
    corrects: Id | None
    credited_minor: Cents


class CaseWhole(msgspec.Struct, frozen=True):
    """A case with what was said in it. credit_notes: one for each invoice that something was given back of."""

    case: CaseOut
    messages: list[MessageOut]
    credit_notes: list[CaseNoteOut]


class CasesOut(msgspec.Struct, frozen=True):
    """Cases, the open ones first."""

    cases: list[CaseOut]

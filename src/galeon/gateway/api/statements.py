"""Statements: what an account owes and why, as data, as PDF and as a sheet."""

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from galeon.billing import reads
from galeon.billing.statements.grouping import GroupSum, group_sums, sections
from galeon.billing.statements.lines import Group
from galeon.billing.statements.paper import statement_pdf
from galeon.billing.statements.sheet import statement_xlsx
from galeon.gateway.api.endpoint import Answer, Binary, Call, No, Reply, endpoint
from galeon.gateway.api.shapes import Cents
from galeon.kernel.refusal import Refusal
from galeon.kernel.tenancy import customer

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UNKNOWN = Refusal(code="unknown_statement", field="id", message="There is no such statement.")
GONE = {404: "The account has no such statement"}
LINES_MAX = 10_000


class StatementHead(msgspec.Struct, frozen=True, kw_only=True):
    """opening + charges - payments = closing; above zero you owe it. An open one's sums are as they stand now."""

    id: Annotated[str, Meta(description="Opaque; use it in the addresses.", examples=["95875256589221889"])]
    number: Annotated[str, Meta(description="Empty while open.")]
    state: Literal["open", "closed"]
    currency: str
    first_day: date
    last_day: date
    opening_minor: Cents
    charges_minor: Cents
    payments_minor: Cents
    closing_minor: Cents
    due_on: date | None
    closed_at: datetime | None


class StatementsOut(msgspec.Struct, frozen=True):
    """Statements, the one opened last first."""

    statements: list[StatementHead]
    next_cursor: str | None


class ChargeOut(msgspec.Struct, frozen=True, kw_only=True):
    """One charge: what for, why, and by which version of the price list."""

    charged_at: datetime
    code: str
    name: str
    amount_minor: Cents
    charge_g: int | None
    why: str
    rule: str


class GroupOut(msgspec.Struct, frozen=True, kw_only=True):
    """What a group of the statement comes to. key: `none` where a waybill is in none yet, `account` for the account as a
    whole; detail: the kind of master, or the country of the customs entry."""

    key: str
    name: str
    detail: str
    waybills: int
    lines: int
    total_minor: Cents


class WaybillCharges(msgspec.Struct, frozen=True, kw_only=True):
    """The charges of one waybill, with `by` those of one group; number is empty for those of the account as a whole."""

    group: Annotated[str, Meta(description="Key of the group; empty by waybill.")]
    number: str
    reference: str
    to_country: str
    total_minor: Cents
    charges: list[ChargeOut]


class StatementOut(msgspec.Struct, frozen=True):
    """A statement with its charges; `is_whole` is false when it has more than fit here: take the sheet.

    groups: what each bill of lading, customs entry or fee comes to, when asked for `by` one of them.
    """

    statement: StatementHead
    groups: list[GroupOut]
    waybills: list[WaybillCharges]
    is_whole: bool


class StatementsQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the list is narrowed to."""

    cursor: Annotated[str, Meta(pattern="^[0-9]{0,19}$")] = ""
    state: Literal["open", "closed"] | UnsetType = UNSET
    limit: Annotated[int, Meta(ge=1, le=reads.LIST_MAX - 1)] = 50


@endpoint(
    "GET", "statements", tag="statements", summary="List statements", query=StatementsQuery,
    replies={200: StatementsOut}, refuses={},
)  # fmt: skip
def list_statements(call: Call) -> Answer:
    """The one opened last first."""
    query: StatementsQuery = call.query
    before = min(int(query.cursor), 2**63 - 1) if query.cursor else None
    with customer(call.account_id):
        found = reads.statements(call.account_id, state=query.state or None, before=before, limit=query.limit + 1)
    more = str(found[query.limit - 1].id) if len(found) > query.limit else None
    return Reply(200, StatementsOut([_head(h) for h in found[: query.limit]], more))


class StatementQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a statement is put together."""

    by: Literal["waybill", "master", "customs", "fee"] = "waybill"


@endpoint(
    "GET", "statements/{id}", tag="statements", summary="One statement", query=StatementQuery,
    replies={200: StatementOut}, refuses=GONE,
)  # fmt: skip
def get_statement(call: Call, id: str) -> Answer:
    """With each charge and its reason, in your language; put together by waybill, bill of lading, customs entry or fee."""
    statement_id, by = _id(id), call.query.by
    with customer(call.account_id):
        head = reads.statement(call.account_id, statement_id)
        if head is None:
            return No(404, [UNKNOWN])
        if by == "waybill":
            sums = []
            found = reads.groups(call.account_id, statement_id, call.language, limit=LINES_MAX + 1)
            waybills = [_waybill(group, "") for group in found]
        else:
            sums = group_sums(call.account_id, statement_id, by, call.language)
            parts = sections(call.account_id, statement_id, by, call.language, limit=LINES_MAX + 1)
            waybills = [_waybill(group, part.key) for part in parts for group in part.groups]
    is_whole = sum(len(w.charges) for w in waybills) <= LINES_MAX
    return Reply(200, StatementOut(_head(head), [_group(x) for x in sums], waybills, is_whole))


@endpoint(
    "GET", "statements/{id}/statement.pdf", tag="statements", query=StatementQuery, summary="Statement as PDF",
    replies={200: "application/pdf"}, refuses=GONE,
)  # fmt: skip
def get_statement_pdf(call: Call, id: str) -> Answer:
    """In your language. One of more than 20,000 lines comes as a sheet only (422)."""
    with customer(call.account_id):
        made = statement_pdf(call.account_id, _id(id), call.language, call.query.by)
    if made is None:
        return No(404, [UNKNOWN])
    return No(422, [made]) if isinstance(made, Refusal) else Binary(made, "application/pdf", f"statement-{_id(id)}.pdf")


@endpoint(
    "GET", "statements/{id}/statement.xlsx", tag="statements", query=StatementQuery, summary="Statement as a sheet", replies={200: XLSX},
    refuses=GONE,
)  # fmt: skip
def get_statement_xlsx(call: Call, id: str) -> Answer:
    """In your language, with its sums as formulas."""
    with customer(call.account_id):
        made = statement_xlsx(call.account_id, _id(id), call.language, call.query.by)
    return No(404, [UNKNOWN]) if made is None else Binary(made, XLSX, f"statement-{_id(id)}.xlsx")


def _id(text: str) -> int:
    """The id, or one that no statement has."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else -1


def _head(h: reads.Head) -> StatementHead:
    return StatementHead(
        id=str(h.id), number=h.number, state=h.state, currency=h.currency, first_day=h.first_day, last_day=h.last_day,
        opening_minor=h.opening_minor, charges_minor=h.charges_minor, payments_minor=h.payments_minor,
        closing_minor=h.closing_minor, due_on=h.due_on, closed_at=h.closed_at,
    )  # fmt: skip


def _group(found: GroupSum) -> GroupOut:
    return GroupOut(
        key=found.key, name=found.name, detail=found.detail, waybills=found.waybills, lines=found.lines,
        total_minor=found.amount_minor,
    )  # fmt: skip


def _waybill(group: Group, key: str) -> WaybillCharges:
    return WaybillCharges(
        group=key, number=group.number, reference=group.reference, to_country=group.to_country, total_minor=group.total_minor,
        charges=[
            ChargeOut(
                charged_at=x.charged_at, code=x.code, name=x.name, amount_minor=x.amount_minor, charge_g=x.charge_g,
                why=x.reason, rule=x.rule,
            )
            for x in group.lines
        ],
    )  # fmt: skip

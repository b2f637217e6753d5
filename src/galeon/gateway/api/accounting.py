"""The book for accounting systems: journals to go on from a cursor, and the trial balance to compare with.

With a key of kind accounting only, which acts for the house; a customer's key is refused.
"""

from datetime import date, datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from galeon.billing.company.feed import PAGE_MAX, FeedLine, feed
from galeon.gateway.api.endpoint import Answer, Call, No, Reply, endpoint
from galeon.kernel.refusal import Refusal
from galeon.ledger.reads import trial_balance
from galeon.parties.models import LegalEntity

FORBIDDEN = {403: "The key is not one of accounting", 404: "There is no such company"}
UNKNOWN = Refusal(code="unknown_entity", field="entity", message="There is no such company of ours.")
Entity = Annotated[
    str, Meta(max_length=16, pattern="^[A-Za-z0-9_-]*$", description="Code of one company; all without.")
]


class JournalOut(msgspec.Struct, frozen=True, kw_only=True):
    """One journal; the amounts of its lines come to zero in each currency. source: its key, the same for ever."""

    id: Annotated[str, Meta(description="Opaque, ascending.")]
    entity: str
    kind: str
    source: str
    memo: str
    booked_on: Annotated[
        date, Meta(description="Its day in the books; what happened in a locked month is booked after it.")
    ]
    occurred_at: datetime
    posted_at: datetime
    lines: list[FeedLine]


class JournalsOut(msgspec.Struct, frozen=True):
    """Journals in the order in which they were written. next_cursor: where to go on, also when there is nothing more yet."""

    journals: list[JournalOut]
    next_cursor: str
    is_caught_up: bool


class JournalsQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where to go on, and how many at once."""

    cursor: Annotated[
        str, Meta(pattern="^[0-9]{0,18}$", description="The last next_cursor; from the first without.")
    ] = ""
    limit: Annotated[int, Meta(ge=1, le=PAGE_MAX)] = 200
    entity: Entity = ""


class BalanceOut(msgspec.Struct, frozen=True):
    """What an account of the book comes to in a currency: minor units, debit positive."""

    book: str
    currency: str
    amount_minor: int


class TrialBalanceOut(msgspec.Struct, frozen=True):
    """Accounts of the book at the end of a day; each currency adds up to zero."""

    balances: list[BalanceOut]


class TrialBalanceQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whose, and at the end of which day; without one, everything that is booked."""

    entity: Entity = ""
    as_of: date | msgspec.UnsetType = msgspec.UNSET


@endpoint(
    "GET", "journals", tag="accounting", summary="Journals from a cursor on", query=JournalsQuery,
    replies={200: JournalsOut}, refuses=FORBIDDEN, caller="accounting",
)  # fmt: skip
def list_journals(call: Call) -> Answer:
    """For accounting systems: call with the last next_cursor again and again; each journal comes once and is never edited."""
    query: JournalsQuery = call.query
    entity_id = _entity(query.entity)
    if isinstance(entity_id, Refusal):
        return No(404, [entity_id])
    found = feed(int(query.cursor or 0), query.limit, entity_id)
    journals = [
        JournalOut(
            id=str(x.id), entity=x.entity, kind=x.kind, source=x.source, memo=x.memo, booked_on=x.booked_on,
            occurred_at=x.occurred_at, posted_at=x.posted_at, lines=x.lines,
        )
        for x in found
    ]  # fmt: skip
    cursor = journals[-1].id if journals else query.cursor or "0"
    return Reply(200, JournalsOut(journals, cursor, len(found) < query.limit))


@endpoint(
    "GET", "trial-balance", tag="accounting", summary="Trial balance", query=TrialBalanceQuery,
    replies={200: TrialBalanceOut}, refuses=FORBIDDEN, caller="accounting",
)  # fmt: skip
def get_trial_balance(call: Call) -> Answer:
    """What the journals come to by our own account: to compare with what an accounting system has of them."""
    query: TrialBalanceQuery = call.query
    entity_id = _entity(query.entity)
    if isinstance(entity_id, Refusal):
        return No(404, [entity_id])
    found = trial_balance(entity_id, query.as_of or None)
    return Reply(200, TrialBalanceOut([BalanceOut(*row) for row in found]))


def _entity(code: str) -> int | Refusal | None:
    if not code:
        return None
    found = LegalEntity.objects.filter(code=code).values_list("pk", flat=True).first()
    return UNKNOWN if found is None else found

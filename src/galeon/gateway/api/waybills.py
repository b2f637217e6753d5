"""Waybills read back: one by any number, the list, labels; and cancelled."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import msgspec
from django.utils import translation
from msgspec import UNSET, Meta, UnsetType

from galeon.gateway.api.endpoint import Answer, Binary, Call, No, Reply, endpoint
from galeon.gateway.api.shapes import (
    EventOut,
    Number,
    NumberOut,
    PieceOut,
    StopOut,
    TrackingOut,
    WaybillLine,
    WaybillOut,
    WaybillPage,
    shown,
)
from galeon.intake.acts_cancel import cancel
from galeon.kernel.refusal import Refusal, is_refusal
from galeon.kernel.tenancy import customer
from galeon.network.reads import service_by_id
from galeon.tariffs.price import Price
from galeon.waybills import listing, reads
from galeon.waybills.journey import State
from galeon.waybills.label import label_pdf, label_zpl
from galeon.waybills.story import story
from galeon.waybills.words import event_name, state_name

UNKNOWN = Refusal(code="unknown_waybill", field="number", message="There is no such waybill.")
GONE = {404: "The account has no such waybill"}
LIMIT_MAX = 200
CURSOR = "^([0-7]?[0-9a-f]{1,15})?$"  # an id in hex, below 2^63
_PRICE = msgspec.json.Decoder(Price)


class ListQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the list is narrowed to."""

    cursor: Annotated[str, Meta(description="`next_cursor` of the page before.", pattern=CURSOR)] = ""
    state: State | UnsetType = UNSET
    reference: Annotated[str, Meta(description="Your reference, exactly.")] = ""
    limit: Annotated[int, Meta(ge=1, le=LIMIT_MAX)] = 50


@endpoint(
    "GET", "waybills", tag="waybills", summary="List waybills", query=ListQuery, replies={200: WaybillPage},
    refuses={422: "A parameter is wrong"},
)  # fmt: skip
def list_waybills(call: Call) -> Answer:
    """Newest first, a page at a time: hand `next_cursor` on until it is null."""
    query: ListQuery = call.query
    before = int(query.cursor, 16) if query.cursor else None
    states = (query.state.value,) if query.state else ()
    with customer(call.account_id):
        ids = None
        if query.reference:
            (found,) = reads.facts(call.account_id, [query.reference], "reference")
            ids = (found.id,) if found else ()
        filters = listing.Filters(account_id=call.account_id, states=states, ids=ids)
        rows = listing.page(filters, before=before, limit=query.limit + 1)
    with translation.override(call.language):
        lines = [_listed(row) for row in rows[: query.limit]]
    more = _cursor(rows[query.limit - 1].id) if len(rows) > query.limit else None
    return Reply(200, WaybillPage(lines, more))


@endpoint(
    "GET", "waybills/{number}", tag="waybills", summary="One waybill", replies={200: WaybillOut}, refuses=GONE
)  # fmt: skip
def get_waybill(call: Call, number: str) -> Answer:
    """By any of its numbers: ours, your reference, or a carrier's."""
    with customer(call.account_id):
        (found,) = reads.facts(call.account_id, [number])
        told = story(call.account_id, found.id) if found else None
        if found is None or told is None:
            return No(404, [UNKNOWN])
        order = reads.orders(call.account_id, [found.id])[found.id]
        events = reads.timeline(call.account_id, found.id)
    head = told.head
    with translation.override(call.language):
        return Reply(200, WaybillOut(
            number=head.number, displayed_number=head.displayed_number, reference=head.reference,
            state=State(head.state), state_name=state_name(head.state), state_at=head.state_at, service=order.service,
            mode=head.mode, booked_at=head.booked_at, order=shown(order), weight_g=head.weight_g,
            measured_g=head.measured_g, charge_g=head.charge_g, currency=head.currency, quoted_minor=head.quoted_minor,
            price=_PRICE.decode(head.quote), parcels=[_piece(p) for p in told.pieces],
            numbers=[_number(a) for a in told.aliases], stops=[StopOut(h.kind, h.reason, h.since) for h in told.halts],
            events=[event(e) for e in events],
        ))  # fmt: skip


@endpoint(
    "GET", "tracking/{number}", tag="tracking", summary="Where a waybill is", replies={200: TrackingOut}, refuses=GONE
)  # fmt: skip
def track(call: Call, number: str) -> Answer:
    """Its events, newest first, named in your language."""
    with customer(call.account_id):
        (found,) = reads.facts(call.account_id, [number])
        if found is None:
            return No(404, [UNKNOWN])
        events = reads.timeline(call.account_id, found.id)
    with translation.override(call.language):
        return Reply(200, TrackingOut(
            number=found.number, displayed_number=found.displayed_number, reference=found.reference,
            state=State(found.state), state_name=state_name(found.state), state_at=found.state_at,
            to_country=found.to_country, carrier=found.carrier, carrier_number=found.carrier_number,
            events=[event(e) for e in events],
        ))  # fmt: skip


class CancelOut(msgspec.Struct, frozen=True):
    """A cancelled waybill."""

    number: Number
    state: Literal["cancelled"]


@endpoint(
    "POST", "waybills/{number}/cancel", tag="waybills", summary="Cancel a waybill", replies={200: CancelOut},
    refuses={**GONE, 409: "It was handed in already"},
)  # fmt: skip
def cancel_waybill(call: Call, number: str) -> Answer:
    """Until it is handed in. What was held of the balance is free again, and so is your reference. Safe to repeat."""
    with customer(call.account_id):
        (found,) = reads.facts(call.account_id, [number])
        if found is None:
            return No(404, [UNKNOWN])
        (outcome,) = cancel(call.account_id, [found.id], source="customer", at=datetime.now(UTC))
    if is_refusal(outcome):
        return No(404 if outcome.code == "unknown_waybill" else 409, [outcome])
    return Reply(200, CancelOut(found.number, "cancelled"))


def _labels(call: Call, number: str) -> list[Any] | No:
    with customer(call.account_id):
        (found,) = reads.facts(call.account_id, [number])
        return reads.labels([(call.account_id, found.id)]) if found else No(404, [UNKNOWN])


LABEL_NO = {**GONE, 422: "It cannot be printed whole"}


@endpoint(
    "GET", "waybills/{number}/label.pdf", tag="labels", summary="Label as PDF", replies={200: "application/pdf"},
    refuses=LABEL_NO,
)  # fmt: skip
def get_label_pdf(call: Call, number: str) -> Answer:
    """100 x 150 mm, a page each piece."""
    found = _labels(call, number)
    if isinstance(found, No):
        return found
    made = label_pdf(found)
    return Binary(made, "application/pdf", f"{found[0].number}.pdf") if isinstance(made, bytes) else No(422, [made])


@endpoint(
    "GET", "waybills/{number}/label.zpl", tag="labels", summary="Label for thermal printers",
    replies={200: "application/zpl"}, refuses=LABEL_NO,
)  # fmt: skip
def get_label_zpl(call: Call, number: str) -> Answer:
    """ZPL II for 203 dpi, 100 x 150 mm, one label each piece."""
    found = _labels(call, number)
    if isinstance(found, No):
        return found
    made = label_zpl(found)
    return Binary(made, "application/zpl", f"{found[0].number}.zpl") if isinstance(made, bytes) else No(422, [made])


def event(e: reads.Happening) -> EventOut:
    """An event as it is shown, in the active language."""
    return EventOut(e.code, event_name(e.code), e.occurred_at, e.place, e.country, e.text, e.parcel_no)


def _listed(row: listing.Row) -> WaybillLine:
    return WaybillLine(
        number=row.number, displayed_number=row.displayed_number, reference=row.reference, state=State(row.state),
        state_name=state_name(row.state), service=service_by_id(row.service_id).code, to_name=row.to_name,
        to_city=row.to_city, to_country=row.to_country, weight_g=row.weight_g, quoted_minor=row.quoted_minor,
        currency=row.currency, booked_at=row.booked_at,
    )  # fmt: skip


def _piece(p: Any) -> PieceOut:
    return PieceOut(*(getattr(p, name) for name in PieceOut.__struct_fields__))


def _number(a: Any) -> NumberOut:
    return NumberOut(a.number, a.kind, a.carrier, a.since, a.until)


def _cursor(waybill_id: int) -> str:
    return f"{waybill_id:x}"

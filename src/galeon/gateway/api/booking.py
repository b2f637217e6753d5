"""POST /waybills: one order or up to a thousand, each answered for itself. The hot path: no ORM, one statement."""

from collections.abc import Sequence
from typing import Annotated, Literal

import msgspec
from django.utils import translation
from msgspec import UNSET, Meta, UnsetType

from galeon.gateway.api import problems
from galeon.gateway.api.endpoint import Answer, Call, No, Reply, endpoint
from galeon.gateway.api.problems import Fault
from galeon.gateway.api.shapes import Booked, OrderBody, OrderOut, shown
from galeon.gateway.bodies import KIB, complaint
from galeon.intake.acts import BATCH_MAX, KEY_MAX, Placed, Rejected, place
from galeon.kernel.refusal import Refusal
from galeon.kernel.tenancy import customer
from galeon.tariffs.price import Price
from galeon.waybills.orders import Order
from galeon.waybills.reads import orders as stored_orders

BODY_MAX = 8 * 1024 * KIB
_ONE = msgspec.json.Decoder(OrderBody)
_MANY = msgspec.json.Decoder(list[OrderBody])
_RAW = msgspec.json.Decoder(list[msgspec.Raw])
STATUS = {"no_funds": 402, "account_stopped": 402, "clash": 409, "range_empty": 503}


class Given(msgspec.Struct, frozen=True):
    """What came: an order or what is wrong with its types, each; `single` when it was not a list."""

    entries: Sequence[OrderBody | Refusal]
    single: bool


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one order of a list. `code`: the HTTP status it would have had alone."""

    index: int
    status: Literal["booked", "existing", "refused"]
    code: int
    reference: str
    number: str | None
    price: Price | None = None
    errors: list[Fault] = []
    existing: OrderOut | UnsetType = UNSET
    submitted: OrderOut | UnsetType = UNSET


class Lines(msgspec.Struct, frozen=True):
    """What became of a list, in its order."""

    results: list[Line]
    booked: int
    existing: int
    refused: int


Orders = OrderBody | Annotated[list[OrderBody], Meta(min_length=1, max_length=BATCH_MAX)]


def given(raw: bytes) -> Given:
    """Decode one order or a list; in a list each order's types are judged for itself."""
    if raw.lstrip(b" \t\r\n")[:1] != b"[":
        return Given([_ONE.decode(raw)], True)
    try:
        entries: Sequence[OrderBody | Refusal] = _MANY.decode(raw)
    except msgspec.ValidationError:
        entries = [_entry(item) for item in _RAW.decode(raw)]
    if not 1 <= len(entries) <= BATCH_MAX:
        raise msgspec.ValidationError(f"A list holds 1 to {BATCH_MAX} orders")
    return Given(entries, False)


def _entry(raw: msgspec.Raw) -> OrderBody | Refusal:
    try:
        return _ONE.decode(raw)
    except msgspec.ValidationError as error:
        return complaint(error)


@endpoint(
    "POST", "waybills", tag="waybills", summary="Book one order, or up to 1,000", reads=Orders, decode=given,
    body_max=BODY_MAX, headers={"Idempotency-Key": "Your key for this call, at most 200 printable ASCII characters; kept for 30 days."},
    replies={201: Booked | Lines, 200: Booked | Lines, 207: Lines},
    refuses={402: "The balance does not cover the order, or the account is stopped", 409: "The reference was used with other contents",
             422: "Fields are wrong, or the Idempotency-Key was used with other orders",
             503: "The service's numbers are used up"},
)  # fmt: skip
def book(call: Call) -> Answer:
    """Each order stands for itself: of a list the good ones are booked and the others say why not (207). The same
    order again (same reference, same contents) gives the same waybill (200); the same reference with other contents
    is refused and both are shown. With an Idempotency-Key the whole call can be sent again, for 30 days, and gets its first
    answer; a call of which no order stands (402, 409, 422) leaves its key free for the one that mends it."""
    came: Given = call.body
    key = call.request.META.get("HTTP_IDEMPOTENCY_KEY") or None
    if key is not None and not (len(key) <= KEY_MAX and key.isascii() and key.isprintable()):
        message = "At most {max} printable ASCII characters."
        return No(
            422, [Refusal(code="key_shape", field="Idempotency-Key", message=message, params={"max": str(KEY_MAX)})]
        )
    good = [entry.order() for entry in came.entries if isinstance(entry, OrderBody)]
    answers = iter(place(call.caller.customer, good, source="api", key=key) if good else ())
    settled = [next(answers) if isinstance(entry, OrderBody) else entry for entry in came.entries]
    existing = _existing(call.account_id, settled)
    if came.single:
        return _single(call, settled[0], good, existing)
    return _list(call, settled, came.entries, existing)


Settled = Placed | Rejected | Refusal


def _existing(account_id: int, settled: Sequence[Settled]) -> dict[int, Order]:
    """The waybills that stand under the references of clashing orders."""
    ids = [a.existing_id for a in settled if isinstance(a, Rejected) and a.existing_id is not None]
    if not ids:
        return {}
    with customer(account_id):
        return stored_orders(account_id, ids)


def _single(call: Call, settled: Settled, good: Sequence[Order], existing: dict[int, Order]) -> Answer:
    if isinstance(settled, Placed):
        return Reply(200 if settled.existing else 201, _booked(settled))
    if isinstance(settled, Refusal):
        return No(422, [settled], "validation")
    status = _status(settled.faults)
    if status != 409:
        return No(status, settled.faults, "validation" if status == 422 else "")
    with translation.override(call.language):
        told = problems.problem(status, settled.faults)
        both = msgspec.structs.replace(told, existing=_existing_out(settled, existing), submitted=shown(good[0]))
        return problems.respond(both, call.language)


def _booked(placed: Placed) -> Booked:
    return Booked(
        status="existing" if placed.existing else "booked", reference=placed.reference, number=placed.number,
        price=placed.price, label_url=f"/api/v1/waybills/{placed.number}/label.pdf",
        tracking_url=f"/api/v1/tracking/{placed.number}",
    )  # fmt: skip


def _list(
    call: Call, settled: Sequence[Settled], entries: Sequence[OrderBody | Refusal], existing: dict[int, Order]
) -> Answer:
    with translation.override(call.language):
        lines = [_line(n, a, entries[n], existing) for n, a in enumerate(settled)]
    counts = {status: sum(line.status == status for line in lines) for status in ("booked", "existing", "refused")}
    status = 201 if counts["booked"] == len(lines) else 200 if counts["existing"] == len(lines) else 207
    return Reply(status, Lines(lines, counts["booked"], counts["existing"], counts["refused"]))


def _line(n: int, settled: Settled, entry: OrderBody | Refusal, existing: dict[int, Order]) -> Line:
    if isinstance(settled, Placed):
        state: Literal["booked", "existing"] = "existing" if settled.existing else "booked"
        return Line(
            index=n, status=state, code=200 if settled.existing else 201, reference=settled.reference,
            number=settled.number, price=settled.price,
        )  # fmt: skip
    if isinstance(settled, Refusal):
        return Line(index=n, status="refused", code=422, reference="", number=None, errors=problems.faults([settled]))
    status = _status(settled.faults)
    clash = status == 409 and isinstance(entry, OrderBody)
    return Line(
        index=n, status="refused", code=status, reference=settled.reference, number=None,
        errors=problems.faults(settled.faults), existing=_existing_out(settled, existing) if clash else UNSET,
        submitted=shown(entry.order()) if clash and isinstance(entry, OrderBody) else UNSET,
    )  # fmt: skip


def _existing_out(settled: Rejected, existing: dict[int, Order]) -> OrderOut | UnsetType:
    found = existing.get(settled.existing_id or 0)
    return shown(found) if found else UNSET


def _status(refusals: Sequence[Refusal]) -> int:
    return STATUS.get(refusals[0].code, 422) if len(refusals) == 1 else 422

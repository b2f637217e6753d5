"""The one door by which every order enters: `place`. once(key) -> price -> hold -> book, one commit, always for many."""

import hashlib
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from datetime import UTC, datetime

import msgspec
import psycopg
from django.db import DatabaseError, IntegrityError, connection, transaction

from galeon.billing.credit import reads as credit
from galeon.intake import options, wire
from galeon.intake.asking import kept, request_of
from galeon.intake.check import faults
from galeon.intake.glyphs import unfitting, unprintable
from galeon.kernel.refusal import Refusal
from galeon.kernel.sql import ask
from galeon.network.reads import Network, ServiceRules, network
from galeon.parties.reads import Customer
from galeon.tariffs.price import Price
from galeon.tariffs.reads import price as price_many
from galeon.waybills.orders import Order

BATCH_MAX = 1_000
KEY_MAX = 200
STOPPED = "account_stopped"
RANGE_EMPTY, UNIQUE_VIOLATION = "GA001", "23505"
TRIES = 4
APART = "\x1f"  # a reference has no control characters
PLACE = f"""SELECT intake_place($1::bigint, $2, $3::bytea, $4, $5, $6::jsonb, $7::int[], $8::int[],
  string_to_array($9, '{APART}'), $10::bigint[], $11::bigint[])"""


class Outcomes(msgspec.Struct, frozen=True):
    """What `intake_place` returns: four lists side by side; `again`: what the key's first call was answered."""

    n: list[int]
    outcome: list[str]
    number: list[str | None]
    id: list[int | None]
    again: bool = False


_OUTCOMES = msgspec.json.Decoder(Outcomes)


class Placed(msgspec.Struct, frozen=True, kw_only=True):
    """An order that stands. existing: it stood before (the same reference, the same contents).

    price: as booked now; None when it was booked before, by this key or this reference: the waybill's quote holds.
    """

    n: int
    reference: str
    number: str
    waybill_id: int
    existing: bool
    price: Price | None


class Rejected(msgspec.Struct, frozen=True, kw_only=True):
    """An order that was not taken, and every reason. existing_id: the waybill its reference already names."""

    n: int
    reference: str
    faults: tuple[Refusal, ...]
    existing_id: int | None = None


Answer = Placed | Rejected


def place(
    customer: Customer, orders: Sequence[Order], *, source: str, key: str | None = None, at: datetime | None = None
) -> list[Answer]:
    """Place orders of one account, each for itself: the good ones stand, the others say why not.

    source: api, sheet, form, or the dialect's name. key: the caller's idempotency key for the whole call; the same
    key with other orders is refused; a call of which no order stands leaves its key free. Answers in the order of
    `orders`. At most 1,000 at once (ValueError).
    """
    if not 1 <= len(orders) <= BATCH_MAX:
        raise ValueError(f"1 to {BATCH_MAX} orders at once")
    now = at or datetime.now(UTC)
    answers: dict[int, Answer] = {}
    rows = _priced(customer, orders, network(), now, answers)
    if rows or key:  # of a call sent again under its key the first answer holds, whatever we would say today
        for answer in _write(customer, orders, rows, source, key):
            answers[answer.n] = answer
    found = [answers[n] for n in range(len(orders))]
    return _told_why(customer.account_id, found, now) if STOPPED in map(_code, found) else found


def quote(customer: Customer, orders: Sequence[Order], at: datetime | None = None) -> list[Price | Rejected]:
    """What these orders would cost, with the same checks as `place` but the reference; nothing is written."""
    now = at or datetime.now(UTC)
    answers: dict[int, Answer] = {}
    named = [msgspec.structs.replace(o, reference=o.reference or "quote") for o in orders]
    rows = {row.n: row.quote for row in _priced(customer, named, network(), now, answers)}
    found: list[Price | Rejected] = []
    for n in range(len(named)):
        answer = answers.get(n)
        found.append(answer if isinstance(answer, Rejected) else rows[n])
    return found


def _priced(
    customer: Customer, orders: Sequence[Order], net: Network, now: datetime, answers: dict[int, Answer]
) -> list[wire.Row]:
    """Check and price; what fails goes to `answers`, the rest comes back as rows."""
    good: list[tuple[int, Order, ServiceRules]] = []
    for n, order in enumerate(orders):
        wrong = (*faults(order, net), *unprintable(order)) or tuple(unfitting(order))
        if wrong:
            answers[n] = Rejected(n=n, reference=order.reference[:64], faults=wrong)
        else:
            good.append((n, order, net.services[order.service.upper()]))
    requests = [request_of(customer, order, service, now) for _, order, service in good]
    rows = []
    for (n, order, service), request, price in zip(good, requests, price_many(requests), strict=True):
        wrong = (price,) if isinstance(price, Refusal) else options.unknown(request.options, price.version_id, service)
        if isinstance(price, Refusal) or wrong:
            answers[n] = Rejected(n=n, reference=order.reference, faults=wrong)
        else:
            rows.append(wire.row(n, order, service, price, kept(order, request)))
    return rows


def _write(
    customer: Customer, orders: Sequence[Order], rows: Sequence[wire.Row], source: str, key: str | None
) -> list[Answer]:
    digest = _digest(orders, rows) if key else None
    places = _firsts(rows)
    take = [rows[at - 1] for at in places]
    arguments = [
        customer.account_id, key, digest, source, customer.currency, wire.encode(rows), _array([row.n for row in rows]),
        _array(places), APART.join([row.reference for row in take]), _array([row.quoted_minor for row in take]),
        _array([row.range_id for row in take]),
    ]  # fmt: skip
    try:
        found = _call(arguments)
    except DatabaseError as error:
        if _sqlstate(error) != RANGE_EMPTY:
            raise
        found = {row.n: ("range_empty", None, None) for row in rows}
    if found is None:
        found = {row.n: ("key_reused", None, None) for row in rows}
    priced: dict[int, wire.Row | None] = {**dict.fromkeys(found), **{row.n: row for row in rows}}
    return [
        _answer(n, orders[n].reference, row.quote if row else None, *found.get(n, ("key_replayed", None, None)))
        for n, row in priced.items()
    ]


def _firsts(rows: Sequence[wire.Row]) -> list[int]:
    """Positions, from 1, of the orders to book: of a reference given twice in a call, the first."""
    seen: dict[str, int] = {}
    for at, row in enumerate(rows, 1):
        seen.setdefault(row.reference, at)
    return list(seen.values())


def _array(numbers: Iterable[int]) -> str:
    """As the database reads an array: written so, it costs a tenth of what the client library takes for it."""
    return f"{{{','.join(map(str, numbers))}}}"


def _digest(orders: Sequence[Order], rows: Sequence[wire.Row]) -> bytes:
    """sha256 of the whole call: what the key stands for."""
    known = {row.n: row.hash for row in rows}
    prints = (known.get(n) or wire.fingerprint(order) for n, order in enumerate(orders))
    return hashlib.sha256("".join(prints).encode()).digest()


def _call(arguments: Sequence[str | int | bytes | None]) -> dict[int, tuple[str, str | None, int | None]] | None:
    """One call; once more when another transaction has just placed the same reference or key: now we see it."""
    for attempt in range(TRIES):
        try:
            # inside a caller's transaction (a sheet's step, say) a savepoint, so that it can go on after a clash
            with transaction.atomic() if connection.in_atomic_block else nullcontext():
                told = ask("intake_place", PLACE, arguments)
        except IntegrityError as error:
            if _sqlstate(error) != UNIQUE_VIOLATION or attempt == TRIES - 1:
                raise
        else:
            return _by_n(_OUTCOMES.decode(told)) if told else None
    raise AssertionError("unreachable")


def _by_n(told: Outcomes) -> dict[int, tuple[str, str | None, int | None]]:
    outcomes = ["rebooked" if o == "booked" else o for o in told.outcome] if told.again else told.outcome
    return dict(zip(told.n, zip(outcomes, told.number, told.id, strict=True), strict=True))


def _sqlstate(error: DatabaseError) -> str | None:
    return error.__cause__.sqlstate if isinstance(error.__cause__, psycopg.Error) else None


def _answer(
    n: int, reference: str, quote: Price | None, outcome: str, number: str | None, waybill_id: int | None
) -> Answer:
    if outcome in ("booked", "rebooked", "existing") and number and waybill_id:
        price = quote if outcome == "booked" else None
        return Placed(
            n=n, reference=reference, number=number, waybill_id=waybill_id,
            existing=outcome == "existing", price=price,
        )  # fmt: skip
    field, message = REASONS[outcome]
    reason = Refusal(
        code=outcome, field=field, message=message, params={"reference": reference, "number": number or ""}
    )
    return Rejected(n=n, reference=reference, faults=(reason,), existing_id=waybill_id)


def _code(answer: Answer) -> str:
    return answer.faults[0].code if isinstance(answer, Rejected) else ""


def _told_why(account_id: int, answers: list[Answer], now: datetime) -> list[Answer]:
    """What a stopped account lacks, said in each refusal."""
    why = (credit.stopped(account_id, now),)
    return [msgspec.structs.replace(x, faults=why) if _code(x) == STOPPED else x for x in answers]


REASONS: dict[str, tuple[str | None, str]] = {
    "clash": ("reference", "Reference {reference} is waybill {number} already, with other contents."),
    STOPPED: (None, "Orders of this account are stopped: ask us why, and what is to be done."),
    "no_funds": (None, "The balance does not cover this order: top up, or ask for a higher limit."),
    "range_empty": ("service", "The number range of this service is used up; tell the operator."),
    "key_reused": (None, "This idempotency key was used before with other orders."),
    "key_replayed": (None, "This order was not accepted when the key was first used; send it with a new key."),
}

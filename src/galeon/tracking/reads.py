"""What the world is told of a waybill, and what its owner is told beside."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import msgspec
from django.db import connection

from galeon.kernel.sql import load
from galeon.kernel.tenancy import customer
from galeon.network.reads import service_by_id
from galeon.tracking import places
from galeon.tracking.promise import expectations, progress, promise
from galeon.tracking.status import is_over, public_status
from galeon.tracking.telling import Raw, for_public, states_seen
from galeon.tracking.track import Detail, Leg, Place, Position, Promise, Step, Track
from galeon.waybills.directory import Hit, likeliest, lookup

NUMBER_MAX = 64
STEPS_MAX = 500


class Several(msgspec.Struct, frozen=True):
    """More than one waybill answers to the number: merchants' references repeat between merchants."""

    count: int


class Head(msgspec.Struct, frozen=True):
    """A waybill's own row, as far as it may be told."""

    number: str
    displayed_number: str
    reference: str
    state: str
    state_at: datetime
    mode: str
    service_id: int
    origin_site_id: int
    to_country: str
    to_city: str
    pieces: int
    booked_at: datetime


class LegRow(msgspec.Struct, frozen=True, array_like=True):
    """A leg of the service, ports by code."""

    kind: str
    transport: str
    carrier: str
    days: int
    origin: str | None
    destination: str | None


NUMBERS = msgspec.json.Decoder(tuple[tuple[str, str], ...])
LEGS = msgspec.json.Decoder(list[LegRow])


def public(number: str, at: datetime | None = None) -> Track | Several | None:
    """The waybill that answers to a number of any kind, as anybody may see it; None when nothing does.

    A merchant's reference that two merchants use says nothing: ask by our number or a carrier's.
    """
    asked = number.strip()[:NUMBER_MAX]
    hits = likeliest(lookup(asked))
    if len(hits) != 1:
        return Several(len(hits)) if hits else None
    with customer(hits[0].account_id):
        return _track(hits[0], asked, at or datetime.now(UTC), is_public=True)


def timeline(account_id: int, waybill_id: int, at: datetime | None = None) -> Track | None:
    """The same story for those who may know all of it: every event, with its detail. None when there is no such waybill.

    Run it inside `tenancy.customer` for a customer.
    """
    hit = Hit("ours", True, account_id, waybill_id, "")
    return _track(hit, "", at or datetime.now(UTC), is_public=False)


def _track(hit: Hit, asked: str, now: datetime, *, is_public: bool) -> Track | None:
    head, numbers, events, legs = _read(hit)
    if head is None:
        return None
    told = for_public(events) if is_public else events
    atlas = places.atlas(
        [e.place for e in told], [code for leg in legs for code in (leg.origin, leg.destination) if code]
    )
    steps = tuple(_step(e, atlas, is_public=is_public) for e in reversed(told))
    zone = _destination_zone(head, legs, atlas)
    began = next((e.occurred_at for e in for_public(events) if e.code == "weigh_in"), head.booked_at)
    way = _way(head, legs, states_seen(events), now, zone, atlas)
    return Track(
        asked=asked, canonical=head.number, number=head.displayed_number, carrier_numbers=numbers,
        reference=head.reference if not is_public or hit.kind == "reference" else "",
        status=public_status(head.state), state=head.state, state_at=head.state_at, is_over=is_over(head.state),
        mode=head.mode, service_id=head.service_id, origin_site_id=head.origin_site_id,
        origin=atlas.site(head.origin_site_id), to_country=head.to_country, to_city=head.to_city, to_timezone=zone.key,
        pieces=head.pieces, booked_at=head.booked_at, steps=steps, legs=way, position=_position(steps),
        promise=_promise(head, began, way, zone),
    )  # fmt: skip


def _read(hit: Hit) -> tuple[Head | None, tuple[tuple[str, str], ...], list[Raw], list[LegRow]]:
    terms = {"account": hit.account_id, "waybill": hit.waybill_id, "limit": STEPS_MAX}
    with connection.cursor() as cursor:
        cursor.execute(load("tracking", "head"), terms)
        row = cursor.fetchone()
        if row is None:
            return None, (), [], []
        *facts, numbers, legs = row
        cursor.execute(load("tracking", "events"), terms)
        events = [Raw(*event) for event in cursor.fetchall()]
    return Head(*facts), NUMBERS.decode(numbers), events, LEGS.decode(legs)


def _step(event: Raw, atlas: places.Atlas, *, is_public: bool) -> Step:
    step = Step(
        code=event.code, occurred_at=event.occurred_at, place=atlas.resolve(event.place, is_public=is_public),
        state=event.target, status=public_status(event.target) if event.target else None,
    )  # fmt: skip
    if is_public:
        return step
    return msgspec.structs.replace(
        step, source=event.source, parcel_no=event.parcel_no, detail=_detail(event.detail) if event.detail else None
    )


def _detail(text: str) -> Detail | None:
    try:
        return msgspec.json.decode(text, type=Detail)
    except msgspec.MsgspecError:  # a detail in a shape of its own is not worth failing the page
        return None


def _position(steps: tuple[Step, ...]) -> Position | None:
    for step in steps:
        if step.place and step.place.latitude_udeg is not None and step.place.longitude_udeg is not None:
            return Position(step.place, step.occurred_at)
    return None


def _destination_zone(head: Head, legs: list[LegRow], atlas: places.Atlas) -> ZoneInfo:
    """The clock where the recipient lives: of the last port in their country on the way, else of its chief town."""
    for leg in reversed(legs):
        port: Place | None = atlas.ports.get(leg.destination or "")
        if port and port.country == head.to_country:
            return ZoneInfo(port.timezone)
    return ZoneInfo(places.chief_zone(head.to_country))


def _way(
    head: Head, legs: list[LegRow], seen: list[str], now: datetime, zone: ZoneInfo, atlas: places.Atlas
) -> tuple[Leg, ...]:
    marks = progress(head.state, seen, [leg.kind for leg in legs])
    ends = expectations(
        head.state, head.state_at, now, [(leg.days, mark) for leg, mark in zip(legs, marks, strict=True)], zone
    )
    return tuple(
        Leg(
            kind=leg.kind, transport=leg.transport, carrier=leg.carrier, days=leg.days, progress=mark, expected=end,
            origin=atlas.ports.get(leg.origin or ""), destination=atlas.ports.get(leg.destination or ""),
        )
        for leg, mark, end in zip(legs, marks, ends, strict=True)
    )  # fmt: skip


def _promise(head: Head, began: datetime, way: tuple[Leg, ...], zone: ZoneInfo) -> Promise | None:
    service = service_by_id(head.service_id)
    ends = way[-1].expected if way else None
    return promise(head.state, began, (service.days_min, service.days_max), ends, zone)

"""Masters and departures: what is put together, what leaves and what arrives."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from django.db import IntegrityError, connection, transaction

from galeon.kernel.outbox import publish
from galeon.kernel.refusal import Refusal
from galeon.kernel.sql import load
from galeon.linehaul.bagging import detail, lock, record, whole
from galeon.linehaul.events import Arrived, Departed
from galeon.linehaul.models import Departure, Master
from galeon.linehaul.numbers import master_number
from galeon.linehaul.sealing import NO_BAG, BagFacts, bags_by_id, contents, locked, no, stopped_in
from galeon.linehaul.terms import BuiltMaster, Moved, NewMaster
from galeon.waybills import acts as waybills

NO_DEPARTURE = Refusal(code="departure_unknown", field="departure_id", message="There is no such departure.")
NO_BAGS = Refusal(code="bags_missing", field="bags", message="A master needs at least one bag.")


def build_master(new: NewMaster, bag_ids: Sequence[int], at: datetime) -> BuiltMaster | Refusal:
    """Put sealed bags on one master document of a departure; all of them or none.

    Refused: a number that is wrong or taken, an unknown or closed departure, its cut-off passed, a bag that is not
    sealed or bound elsewhere, a stopped waybill inside.
    """
    number = master_number(new.kind, new.number)
    if isinstance(number, Refusal):
        return number
    with transaction.atomic():
        departure = Departure.objects.select_for_update().filter(pk=new.departure_id).first()
        bags = locked(set(bag_ids))
        refusal = _unloadable(departure, [bags.get(id_) for id_ in dict.fromkeys(bag_ids)], at)
        if refusal is not None or departure is None:
            return refusal or NO_DEPARTURE
        try:
            with transaction.atomic():
                made = Master.objects.create(
                    kind=new.kind, number=number, departure=departure, bags=len(bags), built_at=at, built_by=new.operator_id,
                    parcels=sum(b.parcels for b in bags.values()), weight_g=sum(b.weight_g + b.tare_g for b in bags.values()),
                )  # fmt: skip
        except IntegrityError:
            return no("master_number_taken", "number", message="Master {number} exists already.", number=number)
        with connection.cursor() as cursor:
            cursor.execute(load("linehaul", "load_bags"), {"master": made.pk, "bags": sorted(bags)})
    return BuiltMaster(made.pk, made.kind, number, departure.pk, made.bags, made.parcels, made.weight_g)


def _unloadable(departure: Departure | None, bags: Sequence[BagFacts | None], at: datetime) -> Refusal | None:
    if departure is None:
        return NO_DEPARTURE
    if departure.state != Departure.State.OPEN:
        return no("departure_closed", "departure_id", message="{conveyance} has left.", conveyance=departure.conveyance)
    if at > departure.cut_off_at:
        return no(
            "cut_off_passed",
            "departure_id",
            message="The cut-off of {conveyance} has passed.",
            conveyance=departure.conveyance,
        )
    if not bags:
        return NO_BAGS
    reasons = (_unloadable_bag(bag, departure.destination_id) for bag in bags)
    return next((reason for reason in reasons if reason), None)


def _unloadable_bag(bag: BagFacts | None, destination: str) -> Refusal | None:
    if bag is None:
        return NO_BAG
    if bag.state != "sealed":
        return no(
            "bag_not_sealed", "bags", message="Bag {bag} is {state}, not sealed.", bag=bag.number, state=bag.state
        )
    if bag.destination != destination:
        return no(
            "wrong_destination", "bags", message="Bag {bag} is bound for {port}, the departure goes to {destination}.",
            bag=bag.number, port=bag.destination, destination=destination,
        )  # fmt: skip
    return stopped_in(bag)


def depart(departure_ids: Sequence[int], at: datetime, *, actor_id: int | None = None) -> list[Moved | Refusal]:
    """Departures left with what is loaded on them; each for itself. Refused: unknown, gone, empty, a stopped waybill."""
    return _move(departure_ids, at, "depart", "open", "departed", actor_id)


def arrive(departure_ids: Sequence[int], at: datetime, *, actor_id: int | None = None) -> list[Moved | Refusal]:
    """Departures arrived; each for itself. Refused: unknown, not under way. A stop does not keep a plane in the air."""
    return _move(departure_ids, at, "arrive", "departed", "arrived", actor_id)


class _Loaded(msgspec.Struct):
    id: int
    state: str
    origin: str
    destination: str
    conveyance: str
    masters: dict[int, str]
    bags: list[int]


def _move(
    departure_ids: Sequence[int], at: datetime, code: str, before: str, after: str, actor_id: int | None
) -> list[Moved | Refusal]:
    with transaction.atomic():
        loaded = _loaded(departure_ids)
        all_bags = [b for d in loaded.values() for b in d.bags]
        lock(contents(all_bags), all_bags)
        bags = bags_by_id(all_bags)
        refusals = {id_: _immovable(loaded.get(id_), bags, before, code) for id_ in departure_ids}
        going = [loaded[id_] for id_ in dict.fromkeys(departure_ids) if refusals[id_] is None]
        with connection.cursor() as cursor:
            cursor.execute(
                load("linehaul", "moved"),
                {
                    "departures": [d.id for d in going],
                    "bags": [b for d in going for b in d.bags],
                    "state": after,
                    "at": at,
                },
            )
        moved = _recorded(going, at, code, after, actor_id) if going else {}
    return [refusals[id_] or moved[id_] for id_ in departure_ids]


def _immovable(departure: _Loaded | None, bags: dict[int, BagFacts], before: str, code: str) -> Refusal | None:
    if departure is None:
        return NO_DEPARTURE
    if departure.state != before:
        return no(
            "departure_not_now", "departure_id", message="{conveyance} is {state}.",
            conveyance=departure.conveyance, state=departure.state,
        )  # fmt: skip
    if not departure.bags:
        return no(
            "departure_empty",
            "departure_id",
            message="Nothing is loaded on {conveyance}.",
            conveyance=departure.conveyance,
        )
    stops = (stopped_in(bags[b]) for b in departure.bags) if code == "depart" else iter(())
    return next((stop for stop in stops if stop), None)


def _recorded(going: Sequence[_Loaded], at: datetime, code: str, after: str, actor_id: int | None) -> dict[int, Moved]:
    """Record the waybills that moved whole, and tell the floors above. A waybill spread over two counts with the last."""
    contents = _contents_of(going)
    on = {w: d for d in going for w in contents[d.id]}
    moved = whole(list(on), ("departed", "arrived") if after == "departed" else ("arrived",))
    record([_scan(w, on[w], at, code, actor_id) for w in moved])
    event = Departed if code == "depart" else Arrived
    masters = tuple(m for d in going for m in d.masters)
    publish(event(departures=tuple(d.id for d in going), masters=masters, waybills=tuple(moved), at=at))
    return {d.id: Moved(d.id, len(d.masters), len(d.bags), tuple(w for w in moved if on[w].id == d.id)) for d in going}


def _scan(w: tuple[int, int], departure: _Loaded, at: datetime, code: str, actor_id: int | None) -> waybills.Scan:
    return waybills.Scan(
        account_id=w[0],
        waybill_id=w[1],
        code=code,
        source="staff",
        occurred_at=at,
        place=departure.origin if code == "depart" else departure.destination,
        actor_id=actor_id,
        detail=detail(
            masters=sorted(departure.masters.values()),
            conveyance=departure.conveyance,
            origin=departure.origin,
            destination=departure.destination,
        ),
    )


def _contents_of(departures: Sequence[_Loaded]) -> dict[int, list[tuple[int, int]]]:
    """The waybills with a piece on each departure."""
    of_bag = {b: d.id for d in departures for b in d.bags}
    found: dict[int, list[tuple[int, int]]] = {d.id: [] for d in departures}
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT DISTINCT bag_id, account_id, waybill_id FROM bag_parcel
               WHERE bag_id = ANY (%s) AND out_at IS NULL ORDER BY waybill_id""",
            [list(of_bag)],
        )
        for bag_id, account_id, waybill_id in cursor.fetchall():
            found[of_bag[bag_id]].append((account_id, waybill_id))
    return found


def _loaded(departure_ids: Sequence[int]) -> dict[int, _Loaded]:
    """The departures, locked before anything on them: nothing more can be loaded."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM departure WHERE id = ANY (%s) ORDER BY id FOR UPDATE", [sorted(set(departure_ids))]
        )
        cursor.execute(load("linehaul", "loaded"), {"departures": list(departure_ids)})
        found: dict[int, _Loaded] = {}
        for id_, state, origin, destination, conveyance, master_id, number, bag_id in cursor.fetchall():
            departure = found.setdefault(id_, _Loaded(id_, state, origin, destination, conveyance, {}, []))
            if master_id is not None:
                departure.masters[master_id] = number
            if bag_id is not None:
                departure.bags.append(bag_id)
        return found

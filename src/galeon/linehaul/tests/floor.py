"""A floor with received parcels and a flight to Los Angeles, for the tests of linehaul and of what lies above it."""

from collections.abc import Sequence
from datetime import timedelta

from galeon.intake.acts import Placed, place
from galeon.linehaul import acts
from galeon.linehaul.models import Departure
from galeon.linehaul.terms import (
    Bagged,
    BagScan,
    BuiltMaster,
    NewBag,
    NewDeparture,
    NewMaster,
    OpenedBag,
    Sealed,
    Sealing,
)
from galeon.ops.small import NOW, order
from galeon.ops.tests.company import Company
from galeon.waybills.acts import Measurement, Scan, measure, record
from galeon.waybills.models import Waybill
from galeon.waybills.orders import OrderParcel

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MAWB = "020-1234 5675"


def booked(company: Company, *references: str, pieces: int = 1, **changes: object) -> list[Waybill]:
    """Orders placed, not yet received."""
    parcels = tuple(OrderParcel(1_240, 300, 220, 140) for _ in range(pieces))
    orders = [order(r, parcels=parcels, booked_at=NOW, **changes) for r in references]
    merchant = company.merchant if len(references) < 10 else company.open_merchant("BULK", 10**9)
    answers = place(merchant, orders, source="api", at=NOW)
    ids = [a.waybill_id for a in answers if isinstance(a, Placed)]
    assert len(ids) == len(references), [a for a in answers if not isinstance(a, Placed)][:1]
    found = {w.id: w for w in Waybill.objects.filter(id__in=ids)}
    return [found[id_] for id_ in ids]


def received(
    company: Company, *references: str, pieces: int = 1, grams: int = 1_300, **changes: object
) -> list[Waybill]:
    """Orders placed, weighed and measured."""
    waybills = booked(company, *references, pieces=pieces, **changes)
    keys = [(w.account_id, w.id, no) for w in waybills for no in range(1, pieces + 1)]
    record(
        [
            Scan(account_id=a, waybill_id=w, parcel_no=no, code="weigh_in", source="station", occurred_at=NOW + HOUR)
            for a, w, no in keys
        ]
    )
    measure([Measurement(account_id=a, waybill_id=w, parcel_no=no, weight_g=grams, at=NOW + HOUR) for a, w, no in keys])
    return waybills


def open_bag(
    company: Company, destination: str = "USLAX", countries: tuple[str, ...] = (), tare_g: int = 120
) -> OpenedBag:
    """A bag at the hub."""
    (bag,) = acts.open_bag(
        [NewBag(site_id=company.hub.pk, destination=destination, countries=countries, tare_g=tare_g)], NOW + HOUR
    )
    assert isinstance(bag, OpenedBag)
    return bag


def into(bag: OpenedBag, *texts: str) -> list[object]:
    """Scan these into the bag."""
    return list(acts.bag([BagScan(bag_id=bag.id, text=t, at=NOW + 2 * HOUR, operator_id=7) for t in texts]))


def filled(company: Company, waybills: Sequence[Waybill]) -> OpenedBag:
    """A bag with these waybills."""
    bag = open_bag(company)
    answers = into(bag, *(w.number for w in waybills))
    assert all(isinstance(a, Bagged) for a in answers), answers
    return bag


def sealed(company: Company, waybills: Sequence[Waybill], seal: str = "SL-1") -> OpenedBag:
    """A sealed bag with these waybills."""
    bag = filled(company, waybills)
    (answer,) = acts.seal([Sealing(bag_id=bag.id, seal=seal, at=NOW + 3 * HOUR)])
    assert isinstance(answer, Sealed), answer
    return bag


def flight(destination: str = "USLAX", conveyance: str = "CX 2086") -> Departure:
    """Tomorrow's flight."""
    (made,) = acts.schedule(
        [
            NewDeparture(
                transport="air", conveyance=conveyance, origin="CNSZX", destination=destination,
                cut_off_at=NOW + 12 * HOUR, leaves_at=NOW + DAY, due_at=NOW + DAY + 13 * HOUR,
            )
        ]
    )  # fmt: skip
    assert isinstance(made, Departure), made
    return made


def loaded(company: Company, waybills: Sequence[Waybill]) -> tuple[Departure, BuiltMaster]:
    """A flight with a master over one sealed bag of these waybills."""
    bag = sealed(company, waybills)
    departure = flight()
    master = acts.build_master(NewMaster(kind="mawb", number=MAWB, departure_id=departure.pk), [bag.id], NOW + 4 * HOUR)
    assert isinstance(master, BuiltMaster), master
    return departure, master


def arrived(company: Company, waybills: Sequence[Waybill]) -> tuple[Departure, BuiltMaster]:
    """The same, landed."""
    departure, master = loaded(company, waybills)
    acts.depart([departure.pk], NOW + DAY)
    acts.arrive([departure.pk], NOW + DAY + 13 * HOUR)
    return departure, master

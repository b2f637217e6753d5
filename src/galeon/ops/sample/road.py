"""The sample company's flights from Shenzhen to Los Angeles: bagged as parcels come in, sealed, on a master, away."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from galeon.kernel.checkdigits import awb
from galeon.linehaul import acts as linehaul
from galeon.linehaul.terms import BagScan, NewBag, NewDeparture, NewMaster, Sealing
from galeon.ops.sample.company import House, sure
from galeon.ops.sample.plan import DECLARED_AFTER, LANDED_AFTER, flights
from galeon.ops.sample.tale import Tale

ORIGIN, DESTINATION = "CNSZX", "USLAX"
CONVEYANCE, AIRLINE = "CX 2086", "160"
SEALED_BEFORE, BUILT_BEFORE, CUT_OFF_BEFORE = timedelta(hours=5), timedelta(hours=4, minutes=40), timedelta(hours=4)
TARE_G = 900


class Road:
    """The departures of the story and the bag that is open for each."""

    def __init__(self, house: House, operator_id: int, now: datetime) -> None:
        self.site_id, self.operator_id = house.sites["SZX1"].pk, operator_id
        new = [
            NewDeparture(
                transport="air", conveyance=CONVEYANCE, voyage="", origin=ORIGIN, destination=DESTINATION,
                cut_off_at=leaves_at - CUT_OFF_BEFORE, leaves_at=leaves_at, due_at=leaves_at + LANDED_AFTER,
            )
            for leaves_at in flights(now)
        ]  # fmt: skip
        self.departures = {d.leaves_at: d.pk for d in map(sure, linehaul.schedule(new))}
        self.bags: dict[datetime, int] = {}
        self.masters: dict[datetime, int] = {}

    def bag(self, tales: Sequence[Tale]) -> None:
        """Put parcels into the bag of their flight; a stopped one stays on the shelf."""
        wanted = sorted({t.plan.flight for t in tales if t.plan.flight in self.departures} - self.bags.keys())
        if wanted:
            new = [NewBag(site_id=self.site_id, destination=DESTINATION, countries=("US", "CA"), tare_g=TARE_G)] * len(
                wanted
            )
            at = min(t.plan.received_at for t in tales)
            opened = linehaul.open_bag(new, at, operator_id=self.operator_id)
            self.bags.update({flight: sure(bag).id for flight, bag in zip(wanted, opened, strict=True)})
        linehaul.bag(
            [
                BagScan(bag_id=self.bags[t.plan.flight], text=t.number, at=t.bagged_at, operator_id=self.operator_id)
                for t in sorted(tales, key=lambda t: t.bagged_at)
                if t.plan.flight in self.bags
            ]
        )

    def fly(self, since: datetime, until: datetime) -> None:
        """Seal, build the master and leave, for each flight of the day."""
        for leaves_at in [f for f in self.bags if since <= f < until]:
            bag_id, departure_id = self.bags.pop(leaves_at), self.departures[leaves_at]
            seal = Sealing(
                bag_id=bag_id,
                seal=f"CN{bag_id % 10**8:08d}",
                at=leaves_at - SEALED_BEFORE,
                operator_id=self.operator_id,
            )
            sure(linehaul.seal([seal])[0])
            serial = f"{departure_id % 10**7:07d}"
            master = NewMaster(
                kind="mawb", number=f"{AIRLINE}{serial}{awb(serial)}", departure_id=departure_id,
                operator_id=self.operator_id,
            )  # fmt: skip
            self.masters[leaves_at] = sure(linehaul.build_master(master, [bag_id], leaves_at - BUILT_BEFORE)).id
            sure(linehaul.depart([departure_id], leaves_at, actor_id=self.operator_id)[0])

    def land(self, since: datetime, until: datetime) -> None:
        """Arrive with each flight that lands in the day."""
        for leaves_at, departure_id in self.departures.items():
            if since <= leaves_at + LANDED_AFTER < until and leaves_at in self.masters:
                sure(linehaul.arrive([departure_id], leaves_at + LANDED_AFTER)[0])

    def to_declare(self, since: datetime, until: datetime) -> list[tuple[datetime, int]]:
        """The masters that are declared in the day, each with its moment."""
        return [
            (at, master_id)
            for leaves_at, master_id in self.masters.items()
            if since <= (at := leaves_at + DECLARED_AFTER) < until
        ]

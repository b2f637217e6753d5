"""Tells the sample company's last sixty days through the real acts, day by day, in the caller's transaction."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

import msgspec
from django.db import connection

from galeon.billing.acts import NewPayment, close_cycle
from galeon.billing.credit.acts import review_all
from galeon.intake.acts import Placed, place
from galeon.intake.acts_cancel import cancel
from galeon.kernel.outbox import drain
from galeon.ops.sample import access, border, cash, costing, desk, last_mile, plan, ride
from galeon.ops.sample.company import MERCHANTS, House, open_house, sure
from galeon.ops.sample.plan import Fate, Plan
from galeon.ops.sample.road import Road
from galeon.ops.sample.tale import Tale
from galeon.parties.reads import Customer, customer
from galeon.warehouse.acts import receive
from galeon.warehouse.station import StationScan
from galeon.waybills import acts as waybills
from galeon.waybills.acts import NewNumber, Scan

SEED = 7
DAY = timedelta(days=1)
SOURCES = {merchant.new.code: merchant.source for merchant in MERCHANTS}


class Told(msgspec.Struct, frozen=True):
    """The story up to now: how to get in, and every parcel that was booked."""

    given: access.Access
    tales: list[Tale]
    operators: dict[str, int]


def tell(now: datetime) -> Told:
    """Open the company and live its days up to `now`."""
    now = now.replace(microsecond=0)
    began = now - timedelta(days=plan.DAYS + 1)
    password = access.new_password()
    house = open_house(password, began - timedelta(days=9), now)
    last_mile.open_account(house, began)
    costing.open_suppliers()
    desk.open_companies(house, began)
    given = access.give(house, password, began)
    story = Story(house, began, now)
    for n in range((now - began).days):
        story.live(began + n * DAY, min(began + (n + 1) * DAY, now))
    desk.leave_open(house, now, story.finance, _owners())
    return Told(given, story.tales, story.operators)


class Story:
    """The company's days. `tales`: every parcel that was booked, with its plan."""

    def __init__(self, house: House, began: datetime, now: datetime) -> None:
        self.house, self.now = house, now
        self.customers: dict[str, Customer] = {}
        self.to_book: dict[str, list[Plan]] = {}
        self.tales: list[Tale] = []
        self.operators, self.finance = _operators(), _finance()
        self.road = Road(house, self.operators["SZX1"], now)
        self.to_receive: list[NewPayment] = []
        for merchant in MERCHANTS:
            code = merchant.new.code
            found = customer(house.accounts[code].pk)
            if found is None:
                raise LookupError(code)
            self.customers[code], self.to_book[code] = found, plan.plans(merchant, now, SEED)
            if merchant.new.terms == "prepaid":
                self.to_receive += cash.prepayments(found, self.to_book[code], began)
        self.to_receive.sort(key=lambda payment: payment.received_at)

    def live(self, since: datetime, until: datetime) -> None:
        """One day: everything whose moment lies in it, in the order of a parcel's way."""
        cash.pay_in(self.to_receive, until, self.finance)
        self._book(until)

        def due(when: Callable[[Tale], datetime | None]) -> list[Tale]:
            return [t for t in self.tales if (at := when(t)) is not None and since <= at < until]

        self._cancel(due(lambda t: t.cancelled_at))
        self._receive(due(lambda t: t.received_at))
        self._intercept(due(lambda t: t.intercepted_at))
        self.road.bag(due(lambda t: t.bagged_at if t.is_bagged else None))
        self.road.fly(since, until)
        self.road.land(since, until)
        border.declare(self.road.to_declare(since, until), due(lambda t: t.declared_at))
        border.release(due(lambda t: t.released_at))
        self._write_off(due(lambda t: t.gone_at))
        self._hand_over([t for t in due(lambda t: t.handed_at) if not last_mile.is_fresh(t, self.now)])
        self._report(since, until)
        drain()
        close_cycle(until - timedelta(hours=6), at=until)
        cash.settle(self.house, since, until, self.finance)
        costing.share(since, until, self.finance)
        costing.bill(until, self.now, self.finance)
        drain()
        review_all(until)

    def _book(self, until: datetime) -> None:
        for code, waiting in self.to_book.items():
            ready = [p for p in waiting if p.booked_at < until]
            if not ready:
                continue
            del waiting[: len(ready)]
            answers = place(
                self.customers[code], [p.order for p in ready], source=SOURCES[code], at=ready[-1].booked_at
            )
            self.tales += [
                Tale(p, self.customers[code].account_id, a.waybill_id, a.number)
                for p, a in zip(ready, answers, strict=True)
                if isinstance(a, Placed)
            ]

    def _cancel(self, tales: list[Tale]) -> None:
        for account_id, some in _by_account(tales):
            ids = [t.waybill_id for t in some]
            for answer in cancel(
                account_id, ids, source="customer", at=max(at for t in some if (at := t.cancelled_at))
            ):
                sure(answer)

    def _receive(self, tales: list[Tale]) -> None:
        receive(
            [
                StationScan(
                    text=t.number, site_id=self.house.sites[t.site].pk, operator_id=self.operators[t.site],
                    occurred_at=t.plan.received_at + timedelta(seconds=20 * n), weight_g=weight_g,
                    length_mm=parcel.length_mm, width_mm=parcel.width_mm, height_mm=parcel.height_mm, is_confirmed=True,
                )
                for t in tales
                for n, (weight_g, parcel) in enumerate(zip(t.plan.scale, t.plan.order.parcels, strict=True))
            ]
        )  # fmt: skip

    def _intercept(self, tales: list[Tale]) -> None:
        if tales:
            keys = [(t.account_id, t.waybill_id) for t in tales]
            waybills.stop(keys, "intercept", "customer", "The buyer gave a wrong address", tales[0].plan.received_at)

    def _hand_over(self, tales: list[Tale]) -> None:
        scans = [
            Scan(
                account_id=t.account_id, waybill_id=t.waybill_id, code="hand_over", source="station",
                occurred_at=t.plan.handed_at, place=t.leaves_from, actor_id=self.operators.get(t.leaves_from),
            )
            for t in tales
        ]  # fmt: skip
        outcomes = waybills.record(scans)
        gone = [t for t, o in zip(tales, outcomes, strict=True) if o.verdict == "recorded"]
        for tale in gone:
            tale.is_with_carrier = True
        numbers = [
            NewNumber(
                account_id=t.account_id, waybill_id=t.waybill_id, number=ride.number(t.plan, t.waybill_id % 10**7),
                carrier=ride.carrier(t.plan),
            )
            for t in gone
        ]  # fmt: skip
        if numbers:
            waybills.renumber(numbers, gone[-1].plan.handed_at)

    def _report(self, since: datetime, until: datetime) -> None:
        scans = [
            Scan(
                account_id=t.account_id, waybill_id=t.waybill_id, code=r.code, source=f"carrier:{ride.carrier(t.plan)}",
                occurred_at=r.at, place=r.place, detail=msgspec.json.encode({"text": r.text, "country": r.country}).decode(),
            )
            for t in self.tales
            if t.is_with_carrier
            for r in t.reports
            if since <= r.at < until
        ]  # fmt: skip
        waybills.record(scans)

    def _write_off(self, tales: list[Tale]) -> None:
        scans = [
            Scan(
                account_id=t.account_id, waybill_id=t.waybill_id, code="lose" if t.plan.fate is Fate.LOST else "destroy",
                source="staff", occurred_at=t.gone_at or self.now, detail='{"reason": "claim accepted"}',
            )
            for t in tales
        ]  # fmt: skip
        waybills.record(scans)


def _by_account(tales: Iterable[Tale]) -> Iterable[tuple[int, list[Tale]]]:
    found: dict[int, list[Tale]] = {}
    for tale in tales:
        found.setdefault(tale.account_id, []).append(tale)
    return found.items()


def _operators() -> dict[str, int]:
    """The station's person of each site."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT s.code, min(m.user_id) FROM member m JOIN site s ON s.id = m.site_id GROUP BY s.code")
        return dict(cursor.fetchall())


def _finance() -> int:
    """Our finance clerk."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(user_id) FROM member WHERE role = 'finance'")
        return int(cursor.fetchone()[0])


def _owners() -> dict[str, int]:
    """The owner of each merchant's account."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.code, min(m.user_id) FROM member m JOIN account a ON a.id = m.account_id WHERE m.role = 'owner' GROUP BY 1"
        )
        return dict(cursor.fetchall())


def numbers_by_state() -> dict[str, str]:
    """A waybill to try in each state."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT state, max(number) FROM waybill GROUP BY state ORDER BY state")
        return dict(cursor.fetchall())

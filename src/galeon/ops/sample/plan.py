"""What will happen to each of the sample company's parcels, and when: drawn from one seeded die. Pure.

A plan runs on past today; the story is told up to now, so parcels stand everywhere along the way.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from random import Random

from msgspec import Struct
from msgspec.structs import replace

from galeon.ops.sample.company import Merchant
from galeon.ops.sample.goods import WARES, Ware
from galeon.ops.sample.people import FOLK
from galeon.waybills.orders import NO_EXTRAS, Address, Extras, Order, OrderItem, OrderParcel, Taxes

DAYS = 60
CUT_OFF = timedelta(hours=5)
LAST_FLIGHT_AGE = timedelta(hours=6)  # so that now a flight is in the air, one has landed, one is being cleared, ...
DAILY_FLIGHTS, FLIGHT_GAP_DAYS = 5, 3
LANDED_AFTER, DECLARED_AFTER, RELEASED_AFTER = timedelta(hours=15), timedelta(hours=31), timedelta(hours=55)
HANDED_AFTER_RELEASE = timedelta(hours=28)
INSPECTION = timedelta(days=3)
HOME = Extras(options=("residential",))


class Fate(StrEnum):
    """How a parcel's story differs from an ordinary one."""

    ORDINARY = "ordinary"
    CANCELLED = "cancelled"
    NEVER_CAME = "never_came"
    INTERCEPTED = "intercepted"
    CUSTOMS = "customs"
    SECOND_TRY = "second_try"
    PICKUP_POINT = "pickup_point"
    RETURNED = "returned"
    LOST = "lost"
    DESTROYED = "destroyed"


FATES = (
    (Fate.CANCELLED, 3), (Fate.NEVER_CAME, 3), (Fate.INTERCEPTED, 1), (Fate.CUSTOMS, 5), (Fate.SECOND_TRY, 6),
    (Fate.PICKUP_POINT, 4), (Fate.RETURNED, 3), (Fate.LOST, 1), (Fate.DESTROYED, 1), (Fate.ORDINARY, 73),
)  # fmt: skip


class Plan(Struct, frozen=True, kw_only=True):
    """One parcel's story. scale: what the station will read of each piece, in grams.

    flight: the departure it makes; None for services that do not fly with us. handed_at: when the last-mile carrier
    is due to get it; out_at: when that carrier first goes out to deliver it.
    """

    merchant: str
    order: Order
    fate: Fate
    received_at: datetime
    scale: tuple[int, ...]
    flight: datetime | None
    handed_at: datetime
    out_at: datetime

    @property
    def booked_at(self) -> datetime:
        """When the order was placed."""
        return self.order.booked_at or self.received_at


class Pin(Struct, frozen=True):
    """What some parcel must be like today, so that every state is there: the youngest express parcel of that age."""

    fate: Fate
    age_days: int
    out_ago: timedelta


PINS = (
    Pin(Fate.ORDINARY, 4, timedelta(hours=1)),  # out for delivery
    Pin(Fate.ORDINARY, 4, timedelta(minutes=50)),
    Pin(Fate.SECOND_TRY, 4, timedelta(hours=12)),  # nobody was home
    Pin(Fate.PICKUP_POINT, 5, timedelta(days=1)),
    Pin(Fate.RETURNED, 8, timedelta(days=4)),  # on its way back
    Pin(Fate.RETURNED, 20, timedelta(days=15)),
    Pin(Fate.LOST, 25, timedelta(days=20)),
    Pin(Fate.DESTROYED, 25, timedelta(days=20)),
    Pin(Fate.CANCELLED, 3, timedelta(0)),
    Pin(Fate.NEVER_CAME, 2, timedelta(0)),
)
PINNED_MERCHANT = "LUMEN"


def plans(merchant: Merchant, now: datetime, seed: int) -> list[Plan]:
    """A merchant's orders of the last 60 days, oldest first, more of them lately."""
    die = Random(f"{seed}-{merchant.new.code}")  # noqa: S311  a die for stories, not for secrets
    ages = sorted((DAYS * 1_440 * die.random() ** 1.25 for _ in range(merchant.orders)), reverse=True)
    found = [
        _plan(merchant, no, now - timedelta(minutes=int(age) + 5), flights(now), die) for no, age in enumerate(ages, 1)
    ]
    found = _held(found, now)
    return _pinned(found, now) if merchant.new.code == PINNED_MERCHANT else found


def _held(found: list[Plan], now: datetime) -> list[Plan]:
    """Customs are looking into one parcel of the latest flight they were told of, if the merchant has any there."""
    told = {f for f in flights(now) if now - RELEASED_AFTER - INSPECTION < f <= now - DECLARED_AFTER}
    for at in range(len(found) - 1, -1, -1):
        plan = found[at]
        if plan.flight in told and plan.fate is Fate.ORDINARY:
            later = plan.flight + RELEASED_AFTER + HANDED_AFTER_RELEASE + INSPECTION
            out_at = plan.out_at + INSPECTION
            return [*found[:at], replace(plan, fate=Fate.CUSTOMS, handed_at=later, out_at=out_at), *found[at + 1 :]]
    return found


def flights(now: datetime) -> list[datetime]:
    """When our flights leave, oldest first: every third day, daily in the last days, and the next one after now."""
    latest = now - LAST_FLIGHT_AGE
    daily = [latest - timedelta(days=n) for n in range(-1, DAILY_FLIGHTS)]
    before = [daily[-1] - timedelta(days=n) for n in range(FLIGHT_GAP_DAYS, DAYS + 2, FLIGHT_GAP_DAYS)]
    return sorted([*daily, *before])


def _pinned(found: list[Plan], now: datetime) -> list[Plan]:
    free = [n for n, p in enumerate(found) if p.order.service == "GX-EXPRESS" and p.fate is Fate.ORDINARY]
    for pin in PINS:
        at = max(n for n in free if found[n].booked_at <= now - timedelta(days=pin.age_days))
        free.remove(at)
        found[at] = replace(found[at], fate=pin.fate, out_at=now - pin.out_ago)
    return found


def _plan(merchant: Merchant, no: int, booked_at: datetime, departures: list[datetime], die: Random) -> Plan:
    service = die.choices(list(merchant.services), list(merchant.services.values()))[0]
    order = _order(merchant, no, service, booked_at, die)
    fate = die.choices([f for f, _ in FATES], [w for _, w in FATES])[0]
    received_at = booked_at + timedelta(hours=die.randint(8, 40), minutes=die.randrange(60))
    flight = None
    if service == "GX-USLINE":
        flight = next((f for f in departures if f >= received_at + CUT_OFF), departures[-1] + timedelta(days=1))
    if flight:
        handed_at = (
            flight + RELEASED_AFTER + HANDED_AFTER_RELEASE + (INSPECTION if fate is Fate.CUSTOMS else timedelta(0))
        )
    else:
        handed_at = received_at + timedelta(hours=die.randint(3, 10))
    rides_days = die.randint(1, 2) if service == "GX-IBERIA" else die.randint(2, 5)
    return Plan(
        merchant=merchant.new.code, order=order, fate=fate, received_at=received_at,
        scale=tuple(_scaled(p.weight_g, die) for p in order.parcels), flight=flight, handed_at=handed_at,
        out_at=(handed_at + timedelta(days=rides_days)).replace(hour=6, minute=die.randrange(60)),
    )  # fmt: skip


def _scaled(declared_g: int, die: Random) -> int:
    """What the scale says: near what was declared, now and then a good deal more."""
    return declared_g + (die.randint(180, 420) if die.random() < 0.08 else die.randint(-12, 40))


def _order(merchant: Merchant, no: int, service: str, booked_at: datetime, die: Random) -> Order:
    from galeon.ops.sample.lists import LINE, UNION

    served = {"GX-USLINE": LINE, "GX-IBERIA": UNION}.get(service, tuple(FOLK))
    country = die.choice([c for c in merchant.countries if c in served])
    wares = WARES[merchant.wares]
    basket = [(ware, die.choice((1, 1, 1, 2))) for ware in die.sample(wares, die.choice((1, 1, 2)))]
    pieces = 2 if service == "GX-EXPRESS" and die.random() < 0.12 else 1
    return Order(
        reference=f"{merchant.new.code[:2]}-{booked_at:%y%m}-{no:04d}",
        service=service,
        consignee=_consignee(country, die),
        parcels=tuple(_parcel(basket, pieces) for _ in range(pieces)),
        items=tuple(_item(ware, quantity, merchant.new.currency) for ware, quantity in basket),
        cargo_class="battery" if any(ware.cargo_class == "battery" for ware, _ in basket) else "general",
        taxes=Taxes(incoterm="DDP" if service == "GX-USLINE" else "DAP"),
        booked_at=booked_at,
        extras=HOME if service == "GX-EXPRESS" and country == "US" and no % 3 == 0 else NO_EXTRAS,
    )


def _consignee(country: str, die: Random) -> Address:
    folk = FOLK[country]
    names = [die.choice(folk.given), die.choice(folk.family)]
    city, state, postcode = die.choice(folk.places)
    return Address(
        name=folk.joiner.join(reversed(names) if folk.family_first else names),
        country=country,
        street=(die.choice(folk.streets).format(n=die.randint(2, 190)),),
        city=city, state=state, postcode=postcode, phone=folk.phone.format(n2=f"{die.randrange(100):02d}"),
    )  # fmt: skip


def _parcel(basket: list[tuple[Ware, int]], pieces: int) -> OrderParcel:
    goods_g = sum(ware.weight_g * quantity for ware, quantity in basket)
    length, width, height = (max(ware.box_mm[side] for ware, _ in basket) for side in range(3))
    layers = sum(quantity for _, quantity in basket)
    return OrderParcel((goods_g + 90) // pieces, length + 20, width + 20, min(height * layers, 600) // pieces + 15)


def _item(ware: Ware, quantity: int, currency: str) -> OrderItem:
    value = ware.value_minor * 92 // 100 if currency == "EUR" else ware.value_minor
    return OrderItem(
        title=ware.title, title_local=ware.title_local, sku=ware.sku, hs_code=ware.hs_code, quantity=quantity,
        unit_value_minor=value, currency="EUR" if currency == "EUR" else "USD", unit_weight_g=ware.weight_g,
        origin_country="ES" if currency == "EUR" else "CN",
    )  # fmt: skip

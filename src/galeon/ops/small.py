"""A small company: one hub, one consolidated service with a published tariff. For tests and benchmarks.

The tariff is case C2's: first 0.5 kg 135.00, each further 0.5 kg 31.50, fuel 21.5 % of freight, volume by 5000.
"""

from datetime import UTC, date, datetime
from decimal import Decimal

import msgspec

from galeon.ledger.acts import set_limit
from galeon.network.acts import Leg, open_range, open_service, open_site
from galeon.network.models import Service, Site
from galeon.parties.acts import NewAccount, open_account
from galeon.parties.models import Account
from galeon.parties.reads import Customer, customer
from galeon.tariffs import acts as tariffs
from galeon.tariffs.sheet import Basis, Divisor, ListKey, Rule, Sheet, Step, Zone
from galeon.waybills.orders import Address, Order, OrderItem, OrderParcel

NOW = datetime(2026, 11, 2, 4, 0, tzinfo=UTC)


def open_company() -> tuple[Site, Service]:
    """Open the hub SZX1 and the service USLINE (to US, ES, DE, FR), with its tariff published."""
    hub = open_site(
        Site(
            code="SZX1", name="Shenzhen hub", kind="hub", country_id="CN", city="Shenzhen", timezone="Asia/Shanghai",
            latitude_udeg=22_639_000, longitude_udeg=113_811_000,
        )
    )  # fmt: skip
    numbers = open_range("GLN", "GLN", 10, "mod10")
    service = open_service(
        Service(
            code="USLINE", name_en="US line", name_es="Línea EE. UU.", name_zh="美国专线", mode="consolidated",
            weight_g_max=30_000, length_mm_max=1_500, divisor_cm3_per_kg=5_000, cargo_classes=["general", "battery"],
            carrier="ups", number_range=numbers, origin_site=hub, days_min=6, days_max=10,
        ),
        ["US", "ES", "DE", "FR"],
        [
            Leg(kind="first_mile", transport="road", days=1),
            Leg(kind="line_haul", transport="air", days=2, origin="CNSZX", destination="USLAX"),
            Leg(kind="customs", transport="air", days=1),
            Leg(kind="last_mile", transport="road", days=3, carrier="ups"),
        ],
    )  # fmt: skip
    _publish(service)
    return hub, service


def _publish(service: Service) -> None:
    sheet = Sheet(
        currency="CNY", valid_from=date(2026, 1, 1), timezone="Asia/Shanghai", divisors=(Divisor(divisor=5_000),),
        zones=tuple(Zone("1", country) for country in ("US", "ES", "DE", "FR")), steps=(Step(500),),
        rules=(
            Rule(code="freight", basis=Basis.FIRST_CONTINUED, zone="1", first_minor=13_500, first_milli=500,
                 amount_minor=3_150, step_milli=500),
            Rule(code="fuel", basis=Basis.PERCENT, percent=Decimal("21.5"), of=("freight",)),
        ),
    )  # fmt: skip
    key = ListKey(code="USLINE-CNY", name="US line", service_id=service.pk, currency="CNY")
    version = tariffs.draft(key, sheet, None, NOW)
    if not isinstance(version, int):
        raise ValueError(version)
    tariffs.publish(version, None, NOW)


def open_merchant(code: str, limit_minor: int = 1_000_000) -> Customer:
    """Open an account in CNY on the standard level with this limit."""
    account = open_account(NewAccount(code=code, name=f"{code.title()} Trading", level="standard", currency="CNY"), NOW)
    if not isinstance(account, Account):
        raise ValueError(account)
    set_limit(account.pk, "CNY", limit_minor)
    found = customer(account.pk)
    if found is None:
        raise LookupError(code)
    return found


def order(reference: str = "SO-1001", *, weight_g: int = 1_240, **changes: object) -> Order:
    """An order of one parcel of LED desk lamps to Los Angeles; change what the test is about."""
    made = Order(
        reference=reference,
        service="USLINE",
        consignee=Address(
            name="Ana Torres", country="US", street=("500 S Hill St",), city="Los Angeles", state="CA",
            postcode="90013", phone="+1 213 555 0100",
        ),
        parcels=(OrderParcel(weight_g, 300, 220, 140),),
        items=(
            OrderItem(title="LED desk lamp", title_local="台灯", quantity=2, unit_value_minor=1_900, currency="USD",
                      hs_code="940521", unit_weight_g=600, origin_country="CN"),
        ),
    )  # fmt: skip
    return msgspec.structs.replace(made, **changes)

"""200 price lists and a million parcels: what `bench.rating` prices.

Each list: 9 zones of 40 countries (two of them parted by postcodes), 12 weight brackets in each zone by the kilogram, and 6
surcharges: fuel by a dated table on everything fuelable, peak season by the kilogram, remote areas by a table of postcodes
with a minimum, oversize pieces, residential delivery, battery goods.
"""

from datetime import UTC, date, datetime
from decimal import Decimal

import psycopg

from galeon.network.acts import Leg, open_service
from galeon.network.models import Country, Service
from galeon.ops.small import open_company
from galeon.tariffs import acts, acts_dated
from galeon.tariffs.engine import postcodes
from galeon.tariffs.sheet import Basis, Condition, Divisor, ListKey, Measure, Rule, Sheet, Step, Zone

AT = datetime(2026, 11, 1, tzinfo=UTC)
LEVELS = ("standard", "silver", "gold")
SERVICES = 67
LISTS = 200
ZONES = 9
COUNTRIES = [
    "US", "CA", "MX", "GB", "IE", "FR", "DE", "NL", "BE", "LU", "ES", "PT", "IT", "AT", "CH", "DK", "SE", "NO", "FI", "PL",
    "CZ", "HU", "RO", "GR", "JP", "KR", "SG", "MY", "TH", "VN", "PH", "ID", "AU", "NZ", "BR", "CL", "AE", "SA", "IL", "TR",
]  # fmt: skip
BRACKETS = (500, 1_000, 2_000, 3_000, 5_000, 10_000, 15_000, 21_000, 31_000, 45_000, 71_000, 150_000)
PARTED = {"US": "9", "DE": "8"}
"""Countries of which the postcodes that begin so lie in the next zone."""

PARCELS = """
INSERT INTO price_run_row (run_id, no, side, service_id, account, level, agent_id, supplier, currency, country, postcode, region,
  city, origin, cargo_class, pieces, options, values_minor, containers, at, ordered_at)
SELECT %(run)s, n, 'sale', (%(services)s::bigint[])[1 + n %% %(lists)s / 3], 1 + n %% 300, (%(levels)s::text[])[1 + n %% %(lists)s %% 3],
  NULL, '', 'CNY', (%(countries)s::text[])[1 + floor(r * r * %(places)s)::int], lpad((floor(q * 99999))::int::text, 5, '0'), '', 'City',
  '', CASE WHEN n %% 7 = 0 THEN 'battery' ELSE 'general' END,
  ARRAY[80 + floor(exp(q * 8))::int * 3 + n %% 400, 150 + n %% 300, 100 + n %% 200, CASE WHEN n %% 20 = 0 THEN 1300 ELSE 50 + n %% 100 END],
  CASE WHEN n %% 3 = 0 THEN ARRAY['residential'] ELSE '{}' END, '{}', '{}',
  %(at)s::timestamptz + n %% 1500000 * interval '1 second', NULL
  FROM (SELECT n, random() AS r, random() AS q FROM generate_series(1, %(total)s) AS n, (SELECT setseed(0.5)) AS s) AS parcels
"""


def open_lists(lists: int) -> list[int]:
    """Open the services and publish so many lists, three levels a service; the services' ids in order."""
    _, first = open_company()
    acts_dated.open_fuel("FUEL", "Fuel", "Asia/Shanghai")
    acts_dated.set_fuel("FUEL", [(date(2026, 10, 1), Decimal("19.5")), (date(2026, 11, 9), Decimal("21.5"))], None, AT)
    acts_dated.open_areas("REMOTE", "Remote", "Asia/Shanghai")
    places = [(country, *postcodes.span(f"{n:03}"), "", "A") for country in COUNTRIES for n in range(0, 1_000, 10)]
    edition = acts_dated.load_areas("REMOTE", places, date(2026, 1, 1), None, AT)
    acts_dated.publish_areas(edition.id, None, AT)
    services = [_service(n, first) for n in range(-(-lists // 3))]
    for n in range(lists):
        level = LEVELS[n % 3]
        key = ListKey(code=f"L{n}", name=f"List {n}", service_id=services[n // 3], currency="CNY", level=level)
        version = acts.draft(key, sheet(n), None, AT)
        assert isinstance(version, int), version
        acts.publish(version, None, AT)
    return services


def _service(n: int, like: Service) -> int:
    made = Service(
        code=f"S{n}", name_en=f"Service {n}", name_es=f"Servicio {n}", name_zh=f"服务 {n}", mode="consolidated",
        weight_g_max=150_000, length_mm_max=3_000, divisor_cm3_per_kg=6_000, cargo_classes=["general", "battery"],
        carrier="ups", number_range=like.number_range, origin_site=like.origin_site, days_min=6, days_max=10,
    )  # fmt: skip
    legs = [Leg(kind="line_haul", transport="air", days=2, origin="CNSZX", destination="USLAX")]
    return open_service(made, [c.pk for c in Country.objects.filter(pk__in=COUNTRIES)], legs).pk


def sheet(n: int) -> Sheet:
    """List `n`: prices rise with zone and fall with weight, and no two lists have the same."""
    zones = [Zone(f"z{at % ZONES}", country) for at, country in enumerate(COUNTRIES)]
    zones += [Zone(f"z{(COUNTRIES.index(country) + 1) % ZONES}", country, prefix) for country, prefix in PARTED.items()]
    freight = [
        Rule(code="freight", basis=Basis.PER_KG, zone=f"z{zone}", weight_milli_to=end, fuelable=True, first_minor=500 + n,
             amount_minor=9_000 + zone * 700 - at * 300 + n * 3)
        for zone in range(ZONES) for at, end in enumerate(BRACKETS)
    ]  # fmt: skip
    surcharges = (
        Rule(code="remote", basis=Basis.PER_KG, area="REMOTE", amount_minor=350 + n, min_minor=16_800, fuelable=True),
        Rule(code="oversize", basis=Basis.PER_PIECE, amount_minor=10_800, when=(Condition(Measure.LONGEST_MM, 1_200),)),
        Rule(code="residential", basis=Basis.PER_TICKET, amount_minor=2_400 + n, option="residential", fuelable=True),
        Rule(code="battery", basis=Basis.PER_TICKET, amount_minor=800, cargo_class="battery"),
        Rule(
            code="peak", basis=Basis.PER_KG, amount_minor=200, valid_from=date(2026, 10, 1), valid_to=date(2027, 1, 16)
        ),
        Rule(code="fuel", basis=Basis.PERCENT, of=("fuelable",), fuel_table="FUEL"),
    )
    return Sheet(
        valid_from=date(2026, 10, 1), currency="CNY", divisors=(Divisor(divisor=6_000),), zones=tuple(zones),
        steps=(Step(500), Step(1_000, above_milli=21_000)), rules=(*freight, *surcharges),
    )  # fmt: skip


def add_parcels(
    db: psycopg.Connection[tuple[object, ...]], run_id: int, services: list[int], total: int, lists: int
) -> None:
    """Write the parcels of a run: the same each time; weights from 0.1 to 90 kg, most of them light."""
    db.execute(PARCELS, {
        "run": run_id, "services": services, "lists": lists, "levels": list(LEVELS), "countries": COUNTRIES,
        "places": len(COUNTRIES), "at": AT, "total": total,
    })  # fmt: skip

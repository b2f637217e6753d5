"""A database of before any price was data: its published lists go on pricing as they did."""

from datetime import date

from django.core.management import call_command
from django.db import connections

from galeon.network.models import Country, NumberRange, Service, Site
from galeon.ops.schema import upgrade
from galeon.tariffs import reads
from galeon.tariffs.price import Piece, Price
from galeon.tariffs.sheet import Divisor, Step
from galeon.tariffs.tests.sheets import request

OLD = """
INSERT INTO price_list (code, name, currency, service_id) SELECT 'OLD', 'Old', 'EUR', id FROM service;
INSERT INTO price_version (price_list_id, no, valid_from, timezone, divisor, volumetric_by_piece, weight_g_min, note, drafted_at)
  SELECT id, no, '2026-01-01', 'Asia/Shanghai', divisor, false, 100, '', now()
    FROM price_list, (VALUES (1, 5000), (2, NULL)) AS v(no, divisor) WHERE code = 'OLD';
INSERT INTO price_zone (version_id, code, country_id, postcode_prefix) SELECT id, '1', 'US', '' FROM price_version;
INSERT INTO price_step (version_id, above_g, step_g) SELECT id, 0, 500 FROM price_version;
INSERT INTO price_rule (version_id, position, code, basis, amount_minor, first_minor, first_g, step_g, percent, of, zone, cargo_class,
                        weight_g_to)
  SELECT id, 0, 'freight', 'per_kg', 1000, 0, 0, 0, 0, '{}', '1', '', 30000 FROM price_version;
UPDATE price_version SET published_at = now() WHERE no = 1;
"""


def test_a_list_published_before_prices_by_its_divisor_as_ever(fresh_db: str) -> None:
    with connections["owner"].cursor() as owner:
        owner.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    for app, until in (("network", None), ("parties", None), ("tariffs", "0001")):
        call_command("migrate", *([app, until] if until else [app]), database="owner", verbosity=0)
    service = _service()
    with connections["owner"].cursor() as owner:
        owner.execute(OLD)
    upgrade()
    found = {no: reads.sheet(version) for version, no in _versions()}
    one, two = found[1], found[2]
    assert one is not None and two is not None
    assert (one.divisors, two.divisors) == ((Divisor(divisor=5_000),), ())
    assert (one.valid_from, one.weight_milli_min, one.steps) == (date(2026, 1, 1), 100, (Step(step_milli=500),))
    (price,) = reads.price([request(Piece(1_000, 300, 200, 100), service_id=service.pk, currency="EUR")])
    assert isinstance(price, Price)
    assert (price.total_minor, price.charge_weight_g) == (1_500, 1_500)


def _service() -> Service:
    Country.objects.using("owner").bulk_create(
        Country(alpha2=code, alpha3=code, numeric="0", name_en=code, name_es=code, name_zh=code)
        for code in ("US", "CN")
    )
    site = Site.objects.using("owner").create(
        code="SZX1", name="Hub", kind="hub", country_id="CN", city="-", timezone="Asia/Shanghai"
    )
    numbers = NumberRange.objects.using("owner").create(
        code="OLD", prefix="OL", digits=9, check_digit="mod10", last=10**9 - 1
    )
    return Service.objects.using("owner").create(
        code="OLD", name_en="-", name_es="-", name_zh="-", mode="express", weight_g_max=70_000, days_min=3, days_max=6,
        cargo_classes=["general"], number_range=numbers, origin_site=site,
    )  # fmt: skip


def _versions() -> list[tuple[int, int]]:
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT v.id, v.no FROM price_version v JOIN price_list l ON l.id = v.price_list_id WHERE l.code = 'OLD'"
        )
        return list(cursor.fetchall())

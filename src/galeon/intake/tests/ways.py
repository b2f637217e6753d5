"""Three services to the United States with published lists of their own, for the planner's tests."""

from datetime import date
from decimal import Decimal

from galeon.network.acts import open_service
from galeon.network.models import Service
from galeon.ops.tests.company import NOW, Company
from galeon.tariffs import acts as tariffs
from galeon.tariffs.sheet import Basis, Divisor, ListKey, Rule, Sheet, Step, Zone

FREIGHT = {
    "FAST": (
        Rule(code="freight", basis=Basis.FIRST_CONTINUED, first_minor=13_500, first_milli=500, amount_minor=3_150, step_milli=500),
        Rule(code="fuel", basis=Basis.PERCENT, percent=Decimal("21.5"), of=("freight",)),
    ),
    "LINE": (
        Rule(code="freight", basis=Basis.PER_KG, amount_minor=9_500, weight_milli_to=30_000),
        Rule(code="registration", basis=Basis.PER_TICKET, amount_minor=1_600),
    ),
    "LAX": (
        Rule(code="freight", basis=Basis.PER_KG, first_minor=800, amount_minor=6_000, weight_milli_to=70_000),
        Rule(code="first_leg", basis=Basis.PER_CBM, amount_minor=120_000, option="first_leg"),
        Rule(code="storage", basis=Basis.PER_CBM, amount_minor=450, option="storage"),
    ),
}  # fmt: skip
MODES = {"FAST": ("express", 3, 5), "LINE": ("consolidated", 6, 10), "LAX": ("overseas", 2, 4)}


def open_ways(company: Company) -> None:
    """FAST by 5000, LINE by the gram, LAX from stock: 8.00 and 60.00/kg, first leg 1,200.00/m3, storage 4.50/m3 a day."""
    for code in FREIGHT:
        open_way(company, code)


def open_way(
    company: Company, code: str, *, without: str = "", called: str = "", account_id: int | None = None
) -> Service:
    """One of them, perhaps without a fee, under another code, or with a list for one account."""
    mode, days_min, days_max = MODES[code]
    name = called or code
    service = open_service(
        Service(
            code=name, name_en=f"{name} way", name_es=f"Vía {name}", name_zh=f"{name}线", mode=mode, weight_g_max=30_000,
            cargo_classes=["general"], number_range=company.service.number_range, origin_site=company.hub, days_min=days_min,
            days_max=days_max,
        ),
        ["US"], [],
    )  # fmt: skip
    publish(service, tuple(rule for rule in FREIGHT[code] if rule.code != without), account_id=account_id)
    return service


def publish(service: Service, rules: tuple[Rule, ...], account_id: int | None = None) -> None:
    """A list in CNY for the service, common or for one account."""
    sheet = Sheet(
        currency="CNY", valid_from=date(2026, 1, 1), timezone="Asia/Shanghai", zones=(Zone("1", "US"),), rules=rules,
        divisors=(Divisor(divisor=5_000),) if service.mode == "express" else (),
        steps=(Step(step_milli=500 if service.mode == "express" else 1),),
    )  # fmt: skip
    key = ListKey(
        code=f"{service.code}-{account_id or ''}", name=service.code, service_id=service.pk, currency="CNY",
        account_id=account_id,
    )  # fmt: skip
    version = tariffs.draft(key, sheet, None, NOW)
    assert isinstance(version, int), version
    assert isinstance(tariffs.publish(version, None, NOW), int)

"""More services beside the company's one, each with a list of its own, for asking what a shipment costs."""

from datetime import date
from decimal import Decimal
from typing import Any

from galeon.network.acts import open_service
from galeon.network.models import Service
from galeon.ops.tests.company import NOW, Company
from galeon.tariffs import acts as tariffs
from galeon.tariffs.sheet import Basis, ListKey, Rule, Sheet, Side, Step, Value, Zone

BY_WEIGHT = (
    Rule(code="freight", basis=Basis.PER_KG, amount_minor=9_500, weight_milli_to=30_000),
    Rule(code="registration", basis=Basis.PER_TICKET, amount_minor=1_600),
)
WISHES = (
    Rule(code="residential", basis=Basis.PER_TICKET, amount_minor=2_400, option="residential"),
    Rule(code="signature", basis=Basis.PER_TICKET, amount_minor=1_200, option="signature"),
    Rule(code="insurance", basis=Basis.PERCENT_OF_VALUE, percent=Decimal("0.8"), value=Value.INSURED, min_minor=2_000,
         option="insurance"),
)  # fmt: skip


def line_sheet(**columns: Any) -> Sheet:
    """95.00 per kg and 16.00 a ticket, to Spain and to US postcodes that begin with 9."""
    base: dict[str, Any] = {
        "currency": "CNY", "valid_from": date(2026, 1, 1), "zones": (Zone("1", "ES"), Zone("2", "US", "9")),
        "steps": (Step(step_milli=1),), "rules": BY_WEIGHT,
    }  # fmt: skip
    return Sheet(**{**base, **columns})


def open_line(company: Company, code: str, sheet: Sheet | None, **limits: Any) -> Service:
    """A service to the US and Spain, with this list in CNY or none."""
    rules: dict[str, Any] = {
        "name_en": f"{code.title()} post", "name_es": f"Correo {code.title()}", "name_zh": f"{code}邮政",
        "mode": "express", "weight_g_max": 30_000, "cargo_classes": ["general", "battery"], "days_min": 3, "days_max": 6,
    }  # fmt: skip
    made = open_service(
        Service(code=code, number_range=company.service.number_range, origin_site=company.hub, **{**rules, **limits}),
        ["US", "ES"], [],
    )  # fmt: skip
    if sheet:
        publish(ListKey(code=f"{code}-CNY", name=code, service_id=made.pk, currency="CNY"), sheet)
    return made


def open_cost(service: Service, sheet: Sheet) -> None:
    """What the supplier asks of us for a service."""
    key = ListKey(
        code=f"{service.code}-COST",
        name="Cost",
        service_id=service.pk,
        currency=sheet.currency,
        side=Side.COST,
        supplier="ups",
    )
    publish(key, sheet)


def publish(key: ListKey, sheet: Sheet) -> None:
    """Draft and publish."""
    version = tariffs.draft(key, sheet, None, NOW)
    assert isinstance(version, int), version
    assert tariffs.publish(version, None, NOW) == version

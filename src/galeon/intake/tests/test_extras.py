"""What is asked for beside the carriage: kept with the waybill, judged, and no reason to call an old order another one."""

from datetime import date
from decimal import Decimal

import msgspec
import pytest

from galeon.intake import options
from galeon.intake.acts import Placed, Rejected, place
from galeon.intake.acts_redeclare import declare_weight
from galeon.intake.asking import options_of, request_of
from galeon.intake.wire import fingerprint
from galeon.network.reads import network
from galeon.ops.tests.company import NOW, Company, order
from galeon.tariffs import acts as tariffs
from galeon.tariffs import fx
from galeon.tariffs.fx import Rates
from galeon.tariffs.models import FxRate
from galeon.tariffs.price import Price
from galeon.tariffs.sheet import Basis, Divisor, ListKey, Rule, Sheet, Step, Value, Zone
from galeon.waybills.models import Waybill
from galeon.waybills.orders import Extras, Taxes
from galeon.waybills.reads import orders

BEFORE_EXTRAS = "056f311bf0ba546693ff4857ad05902f2e3629430195c49bdb2143ca798b59ce"


@pytest.fixture
def offering(company: Company) -> Company:
    """The company whose line insures at 0.8 % (20.00 at least) and takes 24.00 more to a home."""
    sheet = Sheet(
        currency="CNY", valid_from=date(2026, 2, 1), divisors=(Divisor(divisor=5_000),), steps=(Step(500),),
        zones=(Zone("1", "US"),),
        rules=(
            Rule(code="freight", basis=Basis.FIRST_CONTINUED, first_minor=13_500, first_milli=500, amount_minor=3_150,
                 step_milli=500),
            Rule(code="insurance", basis=Basis.PERCENT_OF_VALUE, percent=Decimal("0.8"), value=Value.INSURED,
                 min_minor=2_000, option="insurance"),
            Rule(code="residential", basis=Basis.PER_TICKET, amount_minor=2_400, option="residential"),
        ),
    )  # fmt: skip
    key = ListKey(code="USLINE-CNY", name="US line", service_id=company.service.pk, currency="CNY")
    version = tariffs.draft(key, sheet, None, NOW)
    assert isinstance(version, int), version
    assert tariffs.publish(version, None, NOW) == version
    return company


def test_an_order_without_extras_is_the_order_it_was_before_there_were_any() -> None:
    assert fingerprint(order()) == BEFORE_EXTRAS
    assert fingerprint(order(extras=Extras(options=("residential",)))) != BEFORE_EXTRAS


def test_insurance_cash_and_duties_bring_their_options_along() -> None:
    asked = Extras(options=("residential",), insured_minor=10_000, cod_minor=5_000)
    made = order(extras=asked, taxes=Taxes(incoterm="DDP"))
    assert options_of(made) == {"residential", "insurance", "cod", "ddp"}
    assert options_of(order()) == frozenset()
    assert options_of(order(taxes=Taxes(incoterm="DDP"))) == {"ddp"}


def test_what_was_asked_for_is_kept_with_the_waybill_and_read_back_with_the_order(
    offering: Company, no_bank: None
) -> None:
    company = offering
    plain, rich = place(
        company.merchant,
        [order("A"), order("B", extras=Extras(options=("residential",), insured_minor=10_000))],
        source="api",
        at=NOW,
    )
    assert isinstance(plain, Placed) and isinstance(rich, Placed)
    assert Waybill.objects.get(id=plain.waybill_id).extras is None
    kept = Waybill.objects.get(id=rich.waybill_id).extras
    assert kept == {"options": ["insurance", "residential"], "insured_minor": 10_000}
    found = orders(company.merchant.account_id, [plain.waybill_id, rich.waybill_id])
    assert found[plain.waybill_id].extras == Extras()
    assert found[rich.waybill_id].extras.insured_minor == 10_000
    declare_weight(company.merchant, rich.waybill_id, 2_000, NOW)
    assert Waybill.objects.get(id=rich.waybill_id).extras == kept


@pytest.mark.parametrize(
    ("extras", "code", "field"),
    [
        (Extras(options=("Residential!",)), "option", "options[0]"),
        (Extras(options=tuple(f"o{n}" for n in range(21))), "too_many", "options"),
        (Extras(insured_minor=-1), "value", "insured_minor"),
        (Extras(cod_minor=10**13), "value", "cod_minor"),
        (Extras(options=("insurance",)), "required", "insured_minor"),
        (Extras(options=("cod",)), "required", "cod_minor"),
    ],
)
def test_an_impossible_wish_is_refused_and_nothing_is_written(
    company: Company, extras: Extras, code: str, field: str
) -> None:
    (answer,) = place(company.merchant, [order(extras=extras)], source="api", at=NOW)
    assert isinstance(answer, Rejected)
    assert [(fault.code, fault.field) for fault in answer.faults] == [(code, field)]
    assert Waybill.objects.count() == 0


def test_goods_declared_in_dollars_are_worth_yuan_by_the_rate_of_the_day(company: Company, no_bank: None) -> None:
    service = network().services["USLINE"]
    assert request_of(company.merchant, order(), service, NOW).values.declared_minor == 0  # no rate: not known
    FxRate.objects.create(base="USD", quote="CNY", valid_from=date(2026, 11, 1), rate=Decimal("7.1"), entered_at=NOW)
    fx.distrust()
    made = request_of(company.merchant, order(), service, NOW)
    assert made.values.declared_minor == 26_980  # 2 x 19.00 USD x 7.1
    (placed,) = place(company.merchant, [order()], source="api", at=NOW)
    assert isinstance(placed, Placed) and isinstance(placed.price, Price)
    assert Waybill.objects.get().extras == {"declared_minor": 26_980}
    fx.distrust()


def test_a_rate_counts_from_its_day_on_and_backwards_too() -> None:
    known = Rates([
        ("USD", "CNY", date(2026, 1, 1), Decimal("7")), ("USD", "CNY", date(2026, 7, 1), Decimal("7.5")),
        ("USD", "JPY", date(2026, 1, 1), Decimal("150")),
    ])  # fmt: skip
    assert known.converted(1_000, "USD", "CNY", date(2026, 6, 30)) == 7_000
    assert known.converted(1_000, "USD", "CNY", date(2026, 7, 1)) == 7_500
    assert known.converted(1_000, "USD", "CNY", date(2025, 12, 31)) is None
    assert known.converted(7_500, "CNY", "USD", date(2026, 7, 1)) == 1_000
    assert known.converted(1_000, "USD", "JPY", date(2026, 7, 1)) == 1_500  # a yen has no minor unit
    assert known.converted(1_000, "USD", "MXN", date(2026, 7, 1)) is None


def test_what_the_price_list_does_not_know_is_promised_to_nobody(offering: Company) -> None:
    wish = order(extras=Extras(options=("signature", "residential"), cod_minor=5_000))
    (answer,) = place(offering.merchant, [wish], source="api", at=NOW)
    assert isinstance(answer, Rejected)
    assert [(fault.code, fault.field) for fault in answer.faults] == [
        ("option_not_offered", "cod_minor"), ("option_not_offered", "options"),
    ]  # fmt: skip
    assert answer.faults[1].text() == "Service US line does not offer this: signature on delivery."
    assert Waybill.objects.count() == 0


def test_the_same_order_with_a_wish_more_is_another_order(company: Company) -> None:
    first, second = (
        place(company.merchant, [order(extras=extras)], source="api", at=NOW)[0]
        for extras in (Extras(), Extras(options=("residential",)))
    )
    assert isinstance(first, Placed) and isinstance(second, Rejected)
    assert second.faults[0].code == "clash"
    (again,) = place(company.merchant, [msgspec.structs.replace(order(), extras=Extras())], source="api", at=NOW)
    assert isinstance(again, Placed) and again.existing


def test_an_option_is_named_in_the_language_asked_for() -> None:
    assert [options.name("insurance", language) for language in ("", "en", "es")] == [
        "insurance",
        "insurance",
        "seguro",
    ]
    assert options.name("white_glove", "es") == "white glove"

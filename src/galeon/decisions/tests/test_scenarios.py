"""Last month's parcels under other prices, exact to the cent."""

from datetime import UTC, date, datetime
from decimal import Decimal

import msgspec
import pytest

from galeon.decisions import reads
from galeon.decisions.change import Change, Sides
from galeon.decisions.tests.months import (
    AT,
    checksums,
    cost_list,
    draft,
    november,
    parcel,
    published,
    result,
    revenue,
    sheet,
    told,
)
from galeon.ops.tests.company import Company
from galeon.parties.acts import NewAccount, open_account
from galeon.parties.models import Account
from galeon.parties.reads import customer
from galeon.tariffs import fx
from galeon.tariffs.sheet import Rule


@pytest.fixture
def month(company: Company) -> Company:
    """Freight 1000.00 a kg and 20 % fuel: three parcels of one kilogram to the US, one of two to Spain."""
    published(company, sheet())
    for n in range(3):
        parcel(company.merchant, f"SO-{n}")
    parcel(company.merchant, "SO-ES", weight_g=2_000, country="ES")
    return company


def test_raising_fuel_from_20_to_21_percent_of_1000_brings_10_a_parcel(month: Company) -> None:
    found = result(Change(fuel_percent=Decimal(21)))
    assert (found.total.waybills, found.total.today.revenue_minor, found.total.then.revenue_minor) == (
        4, 600_000, 605_000,
    )  # fmt: skip
    assert revenue(found, "zone") == {"USLINE US": (360_000, 363_000), "USLINE EU": (240_000, 242_000)}
    assert revenue(found, "band") == {"1000": (360_000, 363_000), "2000": (240_000, 242_000)}
    assert revenue(found, "account") == {"LUMEN": (600_000, 605_000)}


def test_without_a_change_the_scenario_is_today_and_what_was_charged(month: Company) -> None:
    found = result()
    for lines in [*found.tables.values()]:
        assert [line.cell.today for line in lines] == [line.cell.then for line in lines]
    assert found.total.charged_minor == found.total.today.revenue_minor == 600_000
    assert found.extras == []


@pytest.mark.parametrize(
    "change",
    [Change(fuel_percent=Decimal("21.37")), Change(rise_percent=Decimal("-3.333")), Change(divisor_to=4_000)],
    ids=["fuel", "rise", "divisor"],
)
def test_sums_over_services_are_sums_over_accounts(month: Company, change: Change) -> None:
    cost_list(month, 70_000)
    parcel(month.open_merchant("VELA"), "V-1", size_mm=300)
    found = result(change)
    for side in ("today", "then"):
        whole = getattr(found.total, side)
        for lines in found.tables.values():
            sums = [getattr(line.cell, side) for line in lines]
            assert sum(one.revenue_minor for one in sums) == whole.revenue_minor
            assert sum(one.cost_minor for one in sums) == whole.cost_minor
            assert sum(one.weight_g for one in sums) == whole.weight_g


def test_a_scenario_writes_nothing_but_itself(month: Company) -> None:
    cost_list(month, 70_000)
    version = draft(month, sheet(freight_minor=110_000))
    before = checksums()
    assert {"charge", "posting", "price_version", "price_rule", "waybill", "waybill_event", "statement"} <= set(before)
    found = result(Change(versions=(version,), fuel_percent=Decimal(30), rise_percent=Decimal(2), divisor_to=6_000))
    assert found.total.difference_minor > 0
    assert checksums() == before


def test_a_draft_prices_in_place_of_its_list_and_names_whom_it_no_longer_carries(month: Company) -> None:
    version = draft(month, sheet(freight_minor=110_000, countries=("US",), valid_from=date(2027, 1, 1)))
    scenario_id, found = told(november(Change(versions=(version,))))
    assert revenue(found, "zone") == {"USLINE US": (360_000, 396_000), "USLINE EU": (240_000, 0)}
    (gap,) = found.gaps
    assert (gap.code, gap.gap.today, gap.gap.then) == ("destination_not_served", 0, 1)
    assert [row.today_minor for row in reads.waybills(scenario_id, "refused", gap.code)] == [240_000]
    assert result().total.then.revenue_minor == 600_000, "and nobody else is priced by the draft"


def test_fuel_and_a_draft_together(month: Company) -> None:
    version = draft(month, sheet(freight_minor=110_000))
    found = result(Change(versions=(version,), fuel_percent=Decimal(25)))
    assert found.total.then.revenue_minor == 5 * 137_500


def test_a_divisor_of_6000_bills_less_volume_than_5000(company: Company) -> None:
    published(company, sheet(divisor=5_000, fuel="10"))
    parcel(company.merchant, "SO-1", size_mm=300)  # 27,000 cm3: 5.4 kg by 5000, 4.5 kg by 6000
    found = result(Change(divisor_from=5_000, divisor_to=6_000))
    assert (found.total.today.weight_g, found.total.then.weight_g) == (6_000, 5_000)
    assert (found.total.today.revenue_minor, found.total.then.revenue_minor) == (660_000, 550_000)
    assert result(Change(divisor_from=8_000, divisor_to=6_000)).total.difference_minor == 0


def test_an_account_from_gold_to_standard_pays_the_common_list(company: Company) -> None:
    Account.objects.filter(pk=company.merchant.account_id).update(level="gold")
    gold = customer(company.merchant.account_id)
    assert gold is not None
    published(company, sheet())
    published(company, sheet(freight_minor=90_000), code="USLINE-GOLD", level="gold")
    parcel(gold, "SO-1")
    parcel(company.open_merchant("VELA"), "V-1")
    found = result(Change(account_id=gold.account_id, level_to="standard"))
    assert revenue(found, "account") == {"LUMEN": (108_000, 120_000), "VELA": (120_000, 120_000)}
    assert revenue(found, "level") == {"gold": (108_000, 120_000), "standard": (120_000, 120_000)}
    assert result(Change(level_from="gold", level_to="standard")).total.difference_minor == 12_000


def test_a_general_rise_of_three_percent_lifts_freight_and_the_fuel_that_follows_it(month: Company) -> None:
    found = result(Change(rise_percent=Decimal(3)))
    assert found.total.then.revenue_minor == 5 * 123_600


def test_margins_and_sales_below_cost_are_told(month: Company) -> None:
    cost_list(month, 100_000, countries=("US",))
    found = result(Change(rise_percent=Decimal(-20)))
    today, then = found.total.today, found.total.then
    assert (today.costed, today.cost_minor, today.margin_minor, today.below_cost) == (3, 300_000, 60_000, 0)
    assert (then.costed, then.cost_minor, then.margin_minor, then.below_cost) == (3, 300_000, -12_000, 3)


def test_the_supplier_who_asks_least_is_the_cost(month: Company) -> None:
    cost_list(month, 100_000)
    cost_list(month, 90_000, "dhl", countries=("US",))
    found = result()
    costs = {line.key: line.cell.today.cost_minor for line in found.tables["zone"]}
    assert costs == {"USLINE US": 270_000, "USLINE EU": 200_000}


def test_dearer_suppliers_eat_the_margin(month: Company) -> None:
    cost_list(month, 100_000)
    found = result(Change(rise_percent=Decimal(5), sides=Sides.COST))
    assert found.total.difference_minor == 0
    assert (found.total.today.margin_minor, found.total.then.margin_minor) == (100_000, 75_000)


def test_the_month_is_the_companys_own(month: Company) -> None:
    last_minute = datetime(2026, 10, 31, 15, 59, tzinfo=UTC)  # 23:59 in Shenzhen
    parcel(month.merchant, "SO-OCT", at=last_minute)
    parcel(month.merchant, "SO-NOV", at=last_minute.replace(hour=16, minute=0))
    parcel(month.merchant, "SO-DEC", at=datetime(2026, 11, 30, 16, 0, tzinfo=UTC))
    assert result().total.waybills == 5


def test_what_is_weighed_again_is_counted_once_in_the_month_of_its_receipt(month: Company) -> None:
    from galeon.billing import acts as billing
    from galeon.billing.tests.books import weighed

    waybill = parcel(month.merchant, "SO-AGAIN")
    december = datetime(2026, 12, 2, 4, 0, tzinfo=UTC)
    weighed(waybill, 2_000, at=december)
    billing.rate([waybill], december)
    found = result()
    assert (found.total.waybills, found.total.today.revenue_minor, found.extras) == (5, 840_000, [])
    assert result(first_day=date(2026, 12, 1), last_day=date(2026, 12, 31)).total.waybills == 0


def test_a_question_may_be_about_one_service_account_or_level(month: Company) -> None:
    other = month.open_merchant("VELA")
    parcel(other, "V-1")
    assert result(account_id=other.account_id).total.waybills == 1
    assert result(service_id=month.service.pk).total.waybills == 5
    assert result(level="standard").total.waybills == 5
    assert result(level="gold").total.waybills == 0


def dollars(company: Company) -> None:
    """A merchant who pays 100.00 USD for a kilogram, and one parcel of theirs."""
    made = open_account(
        NewAccount(code="NORTH", name="Northwind", level="standard", currency="USD", terms="credit"), AT
    )
    assert isinstance(made, Account)
    fx.distrust()  # whatever rates an earlier test entered and took back
    content = sheet(freight_minor=10_000, fuel="10", currency="USD")
    published(company, content, code="USLINE-USD", name="US line in dollars")
    from galeon.ledger.acts import set_limit

    set_limit(made.pk, "USD", 10_000_000)
    who = customer(made.pk)
    assert who is not None
    parcel(who, "N-1")


def test_money_in_another_currency_is_converted_at_the_rate_of_the_day(month: Company) -> None:
    from galeon.tariffs.acts_dated import set_rate

    dollars(month)
    for day, rate in ((date(2026, 11, 1), "7.10"), (date(2026, 11, 11), "9")):
        set_rate("USD", "CNY", day, Decimal(rate), None, AT)
    found = result(Change(fuel_percent=Decimal(20)), account_id=Account.objects.get(code="NORTH").pk)
    assert revenue(found, "account") == {"NORTH": (78_100, 85_200)}
    assert found.total.charged_minor == 78_100


def test_money_without_a_rate_is_told_apart(month: Company, no_bank: None) -> None:
    dollars(month)
    found = result(Change(fuel_percent=Decimal(20)))
    assert found.total.waybills == 4
    (other,) = found.others.items()
    assert other[0] == "USD"
    assert msgspec.structs.astuple(other[1]) == (1, 11_000, 12_000)


def test_the_tables_waybills_can_be_opened(month: Company) -> None:
    scenario_id, _found = told(november(Change(fuel_percent=Decimal(21))))
    rows = reads.waybills(scenario_id, "zone", "USLINE EU")
    assert [(row.account, row.country, row.charge_g, row.today_minor, row.then_minor) for row in rows] == [
        ("LUMEN", "ES", 2_000, 240_000, 242_000)
    ]
    assert [row.difference_minor for row in reads.waybills(scenario_id, "all", "")] == [2_000, 1_000, 1_000, 1_000]
    assert reads.waybills(scenario_id, "zone", "NOPE") == []


def test_a_fuel_table_is_changed_without_touching_other_percentages(company: Company) -> None:
    from galeon.tariffs.acts_dated import open_fuel, set_fuel

    open_fuel("UPS", "UPS fuel", "Asia/Shanghai")
    assert set_fuel("UPS", [(date(2026, 1, 1), Decimal(20))], None, AT) == 1
    content = sheet()
    freight, fuel = content.rules
    rules: tuple[Rule, ...] = (
        freight,
        msgspec.structs.replace(fuel, percent=Decimal(0), fuel_table="UPS"),
        msgspec.structs.replace(fuel, code="handling", percent=Decimal(5)),
    )
    published(company, msgspec.structs.replace(content, rules=rules))
    parcel(company.merchant, "SO-1")
    found = result(Change(fuel_percent=Decimal(23), fuel_table="UPS"))
    assert (found.total.today.revenue_minor, found.total.then.revenue_minor) == (125_000, 128_000)

"""One price: what is quoted is what the order holds, what the scale charges, and what the statement says, line by line."""

from datetime import date, timedelta
from decimal import Decimal

import msgspec
import pytest

from galeon.billing import acts, reads
from galeon.billing.tests.books import MONTH_END, NOON, assert_books_agree, lines, money, weighed
from galeon.intake.acts import Placed, place
from galeon.intake.acts_redeclare import declare_weight
from galeon.intake.quotes import Enquiry, Offer, offers
from galeon.kernel.refusal import is_refusal
from galeon.ops.tests.company import NOW, Company, order
from galeon.tariffs import acts as tariffs
from galeon.tariffs import acts_dated as dated
from galeon.tariffs.engine.areas import AreaRow
from galeon.tariffs.engine.postcodes import span
from galeon.tariffs.price import Price
from galeon.tariffs.sheet import Basis, Divisor, ListKey, Rule, Sheet, Step, Value, Zone
from galeon.waybills.orders import Address, Extras, Order, OrderItem, OrderParcel, Taxes

PARCELS = (OrderParcel(11_300, 520, 410, 330),)
WISHES = ("residential",)
KETCHIKAN = Address(
    name="Ana Torres", country="US", street=("1 Dock St",), city="Ketchikan", state="AK", postcode="99901",
    phone="+1 907 555 0100",
)  # fmt: skip
LINES = [("freight", 101_700), ("fuel", 21_866), ("remote", 16_800), ("residential", 2_400), ("insurance", 4_000)]
# 70,356 cm3 / 5000 = 14.0712 -> 14.5 kg: 135.00 + 28 x 31.50 = 1,017.00; fuel 21.5 % = 218.655 -> 218.66;
# remote max(14.5 x 3.50, 168.00) = 168.00; to a home 24.00; 0.8 % of 5,000.00 insured = 40.00


@pytest.fixture
def express(company: Company) -> Company:
    """The company whose line charges fuel, remote places, homes and insurance; its price depends on the state, too."""
    assert not is_refusal(dated.open_areas("UPS-REMOTE", "UPS remote", "Asia/Shanghai"))
    places: list[AreaRow] = [("US", *span("99901", "99950"), "", "")]
    edition = dated.load_areas("UPS-REMOTE", places, date(2026, 1, 1), None, NOW)
    assert not is_refusal(edition), edition
    dated.publish_areas(edition.id, None, NOW)
    sheet = Sheet(
        currency="CNY", valid_from=date(2026, 2, 1), divisors=(Divisor(divisor=5_000),), steps=(Step(500),),
        zones=(Zone("1", "US"), Zone("AK", "US", region="AK")),
        rules=(
            Rule(code="freight", basis=Basis.FIRST_CONTINUED, first_minor=13_500, first_milli=500, amount_minor=3_150,
                 step_milli=500, zone="AK"),
            Rule(code="freight", basis=Basis.PER_TICKET, amount_minor=100, zone="1"),
            Rule(code="fuel", basis=Basis.PERCENT, percent=Decimal("21.5"), of=("freight",)),
            Rule(code="remote", basis=Basis.PER_KG, amount_minor=350, min_minor=16_800, area="UPS-REMOTE"),
            Rule(code="residential", basis=Basis.PER_TICKET, amount_minor=2_400, option="residential"),
            Rule(code="insurance", basis=Basis.PERCENT_OF_VALUE, percent=Decimal("0.8"), value=Value.INSURED,
                 min_minor=2_000, option="insurance"),
            Rule(code="duty", basis=Basis.PER_TICKET, amount_minor=15_000, option="ddp"),
        ),
    )  # fmt: skip
    version = tariffs.draft(
        ListKey(code="USLINE-CNY", name="US line", service_id=company.service.pk, currency="CNY"), sheet, None, NOW
    )
    assert isinstance(version, int), version
    assert tariffs.publish(version, None, NOW) == version
    return company


def quoted(company: Company, **changes: object) -> Price:
    to = KETCHIKAN
    asked = Enquiry(
        country=to.country, postcode=to.postcode, region=to.state, city=to.city, parcels=PARCELS, services=("USLINE",),
        options=WISHES, insured_minor=500_000,
    )  # fmt: skip
    (offer,) = offers(company.merchant, msgspec.structs.replace(asked, **changes), NOW)
    assert isinstance(offer, Offer) and isinstance(offer.outcome, Price), offer
    return offer.outcome


def ordered(company: Company, **changes: object) -> tuple[tuple[int, int], Price]:
    made: Order = order(
        "SO-1", consignee=KETCHIKAN, parcels=PARCELS, extras=Extras(options=WISHES, insured_minor=500_000), **changes
    )
    (answer,) = place(company.merchant, [made], source="api", at=NOW)
    assert isinstance(answer, Placed), answer
    assert answer.price is not None
    return (company.merchant.account_id, answer.waybill_id), answer.price


def told(price: Price) -> list[tuple[str, int]]:
    return [(line.code, line.amount_minor) for line in price.lines]


def test_a_quote_an_order_a_weigh_in_and_the_statement_say_the_same_to_the_cent(express: Company) -> None:
    quote = quoted(express)
    assert told(quote) == LINES
    waybill, price = ordered(express)
    assert told(price) == LINES
    assert money(express.merchant).held_minor == quote.total_minor == 146_766

    weighed(waybill, 11_300)
    (rated,) = acts.rate([waybill])
    assert (rated.outcome, rated.amount_minor) == ("charged", 146_766)
    assert [(code, amount) for _, code, amount in lines(waybill)] == LINES
    acts.close_cycle(MONTH_END + timedelta(minutes=1))
    (head,) = [h for h in reads.statements(express.merchant.account_id) if h.charges_minor]
    assert head.charges_minor == 146_766
    assert_books_agree(express.merchant)


def test_duties_paid_are_quoted_ordered_and_charged_alike(express: Company) -> None:
    quote = quoted(express, options=(*WISHES, "ddp"))
    waybill, price = ordered(express, taxes=Taxes(incoterm="DDP"))
    weighed(waybill, 11_300)
    acts.rate([waybill])
    assert told(quote) == told(price) == [*LINES, ("duty", 15_000)]
    assert sorted((code, amount) for _, code, amount in lines(waybill)) == sorted(told(quote))


def test_a_weight_declared_anew_keeps_what_was_asked_for(express: Company) -> None:
    waybill, _ = ordered(express)
    again = declare_weight(express.merchant, waybill[1], 15_200, NOW)  # 15.5 kg: 135.00 + 30 x 31.50
    assert isinstance(again, Price), again
    assert told(again)[0] == ("freight", 108_000)
    assert {code for code, _ in told(again)} == {code for code, _ in LINES}
    weighed(waybill, 15_200)
    acts.rate([waybill])
    assert [(code, amount) for _, code, amount in lines(waybill)] == told(again)


def test_goods_declared_in_yuan_are_worth_the_same_at_the_quote_and_on_the_scale(company: Company) -> None:
    sheet = Sheet(
        currency="CNY", valid_from=date(2026, 2, 1), zones=(Zone("1", "US"),),
        rules=(
            Rule(code="freight", basis=Basis.PER_TICKET, amount_minor=10_000),
            Rule(code="vat", basis=Basis.PERCENT_OF_VALUE, percent=Decimal(10), value=Value.DECLARED),
        ),
    )  # fmt: skip
    key = ListKey(code="USLINE-CNY", name="US line", service_id=company.service.pk, currency="CNY")
    version = tariffs.draft(key, sheet, None, NOW)
    assert isinstance(version, int), version
    tariffs.publish(version, None, NOW)
    goods = (OrderItem(title="Lamp", quantity=3, unit_value_minor=4_000, currency="CNY"),)
    quote = quoted(company, options=(), insured_minor=0, declared_minor=12_000)
    made = order("SO-1", consignee=KETCHIKAN, parcels=PARCELS, items=goods)
    (placed,) = place(company.merchant, [made], source="api", at=NOW)
    assert isinstance(placed, Placed) and placed.price is not None
    waybill = (company.merchant.account_id, placed.waybill_id)
    weighed(waybill, 11_300, at=NOON)
    acts.rate([waybill])
    assert told(quote) == told(placed.price) == [("freight", 10_000), ("vat", 1_200)]
    assert [(code, amount) for _, code, amount in lines(waybill)] == told(quote)

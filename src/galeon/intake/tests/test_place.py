"""The one door: orders are checked, priced, held and booked, or nothing is written."""

import msgspec
import pytest
from django.db import connection

from galeon.intake.acts import Placed, Rejected, place, quote
from galeon.ledger.reads import standing
from galeon.ops.tests.company import NOW, Company, order
from galeon.tariffs.price import Price
from galeon.waybills.orders import OrderItem, OrderParcel, Taxes

# 300 x 220 x 140 mm by 5000 = 1848 g -> 2.0 kg: 135.00 + 3 x 31.50 = 229.50; fuel 21.5 % = 49.34
PRICE_MINOR = 22_950 + 4_934


def rows(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608
        return int(cursor.fetchone()[0])


def placed(company: Company, *orders: object, **how: object) -> list[Placed | Rejected]:
    return place(company.merchant, orders, source="api", at=NOW, **how)


def codes(answer: Placed | Rejected) -> list[tuple[str, str | None]]:
    assert isinstance(answer, Rejected), answer
    return [(fault.code, fault.field) for fault in answer.faults]


def test_an_order_is_booked_with_its_price_held_to_the_cent(company: Company) -> None:
    (answer,) = placed(company, order())
    assert isinstance(answer, Placed)
    assert answer.number.startswith("GLN")
    assert answer.price is not None and answer.price.total_minor == PRICE_MINOR
    (money,) = standing([company.merchant.account_id])
    assert (money.posted_minor, money.held_minor, money.available_minor) == (0, PRICE_MINOR, 1_000_000 - PRICE_MINOR)
    assert [rows(t) for t in ("waybill", "parcel", "item", "waybill_number", "waybill_event", "hold")] == [
        1,
        1,
        1,
        2,
        1,
        1,
    ]


def test_the_same_order_twice_is_the_same_waybill(company: Company) -> None:
    (first,) = placed(company, order())
    (second,) = placed(company, order())
    assert isinstance(first, Placed) and isinstance(second, Placed)
    assert (second.number, second.existing) == (first.number, True)
    assert standing([company.merchant.account_id])[0].held_minor == PRICE_MINOR


def test_a_reference_used_again_with_other_contents_is_refused_and_names_the_waybill(company: Company) -> None:
    (first,) = placed(company, order())
    (second,) = placed(company, order(weight_g=5_000))
    assert codes(second) == [("clash", "reference")]
    assert isinstance(first, Placed) and isinstance(second, Rejected)
    assert second.existing_id == first.waybill_id
    assert first.number in second.faults[0].text()
    assert rows("waybill") == 1


def test_a_key_sent_again_gives_the_same_answer_and_books_nothing_more(company: Company) -> None:
    batch = [order("A"), order("B"), order("A", weight_g=9_000), order("C", service="NOWHERE")]
    first, again = placed(company, *batch, key="k-1"), placed(company, *batch, key="k-1")
    assert [type(x) for x in first] == [Placed, Placed, Rejected, Rejected]
    assert [(x.n, getattr(x, "number", None)) for x in first] == [(x.n, getattr(x, "number", None)) for x in again]
    assert rows("waybill") == 2


def test_a_key_used_for_other_orders_is_refused_and_nothing_is_written(company: Company) -> None:
    placed(company, order("A"), key="k-1")
    (answer,) = placed(company, order("B"), key="k-1")
    assert codes(answer) == [("key_reused", None)]
    assert rows("waybill") == 1


def test_in_a_batch_the_good_orders_stand_and_each_bad_one_says_why(company: Company) -> None:
    answers = placed(company, order("A"), order("B", weight_g=0), order("C"), order("D", parcels=()))
    assert [type(a) for a in answers] == [Placed, Rejected, Placed, Rejected]
    assert codes(answers[1])[0] == ("weight", "parcels[0].weight_g")
    assert codes(answers[3]) == [("count", "parcels")]


def test_orders_beyond_the_balance_are_refused_one_by_one_and_a_smaller_one_still_fits(company: Company) -> None:
    poor = company.open_merchant("POOR", limit_minor=PRICE_MINOR + 16_403)
    small = order("S", parcels=(OrderParcel(400),))  # 135.00 + 29.03 fuel = 164.03
    answers = place(poor, [order("A"), order("B"), small], source="api", at=NOW)
    assert [type(a) for a in answers] == [Placed, Rejected, Placed]
    assert codes(answers[1]) == [("no_funds", None)]
    assert standing([poor.account_id])[0].available_minor == 0


def test_two_merchants_may_use_the_same_reference(company: Company) -> None:
    other = company.open_merchant("OTHER")
    (mine,), (theirs,) = placed(company, order()), place(other, [order()], source="api", at=NOW)
    assert isinstance(mine, Placed) and isinstance(theirs, Placed) and mine.number != theirs.number


def goods(**change: object) -> tuple[OrderItem, ...]:
    return tuple(msgspec.structs.replace(item, **change) for item in order().items)


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"reference": ""}, "required", "reference"),
        ({"reference": "x" * 65}, "too_long", "reference"),
        ({"reference": "a\x00b"}, "control_characters", "reference"),
        ({"service": "MOON"}, "unknown_service", "service"),
        ({"cargo_class": "explosive"}, "cargo_not_accepted", "cargo_class"),
        ({"parcels": (OrderParcel(31_000),)}, "weight_over_limit", "parcels[0].weight_g"),
        ({"parcels": (OrderParcel(2**40),)}, "weight", "parcels[0].weight_g"),
        ({"consignee.country": "XX"}, "unknown_country", "consignee.country"),
        ({"consignee.country": "JP"}, "service_not_there", "service"),
        ({"consignee.name": "n" * 10_000}, "too_long", "consignee.name"),
        ({"consignee.name": "Ana 😀"}, "missing_glyph", "consignee.name"),
        ({"consignee.city": "L\x1bA"}, "control_characters", "consignee.city"),
        ({"consignee.postcode": ""}, "required", "consignee.postcode"),
        ({"taxes": Taxes(ioss="IM37\x00")}, "control_characters", "taxes.ioss"),
        ({"taxes": Taxes(incoterm="EXW")}, "incoterm", "taxes.incoterm"),
        ({"items": goods(hs_code="9405.21.0000.0")}, "hs_code", "items[0].hs_code"),
        ({"consignee.postcode": "ABCDE"}, "postcode", "consignee.postcode"),
        ({"consignee.postcode": "<b>"}, "postcode", "consignee.postcode"),
        ({"consignee.name": "\u3164"}, "required", "consignee.name"),
        ({"consignee.name": "-"}, "required", "consignee.name"),
        ({"consignee.name": "\u202eana"}, "invisible_characters", "consignee.name"),
        ({"consignee.name": "An\u200ba"}, "invisible_characters", "consignee.name"),
        ({"consignee.city": "Los\u2028Angeles"}, "invisible_characters", "consignee.city"),
        ({"consignee.email": "nope"}, "email", "consignee.email"),
        ({"consignee.email": "a@b"}, "email", "consignee.email"),
        ({"items": goods(origin_country="ZZ")}, "unknown_country", "items[0].origin_country"),
        ({"items": goods(currency="QQQ")}, "currency", "items[0].currency"),
        ({"items": goods(currency="XXX")}, "currency", "items[0].currency"),
        ({"items": goods(currency="DEM")}, "currency", "items[0].currency"),
        ({"items": goods(title="\u3164")}, "required", "items[0].title"),
        ({"reference": "单" * 64}, "label_too_long", "reference"),
        ({"items": goods(quantity=100_000, unit_value_minor=10**12)}, "value", "items[0].unit_value_minor"),
    ],
)
def test_each_fault_names_its_field_and_writes_nothing(
    company: Company, change: dict[str, object], code: str, field: str
) -> None:
    ((name, value),) = change.items()
    made = order()
    if name.startswith("consignee."):
        made = order(consignee=msgspec.structs.replace(made.consignee, **{name[10:]: value}))
    else:
        made = order(**change)
    (answer,) = placed(company, made)
    assert (code, field) in codes(answer)
    assert rows("waybill") == 0 and rows("hold") == 0


def test_a_quote_asks_no_reference_and_writes_nothing(company: Company) -> None:
    (price,) = quote(company.merchant, [order("")], NOW)
    assert isinstance(price, Price) and price.total_minor == PRICE_MINOR
    assert rows("waybill") == 0

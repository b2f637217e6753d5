"""A bill for something shared falls on the waybills in it, to the cent, once."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from galeon.billing.costs import acts
from galeon.billing.costs.models import Cost, CostShare
from galeon.billing.costs.terms import Entered
from galeon.billing.costs.tests.bills import AT, assert_costs_agree, book, borne, entered, flown, new, supplier
from galeon.customs.acts import answer
from galeon.customs.declaring import declare
from galeon.customs.terms import Answer, Declared, NewDeclaration
from galeon.kernel.refusal import Refusal
from galeon.linehaul import acts as linehaul
from galeon.linehaul.models import Bag, Master
from galeon.linehaul.tests.floor import DAY, HOUR, NOW, received
from galeon.ops.tests.company import Company
from galeon.tariffs.acts_dated import set_rate


def test_c5_air_freight_of_a_master_falls_on_its_waybills_by_charge_weight(company: Company) -> None:
    supplier()
    number, _, waybills = flown(company, 1_000, 2_000, 4_000)
    made = entered(new(number))
    assert (made.waybills, made.existing) == (3, False)
    assert borne(waybills) == [176_367, 352_733, 705_467]
    assert book("cost", "consolidated") == 1_234_567
    assert book("payable") == -1_234_567
    assert_costs_agree()


def test_c5_the_entry_fee_of_a_declaration_falls_on_its_waybills_by_count(company: Company) -> None:
    supplier("BROKER")
    number, departure, waybills = flown(company, *[1_000] * 7)
    linehaul.depart([departure], NOW + DAY)
    linehaul.arrive([departure], NOW + DAY + 13 * HOUR)
    (declared,) = declare([NewDeclaration(master_id=Master.objects.get(number=number).pk)], NOW + 2 * DAY)
    assert isinstance(declared, Declared)
    answer([Answer(declaration_id=declared.id, reference="26US0001", at=NOW + 2 * DAY)])
    fee = new(
        "26US0001",
        object_kind="declaration",
        supplier="BROKER",
        code="customs_entry",
        amount_minor=30_000,
        basis="count",
    )
    assert entered(fee).waybills == 7
    assert borne(waybills) == [4_286] * 5 + [4_285] * 2
    assert_costs_agree()


@pytest.mark.parametrize(
    ("basis", "amounts"),
    [
        ("gross_g", [25_000] * 4),
        ("pieces", [25_000] * 4),
        ("count", [25_000] * 4),
        ("charge_g", [12_500, 25_000, 50_000, 12_500]),
    ],
)
def test_a_departure_a_bag_and_a_container_know_what_they_carry(
    company: Company, basis: str, amounts: list[int]
) -> None:
    supplier()
    number, departure, waybills = flown(company, 1_000, 2_000, 4_000, 1_000)
    bag = Bag.objects.get(master__number=number)
    assert acts.load_container("CSQU3054383", masters=[number], at=AT) == 1
    assert acts.load_container("CSQU 305438-3", masters=[number], bags=[bag.number], at=AT) == 1
    for kind, ref in (
        ("departure", str(departure)),
        ("bag", bag.sscc),
        ("container", "CSQU3054383"),
        ("master", number.replace("-", " ")),
    ):
        made = entered(new(ref, object_kind=kind, source=f"{kind}-1", basis=basis, amount_minor=100_000))
        shares = CostShare.objects.filter(cost_id=made.cost_id)
        assert [shares.get(waybill_id=w.id).amount_minor for w in waybills] == amounts, kind
    assert_costs_agree()


def test_a_bill_in_a_currency_without_a_rate_is_not_shared_by_value(company: Company) -> None:
    supplier()
    number, _, _ = flown(company, 1_000, 1_000)
    by_value = new(number, basis="value", amount_minor=10_001, currency="XPF")
    (refused,) = acts.enter([by_value])
    assert isinstance(refused, Refusal) and (refused.code, refused.field) == ("rate_missing", "basis")
    assert not Cost.objects.exists()


def test_a_cost_in_the_same_currency_as_the_goods_needs_no_rate(company: Company) -> None:
    supplier()
    number, _, waybills = flown(company, 1_000, 1_000)
    entered(new(number, basis="value", amount_minor=10_001, currency="USD"))
    assert borne(waybills) == [5_001, 5_000]


def test_one_waybill_bears_its_own_cost_whole_by_whatever_number(company: Company) -> None:
    supplier()
    (waybill,) = received(company, "SO-77")
    entered(new("SO-77", object_kind="waybill", code="last_mile", amount_minor=2_345))
    assert borne([waybill]) == [2_345]


def test_the_same_bill_twice_costs_once_and_with_another_sum_is_a_clash(company: Company) -> None:
    supplier()
    number, _, _ = flown(company, 1_000, 2_000)
    first = entered(new(number))
    again, clash = acts.enter([new(number), new(number, amount_minor=1)])
    assert again == Entered(first.cost_id, "bill-1", 2, existing=True)
    assert isinstance(clash, Refusal) and (clash.code, clash.field) == ("cost_clash", "source")
    assert Cost.objects.count() == 1
    assert_costs_agree()


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"object_ref": "020-99999999"}, "object_unknown", "object_ref"),
        ({"object_kind": "container", "object_ref": "CSQU3054384"}, "container_number", "object_ref"),
        ({"object_kind": "planet"}, "object_kind", "object_kind"),
        ({"supplier": "NOBODY"}, "supplier_unknown", "supplier"),
        ({"code": "Air freight"}, "code", "code"),
        ({"amount_minor": 0}, "amount", "amount"),
        ({"currency": "yuan"}, "currency_unknown", "currency"),
        ({"basis": "luck"}, "basis_unknown", "basis"),
        ({"source": ""}, "source", "source"),
        ({"source": "a\nb"}, "source", "source"),
        ({"entity_id": 99}, "entity_unknown", "entity_id"),
        ({"memo": "x" * 201}, "memo", "memo"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_and_nothing_is_written(company: Company, changes: dict, code: str, field: str) -> None:
    supplier()
    number, _, _ = flown(company, 1_000)
    (refused,) = acts.enter([new(number, **changes)])
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.field) == (code, field)
    assert not Cost.objects.exists()
    assert book("payable") == 0


def test_one_wrong_line_does_not_stop_the_others(company: Company) -> None:
    supplier()
    number, _, waybills = flown(company, 1_000)
    answers = acts.enter([new(number, source="a"), new(number, source="b", amount_minor=0), new(number, source="c")])
    assert [isinstance(a, Refusal) for a in answers] == [False, True, False]
    assert borne(waybills) == [2 * 1_234_567]


def test_a_suppliers_credit_falls_back_on_the_same_waybills(company: Company) -> None:
    supplier()
    number, _, waybills = flown(company, 1_000, 2_000, 4_000)
    entered(new(number))
    entered(new(number, amount_minor=-1_234_567, source="credit-1"))
    assert borne(waybills) == [0, 0, 0]
    assert book("payable") == 0


def test_what_was_written_is_never_changed(company: Company) -> None:
    supplier()
    number, _, _ = flown(company, 1_000)
    entered(new(number))
    for change in (Cost.objects.all().delete, lambda: CostShare.objects.update(amount_minor=1)):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert_costs_agree()


def test_the_database_refuses_shares_that_do_not_sum_to_their_cost(company: Company) -> None:
    supplier()
    number, _, (waybill,) = flown(company, 1_000)
    made = entered(new(number))
    with pytest.raises(DatabaseError, match="do not sum"), transaction.atomic():
        CostShare.objects.create(account_id=waybill.account_id, id=1, waybill_id=waybill.id, cost_id=made.cost_id,
                                 stage="actual", amount_minor=1, currency="CNY")  # fmt: skip


def test_rates_of_the_day_turn_declared_values(company: Company) -> None:
    supplier()
    set_rate("USD", "CNY", NOW.date(), Decimal("7.10"), None, NOW)
    number, _, waybills = flown(company, 1_000, 1_000)
    entered(new(number, basis="value", amount_minor=10_001))
    assert borne(waybills) == [5_001, 5_000]

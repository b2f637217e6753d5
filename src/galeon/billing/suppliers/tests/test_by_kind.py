"""A supplier bills freight now, fuel and duty later: each bill takes the place of what was expected of its own kinds."""

from datetime import UTC, date, datetime

import pytest

from galeon.billing.costs.acts import NewSupplier, accrue, save_supplier
from galeon.billing.costs.models import CostShare
from galeon.billing.suppliers import acts
from galeon.billing.suppliers.models import Bill
from galeon.billing.suppliers.rest import rest
from galeon.billing.suppliers.tests.bills import Line, accountant, items, read, shipped, ups_file, verdicts
from galeon.billing.suppliers.tests.test_decide import ALL, book
from galeon.billing.tests.books import NOON
from galeon.intake.tests.lines import open_cost
from galeon.kernel.refusal import Refusal
from galeon.ops.tests.company import Company
from galeon.parties.models import User
from galeon.tariffs.sheet import Basis, Rule, Sheet, Step, Zone

FREIGHT: Line = ("1Z0001", "FRT", "1.5", "198.00")
FUEL: Line = ("1Z0001", "FSC", "1.5", "39.60")
DUTY: Line = ("1Z0001", "GOV", "1.5", "60.00")
WINDOW_ENDS = datetime(2026, 12, 10, 23, tzinfo=UTC)  # 10 November and 30 days
AFTER = datetime(2026, 12, 11, tzinfo=UTC)


@pytest.fixture
def supplier(company: Company) -> int:
    """UPS, of whom 198.00 of freight, 39.60 of fuel and 60.00 of duty are expected for a parcel of 1.5 kg."""
    sheet = Sheet(
        currency="CNY", valid_from=date(2026, 1, 1), timezone="Asia/Shanghai", steps=(Step(500),), zones=(Zone("1", "US"),),
        rules=(Rule(code="freight", basis=Basis.FIRST_CONTINUED, zone="1", first_minor=13_500, first_milli=500,
                    amount_minor=3_150, step_milli=500),
               Rule(code="fuel", basis=Basis.PER_TICKET, amount_minor=3_960), Rule(code="duty", basis=Basis.PER_TICKET, amount_minor=6_000)),
    )  # fmt: skip
    open_cost(company.service, sheet)
    made = save_supplier(NewSupplier(code="UPS", name="UPS", currency="CNY", carrier="ups"))
    assert isinstance(made, int), made
    accrue([shipped(company, "1Z0001", 1_500)], NOON)
    assert (book("accrued_cost"), book("cost")) == (-29_760, 29_760)
    return made


def booked(supplier: int, number: str, *lines: Line) -> Bill:
    """The bill, taken as it is."""
    by, bill = accountant(), read(supplier, ups_file(number, lines))
    acts.decide(bill.pk, ALL, "accept", by)
    assert acts.book(bill.pk, by) == "booked"
    return bill


def finance() -> int:
    """The person who booked it."""
    return int(User.objects.get(email="marta@galeon.example").pk)


@pytest.fixture
def freight(supplier: int) -> Bill:
    """UPS's bill of the freight, booked."""
    return booked(supplier, "INV-1", FREIGHT)


def test_a_bill_of_the_freight_is_held_against_the_freight_alone(supplier: int) -> None:
    bill = read(supplier, ups_file("INV-1", [FREIGHT]))
    assert verdicts(bill) == {"1Z0001": ("equal", 0)}
    assert (items(bill)["1Z0001"].accrued_minor, items(bill)["1Z0001"].expected_minor) == (19_800, 19_800)


def test_the_profit_does_not_jump_while_fuel_and_duty_are_still_to_be_billed(freight: Bill) -> None:
    assert (book("cost"), book("accrued_cost"), book("payable")) == (29_760, -9_960, -19_800)
    assert sorted(CostShare.objects.values_list("stage", "amount_minor")) == [
        ("accrued", -19_800), ("accrued", 3_960), ("accrued", 6_000), ("accrued", 19_800), ("actual", 19_800),
    ]  # fmt: skip


def test_each_later_bill_takes_its_own_and_nothing_is_left(freight: Bill) -> None:
    supplier, by = freight.supplier_id, finance()
    fuel = read(supplier, ups_file("INV-2", [FUEL]))
    assert verdicts(fuel) == {"1Z0001": ("equal", 0)}
    acts.book(fuel.pk, by)
    assert (book("cost"), book("accrued_cost")) == (29_760, -6_000)
    duty = read(supplier, ups_file("INV-3", [(*DUTY[:3], "75.00")]))
    assert verdicts(duty) == {"1Z0001": ("dearer", 1_500)}
    acts.decide(duty.pk, ALL, "accept", by)
    acts.book(duty.pk, by)
    assert (book("cost"), book("accrued_cost"), book("payable")) == (31_260, 0, -31_260)


def test_a_bill_of_all_of_it_leaves_nothing(supplier: int) -> None:
    bill = booked(supplier, "INV-1", FREIGHT, FUEL, DUTY)
    assert verdicts(bill) == {"1Z0001": ("equal", 0)}
    assert (book("cost"), book("accrued_cost"), rest(bill.pk)) == (29_760, 0, None)


def test_a_fee_nobody_expected_takes_the_place_of_nothing(supplier: int) -> None:
    bill = booked(supplier, "INV-1", ("1Z0001", "ADC", "1.5", "73.00"))
    assert verdicts(bill) == {"1Z0001": ("dearer", 7_300)}
    assert (book("cost"), book("accrued_cost")) == (29_760 + 7_300, -29_760)


def test_a_sheet_that_names_no_fees_is_of_everything(supplier: int) -> None:
    content = ups_file("INV-1", [("1Z0001", "", "1.5", "297.60")]).replace(b"WWS", b"").replace(b",069,", b",,")
    bill = read(supplier, content)
    assert verdicts(bill) == {"1Z0001": ("equal", 0)}
    acts.book(bill.pk, accountant())
    assert (book("cost"), book("accrued_cost")) == (29_760, 0)


def test_the_rest_is_let_go_only_when_the_supplier_s_window_is_over(freight: Bill) -> None:
    left = rest(freight.pk)
    assert left is not None
    assert (left.parcels, left.totals, left.after) == (1, {"CNY": 9_960}, date(2026, 12, 10))
    for by, at, code in ((finance(), WINDOW_ENDS, "rest_too_early"), (12_345, AFTER, "not_finance")):
        refused = acts.release_rest(freight.pk, by, at)
        assert isinstance(refused, Refusal)
        assert refused.code == code
    assert book("accrued_cost") == -9_960
    assert acts.release_rest(freight.pk, finance(), AFTER) == 1
    assert (book("cost"), book("accrued_cost"), rest(freight.pk)) == (19_800, 0, None)
    assert acts.release_rest(freight.pk, finance(), AFTER) == 0  # once


def test_what_a_bill_on_the_table_asks_is_not_let_go(freight: Bill) -> None:
    read(freight.supplier_id, ups_file("INV-2", [FUEL]))
    assert acts.release_rest(freight.pk, finance(), AFTER) == 0
    assert book("accrued_cost") == -9_960

"""Whatever is entered, shared again, taken back, expected and billed, in whatever order and however often: it all agrees."""

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from galeon.billing.costs import acts
from galeon.billing.costs.models import Cost
from galeon.billing.costs.terms import ActualCost, Key
from galeon.billing.costs.tests.bills import AT, assert_costs_agree, borne, flown, new, supplier, weigh
from galeon.billing.tests.books import NOON, sql
from galeon.decisions.tests.months import cost_list
from galeon.ops.tests.company import Company
from galeon.waybills.models import Waybill

GRAMS = st.integers(0, 9_000)
AMOUNTS = st.integers(-99_999, 999_999).filter(bool)
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("enter"), AMOUNTS, st.sampled_from(["charge_g", "gross_g", "volume", "pieces", "count"])),
        st.tuples(st.just("expect_master"), AMOUNTS, st.just("count")),
        st.tuples(st.just("bill_master"), AMOUNTS, st.just("")),
        st.tuples(st.just("weigh"), GRAMS, st.just("")),
        st.tuples(st.just("share"), st.just(0), st.just("")),
        st.tuples(st.just("accrue"), st.just(0), st.just("")),
        st.tuples(st.just("bill"), AMOUNTS, st.just("")),
        st.tuples(st.just("back"), st.integers(0, 20), st.just("")),
    ),
    max_size=12,
)


def _do(act: str, number: int, basis: str, n: int, master: str, waybills: list[Waybill]) -> None:
    keys: list[Key] = [(w.account_id, w.id) for w in waybills]
    ids = list(Cost.objects.order_by("pk").values_list("pk", flat=True))
    match act:
        case "enter" | "expect_master":
            stage = "actual" if act == "enter" else "accrued"
            cost = new(master, amount_minor=number, basis=basis, source=f"p{n}", stage=stage)
            acts.enter([cost, cost])
        case "bill_master":
            line = ActualCost(
                supplier="CATHAY",
                amount_minor=number,
                currency="CNY",
                source=f"p{n}",
                at=AT,
                cost_id=ids[0] if ids else 7,
            )
            acts.actual([line, line])
        case "weigh":
            weigh(waybills, [number + 7 * k for k in range(len(waybills))])
        case "share":
            acts.reallocate(ids)
        case "accrue":
            acts.accrue(keys, NOON)
        case "bill":
            acts.actual(
                [
                    ActualCost(
                        supplier="UPS",
                        amount_minor=number,
                        currency="CNY",
                        source=f"p{n}",
                        at=AT,
                        waybill=keys[n % len(keys)],
                    )
                ]
            )
        case "back" if ids:
            acts.take_back(ids[number % len(ids)], source=f"p{n}", at=AT, by=None)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ACTS)
def test_any_sequence_of_acts_keeps_shares_costs_and_books_equal(
    company: Company, steps: list[tuple[str, int, str]]
) -> None:
    with transaction.atomic():
        supplier()
        supplier("UPS", carrier="ups")
        cost_list(company, 8_000)
        master, _, waybills = flown(company, 1_000, 2_000, 4_000)
        for n, (act, number, basis) in enumerate(steps):
            _do(act, number, basis, n, master, waybills)
            assert_costs_agree()
        assert sum(borne(waybills)) == sum(Cost.objects.values_list("amount_minor", flat=True))
        assert sql("SELECT reverses FROM cost WHERE reverses IS NOT NULL GROUP BY 1 HAVING count(*) > 1") == []
        transaction.set_rollback(True)

"""Masters with parcels in them, suppliers, and ways to look at what they cost."""

from collections.abc import Sequence

import msgspec

from galeon.billing.costs import acts
from galeon.billing.costs.models import Cost, CostShare
from galeon.billing.costs.supplying import NewSupplier
from galeon.billing.costs.terms import Entered, NewCost
from galeon.billing.tests.books import sql
from galeon.linehaul.tests.floor import DAY, NOW, loaded, received
from galeon.ops.tests.company import Company
from galeon.waybills.acts import set_charge_weight
from galeon.waybills.models import Waybill

AT = NOW + DAY


def supplier(code: str = "CATHAY", **more: object) -> int:
    """A supplier in CNY."""
    known = {"name": code.title(), "currency": "CNY"}
    made = acts.save_supplier(NewSupplier(code=code, **(known | more)))
    assert isinstance(made, int), made
    return made


def seven(company: Company) -> list[Waybill]:
    """Seven received parcels by number, of 1, 2, 4, 0.5, 0.5, 0.5 and 0.5 kg charge weight."""
    found = sorted(received(company, *(f"S-{n}" for n in range(7))), key=lambda w: w.number)
    weigh(found, (1_000, 2_000, 4_000, 500, 500, 500, 500))
    return found


def weigh(waybills: Sequence[Waybill], grams: Sequence[int]) -> None:
    """Set what they were charged for."""
    set_charge_weight([(w.account_id, w.id, g) for w, g in zip(waybills, grams, strict=True)])


def flown(company: Company, *grams: int) -> tuple[str, int, list[Waybill]]:
    """A master's number, its departure and its parcels by number, of these charge weights."""
    found = sorted(received(company, *(f"S-{n}" for n in range(len(grams)))), key=lambda w: w.number)
    weigh(found, grams)
    departure, master = loaded(company, found)
    return master.number, departure.pk, found


def new(ref: str, **changes: object) -> NewCost:
    """Air freight of a master, 12,345.67 CNY by charge weight."""
    made = NewCost(
        object_kind="master", object_ref=ref, supplier="CATHAY", code="airfreight", amount_minor=1_234_567, currency="CNY",
        basis="charge_g", occurred_at=AT, source="bill-1", by=7,
    )  # fmt: skip
    return msgspec.structs.replace(made, **changes)


def entered(cost: NewCost) -> Entered:
    """It stands."""
    (answer,) = acts.enter([cost])
    assert isinstance(answer, Entered), answer
    return answer


def borne(waybills: Sequence[Waybill], **only: object) -> list[int]:
    """What each of these waybills bears of everything."""
    return [
        sum(
            CostShare.objects.filter(account_id=w.account_id, waybill_id=w.id, **only).values_list(
                "amount_minor", flat=True
            )
        )
        for w in waybills
    ]


def book(code: str, segment: str = "") -> int:
    """What stands in an account of the book, debit above zero."""
    ((amount,),) = sql(
        "SELECT coalesce(sum(amount_minor), 0)::bigint FROM posting WHERE book = %s AND segment = %s", code, segment
    )
    assert isinstance(amount, int)
    return amount


def assert_costs_agree() -> None:
    """Shares sum to their costs or to nothing, and the book says what the costs say."""
    assert (
        sql("""SELECT c.id FROM cost c JOIN cost_share s ON s.cost_id = c.id GROUP BY c.id
                  HAVING sum(s.amount_minor) NOT IN (0, c.amount_minor)""")
        == []
    )
    assert sql("SELECT journal_id FROM posting GROUP BY journal_id, currency HAVING sum(amount_minor) <> 0") == []
    for stage, code in (("actual", "payable"), ("accrued", "accrued_cost")):
        assert -book(code) == sum(Cost.objects.filter(stage=stage).values_list("amount_minor", flat=True))

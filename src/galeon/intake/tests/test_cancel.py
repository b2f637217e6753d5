"""A merchant takes an order back: the money is free, the reference is free, and what was handed in stays."""

from datetime import timedelta

from galeon.intake.acts import Placed, place
from galeon.intake.acts_cancel import Cancelled, cancel
from galeon.kernel.refusal import is_refusal
from galeon.kernel.tenancy import customer
from galeon.ledger.reads import standing
from galeon.ops.tests.company import NOW, Company, order
from galeon.waybills.acts import Scan, record
from galeon.waybills.models import Waybill
from galeon.waybills.reads import facts

LATER = NOW + timedelta(hours=1)


def booked(company: Company, reference: str = "SO-1001") -> Placed:
    (answer,) = place(company.merchant, [order(reference)], source="api", at=NOW)
    assert isinstance(answer, Placed)
    return answer


def test_a_cancelled_order_frees_its_money_and_its_reference_and_stays_findable(company: Company) -> None:
    account_id = company.merchant.account_id
    first = booked(company)
    with customer(account_id):
        assert cancel(account_id, [first.waybill_id], source="customer", at=LATER) == [
            Cancelled(first.waybill_id, False)
        ]
    money = standing([account_id])[0]
    assert (money.held_minor, money.available_minor) == (0, 1_000_000)
    second = booked(company)
    assert second.number != first.number
    assert not second.existing
    by_number, by_reference = facts(account_id, [first.number, "so-1001"])
    assert by_number is not None
    assert by_number.state == "cancelled"
    assert by_reference is not None
    assert by_reference.number == second.number, "the reference names the waybill it is in force for"


def test_cancelling_twice_is_the_same_as_once(company: Company) -> None:
    account_id, first = company.merchant.account_id, booked(company)
    cancel(account_id, [first.waybill_id], source="customer", at=LATER)
    (again,) = cancel(account_id, [first.waybill_id], source="customer", at=LATER + timedelta(minutes=5))
    assert again == Cancelled(first.waybill_id, True)
    assert standing([account_id])[0].held_minor == 0


def test_what_was_handed_in_cannot_be_cancelled_and_its_money_stays_held(company: Company) -> None:
    account_id, first, other = company.merchant.account_id, booked(company), booked(company, "SO-2")
    record([
        Scan(account_id=account_id, waybill_id=first.waybill_id, code="weigh_in", source="station", occurred_at=NOW)
    ])  # fmt: skip
    answers = cancel(account_id, [first.waybill_id, other.waybill_id], source="customer", at=LATER)
    assert is_refusal(answers[0])
    assert answers[0].code == "cannot_cancel"
    assert answers[1] == Cancelled(other.waybill_id, False)
    assert standing([account_id])[0].held_minor == 22_950 + 4_934


def test_nobody_cancels_anothers_waybill(company: Company) -> None:
    first, other = booked(company), company.open_merchant("OTHER")
    with customer(other.account_id):
        (answer,) = cancel(company.merchant.account_id, [first.waybill_id], source="customer", at=LATER)
    assert is_refusal(answer)
    assert answer.code == "unknown_waybill"
    assert Waybill.objects.get(id=first.waybill_id).state == "booked"

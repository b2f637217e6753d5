"""Decisions about a bill's parcels, what they write once it is booked, and what comes after."""

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, transaction

from galeon.billing.costs.acts import accrue
from galeon.billing.models import Charge
from galeon.billing.suppliers import acts
from galeon.billing.suppliers.models import Bill, BillItem, BillPayment
from galeon.billing.suppliers.owed import owed
from galeon.billing.suppliers.tests.bills import accountant, items, read, shipped, ups, ups_file
from galeon.billing.tests.books import NOON, sql
from galeon.kernel import outbox
from galeon.kernel.refusal import Refusal
from galeon.ops.tests.company import Company
from galeon.parties.acts import open_entity
from galeon.parties.models import Account
from galeon.parties.tests.test_entities import SPAIN

LINES = [("1Z0001", "FRT", "1.5", "198.00"), ("1Z0002", "FRT", "2.0", "229.50"), ("1Z0404", "FRT", "1.0", "166.50")]
ALL = acts.Choice()


def c9(company: Company) -> tuple[Bill, int, list[tuple[int, int]]]:
    """Case C9's bill, a person of finance, and the two known parcels with their costs expected."""
    supplier = ups(company)
    known = [shipped(company, "1Z0001", 1_500), shipped(company, "1Z0002", 1_500)]
    accrue(known, NOON)
    return read(supplier, ups_file("INV-1", LINES)), accountant(), known


def of(verdict: str) -> acts.Choice:
    return acts.Choice(verdict=verdict)


def book(code: str) -> int:
    """What stands in an account of the book."""
    ((amount,),) = sql("SELECT coalesce(sum(amount_minor), 0)::bigint FROM posting WHERE book = %s", code)
    assert isinstance(amount, int)
    return amount


def decided(company: Company) -> tuple[Bill, int, list[tuple[int, int]]]:
    """The re-weighed parcel passed on, the unknown one disputed."""
    bill, by, known = c9(company)
    assert acts.decide(bill.pk, of("reweighed"), "pass_on", by, how=acts.How()) == acts.Decided(1, 3_150, 0)
    assert acts.decide(bill.pk, of("unknown"), "dispute", by) == acts.Decided(1, 16_650, 0)
    return bill, by, known


def test_a_reweighed_parcel_is_passed_on_by_the_sale_list_and_shown_before(company: Company) -> None:
    bill, by, known = c9(company)
    # 2.0 kg 229.50 less 1.5 kg 198.00 = 31.50, with 21.5 % fuel: 278.84 - 240.57 = 38.27
    assert acts.preview(bill.pk, of("reweighed"), acts.How()) == acts.Preview(1, 0, {"CNY": 3_827})
    assert Charge.objects.count() == 0
    acts.decide(bill.pk, of("reweighed"), "pass_on", by, how=acts.How())
    acts.decide(bill.pk, of("unknown"), "accept", by)
    assert Charge.objects.count() == 0  # not before the bill is booked
    assert acts.book(bill.pk, by) == "booked"
    (charge,) = Charge.objects.all()
    assert (charge.account_id, charge.waybill_id) == known[1]
    assert (charge.code, charge.event, charge.amount_minor) == ("supplier_correction", "supplier_correction", 3_827)


def test_or_with_a_mark_up_on_what_the_supplier_asks_more(company: Company) -> None:
    bill, _by, _known = c9(company)
    how = acts.How(by="markup", markup_bp=1_000)
    assert acts.preview(bill.pk, of("reweighed"), how) == acts.Preview(1, 0, {"CNY": 3_465})  # 31.50 + 10 %


def test_booking_replaces_what_was_expected_and_owes_the_supplier_the_total(company: Company) -> None:
    bill, by, _known = decided(company)
    assert (book("accrued_cost"), book("cost")) == (-39_600, 39_600)
    assert acts.book(bill.pk, by) == "booked"
    assert book("accrued_cost") == 0
    assert book("payable") == -59_400
    assert book("cost") == 19_800 + 22_950
    assert book("recoverable") == 16_650
    assert sql("SELECT 1 FROM posting GROUP BY journal_id, currency HAVING sum(amount_minor) <> 0") == []


def test_a_bill_with_a_parcel_undecided_is_not_booked(company: Company) -> None:
    bill, by, _known = c9(company)
    refused = acts.book(bill.pk, by)
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.params) == ("bill_undecided", {"count": "2"})
    assert (book("payable"), Bill.objects.get(pk=bill.pk).state) == (0, "open")


def test_decisions_are_undone_until_the_bill_is_booked(company: Company) -> None:
    bill, by, _known = decided(company)
    assert acts.undo(bill.pk, acts.Choice(), by) == 2
    assert {(i.decision, i.pass_minor, i.disputed_minor) for i in items(bill).values() if not i.is_automatic} == {
        ("", None, 0)
    }
    acts.decide(bill.pk, ALL, "accept", by)
    acts.book(bill.pk, by)
    for answer in (acts.undo(bill.pk, ALL, by), acts.decide(bill.pk, ALL, "accept", by), acts.book(bill.pk, by)):
        assert isinstance(answer, Refusal)
        assert answer.code == "bill_not_open"


def test_the_database_itself_keeps_a_booked_bill_as_it_is(company: Company) -> None:
    bill, by, _known = decided(company)
    acts.book(bill.pk, by)
    for statement in (
        "UPDATE supplier_bill SET total_minor = 1", "UPDATE supplier_bill_item SET billed_minor = 1",
        "DELETE FROM supplier_bill_item", "UPDATE supplier_bill_line SET amount_minor = 1", "DELETE FROM supplier_bill_line",
    ):  # fmt: skip
        with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
            sql(statement)


def test_a_dispute_the_supplier_credits_lowers_what_we_owe(company: Company) -> None:
    bill, by, _known = decided(company)
    refused = acts.end_disputes(bill.pk, (), "credited", "CN-1", by)
    assert isinstance(refused, Refusal)  # not before the bill is booked
    acts.book(bill.pk, by)
    assert acts.end_disputes(bill.pk, (), "credited", "CN-1", by) == 1
    assert (book("payable"), book("recoverable"), book("cost")) == (-42_750, 0, 42_750)
    assert acts.end_disputes(bill.pk, (), "credited", "CN-1", by) == 0
    assert owed(Bill.objects.get(pk=bill.pk)).left_minor == 42_750


def test_a_dispute_the_supplier_refuses_is_a_cost_after_all(company: Company) -> None:
    bill, by, _known = c9(company)
    acts.decide(bill.pk, ALL, "dispute", by)  # of a known parcel and of an unknown one
    acts.book(bill.pk, by)
    assert (book("cost"), book("recoverable")) == (39_600, 19_800)
    assert acts.end_disputes(bill.pk, (), "refused", "", by) == 2
    assert (book("payable"), book("recoverable"), book("cost")) == (-59_400, 0, 59_400)


def test_the_window_to_dispute_is_the_bill_s_day_and_the_supplier_s_days(company: Company) -> None:
    bill, by, _known = c9(company)
    # 10 November and 30 days are 10 December
    refused = acts.decide(bill.pk, of("unknown"), "dispute", by, at=datetime(2026, 12, 11, tzinfo=UTC))
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.params["day"]) == ("dispute_too_late", "2026-12-10")
    acts.decide(bill.pk, of("unknown"), "dispute", by, at=datetime(2026, 12, 10, 23, tzinfo=UTC))
    assert items(bill)["1Z0404"].dispute_until == date(2026, 12, 10)


def test_what_a_decision_does_not_fit_is_left(company: Company) -> None:
    bill, by, _known = c9(company)
    assert acts.decide(bill.pk, of("unknown"), "pass_on", by, how=acts.How()) == acts.Decided(0, 0, 1)
    assert acts.decide(bill.pk, of("unknown"), "ignore", by) == acts.Decided(0, 0, 1)
    assert items(bill)["1Z0404"].decision == ""


def test_only_finance_decides(company: Company) -> None:
    bill, _by, _known = c9(company)
    for answer in (
        acts.decide(bill.pk, ALL, "accept", 12_345),
        acts.book(bill.pk, 12_345),
        acts.undo(bill.pk, ALL, 12_345),
    ):
        assert isinstance(answer, Refusal)
        assert answer.code == "not_finance"
    assert BillItem.objects.filter(decision="").count() == 2


def test_a_bill_is_paid_once_for_each_reference_and_never_beyond_what_is_owed(company: Company) -> None:
    bill, by, _known = decided(company)
    acts.book(bill.pk, by)
    part = acts.NewPayment(bill_id=bill.pk, amount_minor=40_000, paid_on=date(2026, 11, 20), reference="TT-1")
    paid = acts.pay(part, by)
    assert isinstance(paid, acts.PaidOut)
    assert acts.pay(part, by) == acts.PaidOut(paid.payment_id, True)
    for changed, code in (
        ({"amount_minor": 19_401, "reference": "TT-2"}, "amount"), ({"amount_minor": 1}, "payment_clash"),
        ({"reference": " "}, "reference"), ({"paid_on": date(2999, 1, 1), "reference": "TT-3", "amount_minor": 1}, "paid_on"),
    ):  # fmt: skip
        refused = acts.pay(acts.NewPayment(**{f: getattr(part, f) for f in part.__struct_fields__} | changed), by)  # type: ignore[arg-type]
        assert isinstance(refused, Refusal), changed
        assert refused.code == code
    assert BillPayment.objects.count() == 1
    assert (book("bank"), book("payable")) == (-40_000, -19_400)


def test_a_long_bill_is_read_matched_and_booked_by_the_worker(company: Company) -> None:
    supplier, by = ups(company), accountant()
    shipped(company, "1Z0001", 1_500)
    lines = [("1Z0001", "FRT", "1.5", "198.00"), *((f"1ZX{n}", "FRT", "1.0", "10.00") for n in range(2_100))]
    sent = acts.send(supplier, "long.csv", ups_file("INV-1", lines), acts.Head(), by)
    assert isinstance(sent, acts.Sent)
    assert (sent.state, Bill.objects.count()) == ("waiting", 0)
    outbox.drain()
    bill = Bill.objects.get()
    assert (bill.state, bill.items, bill.matched) == ("open", 2_101, 2_101)
    acts.decide(bill.pk, ALL, "accept", by)
    assert acts.book(bill.pk, by) == "booking"
    outbox.drain()
    assert Bill.objects.get().state == "booked"
    assert book("payable") == -(19_800 + 2_100 * 1_000)


def test_match_again_finds_a_number_told_meanwhile(company: Company) -> None:
    bill, _by, _known = c9(company)
    shipped(company, "1Z0404", 1_000)
    assert acts.match_again(bill.pk) is None
    acts.match(bill.pk)
    assert items(bill)["1Z0404"].verdict == "equal"


def test_who_was_charged_by_volume_already_is_not_charged_again(company: Company) -> None:
    supplier, by = ups(company), accountant()
    shipped(company, "1Z0002", 1_500, size_mm=215)  # 9,938 cm3 / 5000 = 1.988 -> 2.0 kg on the sale list
    bill = read(supplier, ups_file("INV-1", LINES[1:2]))
    assert acts.decide(bill.pk, of("reweighed"), "pass_on", by, how=acts.How()) == acts.Decided(0, 0, 1)


def test_each_company_of_ours_owes_and_pays_for_its_own_customers(company: Company) -> None:
    bill, by, known = c9(company)
    spain = open_entity(SPAIN)
    assert isinstance(spain, int)
    Account.objects.filter(pk=known[0][0]).update(entity_id=spain)
    acts.decide(bill.pk, ALL, "dispute", by)
    acts.book(bill.pk, by)
    assert owes() == {1: -16_650, spain: -42_750}
    assert acts.end_disputes(bill.pk, (), "refused", "", by) == 2
    assert owes() == {1: -16_650, spain: -42_750}
    acts.pay(acts.NewPayment(bill_id=bill.pk, amount_minor=20_000, paid_on=date(2026, 11, 20), reference="TT-1"), by)
    assert owes() == {1: 0, spain: -39_400}
    acts.pay(acts.NewPayment(bill_id=bill.pk, amount_minor=39_400, paid_on=date(2026, 11, 21), reference="TT-2"), by)
    assert owes() == {1: 0, spain: 0}


def owes() -> dict[object, object]:
    """What stands in each company's payable."""
    return dict(
        sql(  # type: ignore[arg-type]
            """SELECT j.entity_id, sum(p.amount_minor)::bigint FROM posting p JOIN journal j ON j.id = p.journal_id
               WHERE p.book = 'payable' GROUP BY 1"""
        )
    )


def test_what_was_billed_twice_is_no_customer_s_business(company: Company) -> None:
    supplier, by = ups(company), accountant()
    shipped(company, "1Z0001", 1_500)
    bill = read(supplier, ups_file("INV-1", [LINES[0], LINES[0]]))
    assert acts.decide(bill.pk, of("double"), "pass_on", by, how=acts.How(by="markup")) == acts.Decided(0, 0, 1)

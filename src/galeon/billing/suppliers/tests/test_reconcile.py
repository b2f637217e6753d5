"""A carrier's bill held against what we weighed and expected: case C9 and what else a bill brings."""

import pytest

from galeon.billing.costs.acts import NewSupplier, accrue, save_supplier
from galeon.billing.suppliers import acts, matching
from galeon.billing.suppliers.models import Bill, BillFile, BillItem, BillLine
from galeon.billing.suppliers.tests.bills import items, read, shipped, ups, ups_file, verdicts
from galeon.billing.tests.books import NOON
from galeon.ops.tests.company import Company
from galeon.waybills.acts import NewNumber, renumber
from galeon.waybills.models import Waybill


def test_case_c9_the_same_a_reweighed_and_an_unknown_parcel(company: Company) -> None:
    supplier = ups(company)
    shipped(company, "1Z0001", 1_500)
    shipped(company, "1Z0002", 1_500)
    bill = read(supplier, ups_file("INV-1", [
        ("1Z0001", "FRT", "1.5", "198.00"), ("1Z0002", "FRT", "2.0", "229.50"), ("1Z0404", "FRT", "1.0", "166.50"),
    ]))  # fmt: skip
    assert (bill.state, bill.total_minor, bill.items) == ("open", 59_400, 3)
    assert verdicts(bill) == {"1Z0001": ("equal", 0), "1Z0002": ("reweighed", 3_150), "1Z0404": ("unknown", 16_650)}
    heavier = items(bill)["1Z0002"]
    assert (heavier.ours_g, heavier.billed_g) == (1_500, 2_000)
    assert (heavier.expected_minor, heavier.at_billed_minor) == (19_800, 22_950)
    assert {t: (i.decision, i.is_automatic) for t, i in items(bill).items()} == {
        "1Z0001": ("accept", True), "1Z0002": ("", False), "1Z0404": ("", False),
    }  # fmt: skip


def test_what_was_accrued_at_the_weigh_in_is_what_is_expected(company: Company) -> None:
    supplier = ups(company)
    waybill = shipped(company, "1Z0001", 1_500)
    accrue([waybill], NOON)
    bill = read(supplier, ups_file("INV-1", [("1Z0001", "FRT", "1.5", "198.00")]))
    item = items(bill)["1Z0001"]
    assert (item.expected_by, item.accrued_minor, item.expected_minor) == ("accrued", 19_800, 19_800)


def test_the_lines_of_a_parcel_come_together_before_they_are_judged(company: Company) -> None:
    supplier = ups(company)
    shipped(company, "1Z0001", 1_500)
    bill = read(supplier, ups_file("INV-1", [
        ("1Z0001", "FRT", "1.5", "150.00"), ("1Z0001", "FSC", "1.5", "28.00"), ("1Z0001", "ACC", "1.5", "20.00"),
    ]))  # fmt: skip
    (item,) = items(bill).values()
    assert (item.lines, item.billed_minor, item.billed_g, item.verdict) == (3, 19_800, 1_500, "equal")
    assert set(BillLine.objects.filter(bill_id=bill.pk).values_list("item_id", flat=True)) == {item.pk}


def test_a_tolerance_is_one_percent_or_one_whichever_is_larger_both_ways(company: Company) -> None:
    supplier = ups(company)
    for n in range(6):
        shipped(company, f"1Z{n}", 1_500)  # 198.00: 1 % is 1.98
    amounts = ("199.98", "199.99", "196.02", "196.01", "198.01", "197.99")
    bill = read(supplier, ups_file("INV-1", [(f"1Z{n}", "FRT", "1.5", a) for n, a in enumerate(amounts)]))
    assert [v for v, _ in verdicts(bill).values()] == ["equal", "dearer", "equal", "cheaper", "equal", "equal"]


def test_a_line_billed_before_is_double_here_and_on_a_later_bill(company: Company) -> None:
    supplier = ups(company)
    shipped(company, "1Z0001", 1_500)
    shipped(company, "1Z0002", 1_500)
    first = read(supplier, ups_file("INV-1", [("1Z0001", "FRT", "1.5", "198.00"), ("1Z0001", "FRT", "1.5", "198.00")]))
    assert verdicts(first) == {"1Z0001": ("double", 19_800)}
    assert items(first)["1Z0001"].double_of == 0

    later = read(supplier, ups_file("INV-2", [("1Z0001", "FRT", "1.5", "198.00"), ("1Z0002", "FRT", "1.5", "198.00")]))
    assert verdicts(later) == {"1Z0001": ("double", 19_800), "1Z0002": ("equal", 0)}
    assert items(later)["1Z0001"].double_of == first.pk


def test_what_was_credited_may_be_billed_anew(company: Company) -> None:
    supplier = ups(company)
    shipped(company, "1Z0001", 1_500)
    bill = read(supplier, ups_file("INV-1", [
        ("1Z0001", "FRT", "1.5", "198.00"), ("1Z0001", "FRT", "", "-198.00"), ("1Z0001", "FRT", "1.5", "198.00"),
    ]))  # fmt: skip
    assert verdicts(bill) == {"1Z0001": ("equal", 0)}


def test_an_address_corrected_later_is_dearer_not_double(company: Company) -> None:
    supplier = ups(company)
    shipped(company, "1Z0001", 1_500)
    read(supplier, ups_file("INV-1", [("1Z0001", "FRT", "1.5", "198.00")]))
    later = read(supplier, ups_file("INV-2", [("1Z0001", "ADC", "1.5", "73.00")]))
    item = items(later)["1Z0001"]
    assert (item.verdict, item.expected_by, item.expected_minor, item.difference_minor) == (
        "dearer",
        "earlier",
        0,
        7_300,
    )


def test_what_we_expected_and_the_bill_leaves_out_is_missing(company: Company) -> None:
    supplier = ups(company)
    there, left_out = shipped(company, "1Z0001", 1_500), shipped(company, "1Z0002", 2_000)
    accrue([there, left_out], NOON)
    lines = [("1Z0001", "FRT", "1.5", "198.00")]
    content = ups_file("INV-1", lines).replace(b"2026-11-04", b"2026-11-03")
    bill = read(supplier, content)
    (missing,) = BillItem.objects.filter(bill_id=bill.pk, verdict="missing")
    assert (missing.waybill_id, missing.expected_minor, missing.billed_minor) == (left_out[1], 22_950, 0)
    assert missing.decision == "ignore"


def test_our_number_an_old_one_and_a_reference_find_the_parcel_too(company: Company) -> None:
    supplier = ups(company)
    old = shipped(company, "1ZOLD", 1_500)
    renumber([NewNumber(account_id=old[0], waybill_id=old[1], number="1ZNEW", carrier="ups", leg="last_mile")], NOON)
    ours = Waybill.objects.get(id=shipped(company, "1ZX", 1_500)[1]).number
    by_reference = shipped(company, "1ZY", 1_500)
    rows = [("1ZOLD", "FRT", "1.5", "198.00"), (ours, "FRT", "1.5", "198.00"), ("SO-1ZY", "FRT", "1.5", "198.00")]
    found = items(read(supplier, ups_file("INV-1", rows)))
    assert sorted((i.waybill_id, i.found_by) for i in found.values())[0] == (old[1], "carrier")
    assert {i.found_by for i in found.values()} == {"carrier", "ours", "reference"}
    assert found["SO1ZY"].waybill_id == by_reference[1]


def test_several_tracking_numbers_of_one_waybill_are_one_parcel(company: Company) -> None:
    supplier = ups(company)
    waybill = shipped(company, "1ZA", 1_000, 1_000)
    renumber(
        [NewNumber(account_id=waybill[0], waybill_id=waybill[1], number="1ZB", carrier="ups", leg="last_mile")], NOON
    )
    bill = read(supplier, ups_file("INV-1", [("1ZA", "FRT", "1.0", "114.75"), ("1ZB", "FRT", "1.0", "114.75")]))
    (item,) = items(bill).values()
    assert (item.trackings, item.billed_g, item.billed_minor, item.verdict) == (2, 2_000, 22_950, "equal")


def test_a_parcel_no_list_prices_is_left_to_a_person(company: Company) -> None:
    supplier = save_supplier(NewSupplier(code="AGENT", name="Agent", currency="CNY"))
    assert isinstance(supplier, int)
    shipped(company, "1Z0001", 1_500)
    bill = read(supplier, ups_file("INV-1", [("1Z0001", "FRT", "1.5", "198.00")]))
    assert verdicts(bill) == {"1Z0001": ("unpriced", 19_800)}


def test_the_same_bill_twice_is_once_and_with_other_lines_refused(company: Company) -> None:
    supplier = ups(company)
    content = ups_file("INV-1", [("1Z0001", "FRT", "1.5", "198.00")])
    first = acts.send(supplier, "a.csv", content, acts.Head(), None)
    again = acts.send(supplier, "b.csv", content, acts.Head(), None)
    assert isinstance(first, acts.Sent)
    assert again == acts.Sent(first.file_id, "done", True)
    # the same lines in another file
    same = acts.send(supplier, "c.csv", content + b"\r\n", acts.Head(), None)
    assert isinstance(same, acts.Sent)
    assert (same.state, Bill.objects.count(), BillLine.objects.count()) == ("done", 1, 1)

    other = acts.send(supplier, "d.csv", ups_file("INV-1", [("1Z0001", "FRT", "1.5", "199.00")]), acts.Head(), None)
    assert isinstance(other, acts.Sent)
    assert other.state == "refused"
    assert BillFile.objects.get(pk=other.file_id).faults[0]["code"] == "bill_clash"
    assert (Bill.objects.count(), BillLine.objects.count()) == (1, 1)


def test_a_total_that_is_not_its_lines_is_refused_by_name(company: Company) -> None:
    supplier = ups(company)
    sent = acts.send(
        supplier, "a.csv", ups_file("INV-1", [("1Z1", "FRT", "1.5", "198.00")], "199.00"), acts.Head(), None
    )
    assert isinstance(sent, acts.Sent)
    (fault,) = BillFile.objects.get(pk=sent.file_id).faults
    assert (sent.state, fault["code"], fault["row"]) == ("refused", "bill_total_differs", 1)
    assert Bill.objects.count() == 0


@pytest.mark.parametrize("currency", ["XXX", "ZZZ", "DEM"])
def test_a_bill_in_a_currency_nobody_pays_in_is_refused_by_name(company: Company, currency: str) -> None:
    content = ups_file("INV-1", [("1Z1", "FRT", "1.5", "198.00")]).replace(b"CNY", currency.encode())
    sent = acts.send(ups(company), "a.csv", content, acts.Head(), None)
    assert isinstance(sent, acts.Sent)
    (fault,) = BillFile.objects.get(pk=sent.file_id).faults
    assert (sent.state, fault["code"], fault["field"]) == ("refused", "bill_currency_unknown", "currency")
    assert fault["params"] == {"currency": currency}
    assert Bill.objects.count() == 0


def test_matching_that_was_cut_off_goes_on_where_it_was(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    supplier = ups(company)
    shipped(company, "1Z0001", 1_500)
    whole = ups_file(
        "INV-1", [("1Z0001", "FRT", "1.5", "198.00"), *((f"1ZX{n}", "FRT", "1.0", "9.00") for n in range(5))]
    )
    monkeypatch.setattr(matching, "BATCH", 2)
    judged = matching._judge
    calls = iter([True, False])

    def cut(bill: Bill) -> bool:
        if not next(calls, True):
            raise InterruptedError
        return judged(bill)

    monkeypatch.setattr(matching, "_judge", cut)
    with pytest.raises(InterruptedError):
        acts.send(supplier, "a.csv", whole, acts.Head(), None)
    bill = Bill.objects.get()
    assert (bill.state, bill.matched, BillItem.objects.exclude(verdict="").count()) == ("matching", 2, 2)
    before = set(BillItem.objects.values_list("pk", flat=True))
    assert acts.match(bill.pk)
    assert set(BillItem.objects.values_list("pk", flat=True)) == before
    assert sorted(v for v, _ in verdicts(bill).values()) == ["equal", *["unknown"] * 5]
    assert not acts.match(bill.pk)  # once more does nothing

"""Esc: the operator's last receipt is taken back."""

from datetime import datetime, timedelta

from galeon.ops.tests.company import Company
from galeon.warehouse import reads
from galeon.warehouse.acts import undo
from galeon.warehouse.models import Receipt
from galeon.warehouse.tests.floor import LI_WEI, NOON, booked, scan
from galeon.warehouse.verdicts import Code
from galeon.waybills.acts import Scan, record
from galeon.waybills.models import Parcel, Waybill, WaybillEvent


def later(seconds: int) -> datetime:
    return NOON + timedelta(seconds=seconds)


def test_the_parcel_is_as_before_and_can_be_weighed_anew_at_once(company: Company) -> None:
    waybill = booked(company.merchant)
    scan(company, waybill.number, 1_250)
    verdict = undo(LI_WEI, company.hub.pk, later(5))
    assert (verdict.code, verdict.number) == (Code.UNDONE, waybill.number)
    found, parcel = Waybill.objects.get(), Parcel.objects.get()
    assert (found.state, found.measured_g, parcel.measured_g, parcel.measured_at) == ("booked", None, None, None)
    assert [e.code for e in WaybillEvent.objects.order_by("id")] == ["book", "weigh_in", "undo_weigh_in"]
    assert scan(company, waybill.number, 1_250, after_s=9).code == Code.RECEIVED
    assert Waybill.objects.get().measured_g == 1_250


def test_it_is_taken_back_once_and_the_log_says_so(company: Company) -> None:
    scan(company, booked(company.merchant).number)
    assert undo(LI_WEI, company.hub.pk, later(5)).code == Code.UNDONE
    assert undo(LI_WEI, company.hub.pk, later(6)).code == Code.NOTHING_TO_UNDO
    assert [(x.verdict, x.is_undone) for x in reads.station_log(LI_WEI, company.hub.pk, later(7))] == [
        ("undone", False), ("received", True)
    ]  # fmt: skip
    assert reads.tally(LI_WEI, company.hub.pk, later(7)).received == 0


def test_of_two_pieces_only_the_last_is_taken_back(company: Company) -> None:
    waybill = booked(company.merchant, "SO-1", 1_000, 2_000)
    scan(company, f"{waybill.number}|1", 1_010)
    scan(company, f"{waybill.number}|2", 2_020, after_s=4)
    assert undo(LI_WEI, company.hub.pk, later(8)).piece == 2
    found = Waybill.objects.get()
    assert (found.state, found.measured_g) == ("received", 1_010)
    assert undo(LI_WEI, company.hub.pk, later(9)).piece == 1
    found = Waybill.objects.get()
    assert (found.state, found.measured_g) == ("booked", None)


def test_taking_back_a_second_weighing_brings_the_first_one_back(company: Company) -> None:
    waybill = booked(company.merchant)
    scan(company, waybill.number, 1_240, length_mm=300, width_mm=200, height_mm=100)
    scan(company, waybill.number, 2_240, after_s=4, length_mm=310, width_mm=200, height_mm=100)
    undo(LI_WEI, company.hub.pk, later(8))
    found, parcel = Waybill.objects.get(), Parcel.objects.get()
    assert (found.state, found.measured_g) == ("received", 1_240)
    assert (parcel.measured_g, parcel.measured_length_mm, parcel.measured_at) == (1_240, 300, NOON)


def test_what_has_gone_on_cannot_be_taken_back(company: Company) -> None:
    waybill = booked(company.merchant)
    scan(company, waybill.number)
    one = Scan(
        account_id=company.merchant.account_id, waybill_id=waybill.waybill_id, code="bag", source="station",
        occurred_at=later(5),
    )  # fmt: skip
    record([one])
    assert undo(LI_WEI, company.hub.pk, later(8)).code == Code.NOTHING_TO_UNDO
    assert Waybill.objects.get().state == "bagged"
    assert Receipt.objects.count() == 1


def test_nobody_takes_back_a_colleagues_receipt_nor_an_old_one(company: Company) -> None:
    scan(company, booked(company.merchant).number)
    assert undo(LI_WEI + 1, company.hub.pk, later(5)).code == Code.NOTHING_TO_UNDO
    assert undo(LI_WEI, company.hub.pk, later(901)).code == Code.NOTHING_TO_UNDO
    assert Waybill.objects.get().state == "received"


def test_a_colleague_weighed_it_again_so_the_first_receipt_stands(company: Company) -> None:
    waybill = booked(company.merchant)
    scan(company, waybill.number)
    scan(company, waybill.number, 1_300, after_s=20, operator_id=LI_WEI + 1)
    assert undo(LI_WEI, company.hub.pk, later(30)).code == Code.NOTHING_TO_UNDO
    assert Waybill.objects.get().measured_g == 1_300

"""A parcel on the scale once more: what the second weighing says, and that it costs nobody anything when it agrees."""

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from galeon.network.models import Site
from galeon.ops.tests.company import Company
from galeon.warehouse.acts import undo
from galeon.warehouse.models import Receipt
from galeon.warehouse.tests.floor import LI_WEI, NOON, booked, scan
from galeon.warehouse.verdicts import Code
from galeon.waybills.acts import stop
from galeon.waybills.models import Parcel, Waybill, WaybillEvent

SIZES = {"length_mm": 300, "width_mm": 220, "height_mm": 140}


def written() -> tuple[int, list[tuple[object, ...]], int]:
    """Events, what the parcels measure, and messages for those above (billing charges by them)."""
    measured = Parcel.objects.order_by("no").values_list("measured_g", "measured_length_mm", "measured_at")
    return WaybillEvent.objects.count(), list(measured), ProcrastinateJob.objects.count()


@pytest.mark.parametrize("after_s", [61, 3_600])
@pytest.mark.parametrize("tape", [{}, SIZES])
def test_the_same_weight_again_confirms_the_first_one_and_nothing_is_charged(
    company: Company, after_s: int, tape: dict[str, int]
) -> None:
    waybill = booked(company.merchant)
    scan(company, waybill.number, 1_250, **SIZES)
    before = written()
    verdict = scan(company, waybill.number, 1_250, after_s=after_s, **tape)
    assert (verdict.code, verdict.tone, verdict.is_recorded) == (Code.SAME_WEIGHT, "ok", False)
    assert (verdict.word(), verdict.text()) == ("SAME WEIGHT", "Weighed again: 1.250 kg, as before. Nothing changes.")
    assert (verdict.lane, verdict.before_g) == ("B-US", 1_250)
    assert written() == before
    assert [r.verdict for r in Receipt.objects.order_by("id")] == ["received", "same_weight"]


def test_the_second_weighing_the_station_asked_for_is_no_duplicate(company: Company) -> None:
    waybill = booked(company.merchant)
    assert scan(company, waybill.number, 2_500).code == Code.WEIGHT_DIFFERS
    before = written()
    assert scan(company, waybill.number, 2_500, after_s=4).code == Code.DUPLICATE, "the scanner bounced"
    assert scan(company, waybill.number, 2_500, after_s=5, again=1).code == Code.SAME_WEIGHT
    assert written() == before
    assert scan(company, waybill.number, None, after_s=6, again=1).code == Code.DUPLICATE
    verdict = scan(company, waybill.number, 1_300, after_s=7, again=1)
    assert (verdict.code, verdict.is_recorded, verdict.before_g) == (Code.REWEIGHED, True, 2_500)


def test_of_several_pieces_the_one_in_doubt_is_weighed_again_and_not_the_next_one(company: Company) -> None:
    waybill = booked(company.merchant, "SO-1", 1_000, 1_000)
    assert scan(company, waybill.number, 2_500).code == Code.WEIGHT_DIFFERS
    verdict = scan(company, waybill.number, 1_010, after_s=5, again=1)
    assert (verdict.code, verdict.piece) == (Code.REWEIGHED, 1)
    assert [p.measured_g for p in Parcel.objects.order_by("no")] == [1_010, None]


@pytest.mark.parametrize("again", [-1, 0, 7, 10**12])
def test_a_piece_there_is_not_is_never_weighed_again(company: Company, again: int) -> None:
    waybill = booked(company.merchant)
    scan(company, waybill.number, 1_250)
    assert scan(company, waybill.number, 1_250, after_s=5, again=again).code == Code.DUPLICATE


def test_other_sizes_at_the_same_weight_are_news(company: Company) -> None:
    waybill = booked(company.merchant)
    scan(company, waybill.number, 1_250, **SIZES)
    verdict = scan(company, waybill.number, 1_250, after_s=90, **{**SIZES, "length_mm": 310})
    assert (verdict.code, verdict.is_recorded) == (Code.REWEIGHED, True)
    assert Parcel.objects.get().measured_length_mm == 310


def test_the_same_weight_at_another_hub_is_written_since_the_parcel_lies_there_now(company: Company) -> None:
    other = Site.objects.create(
        code="CAN1", name="Guangzhou", kind="hub", country_id="CN", city="Guangzhou", timezone="Asia/Shanghai"
    )
    waybill = booked(company.merchant)
    scan(company, waybill.number)
    assert scan(company, waybill.number, after_s=900, site_id=other.pk, is_confirmed=True).is_recorded
    assert WaybillEvent.objects.filter(code="weigh_in", place="CAN1").count() == 1


def test_a_stopped_parcel_is_told_to_stop_however_often_it_is_weighed(company: Company) -> None:
    waybill = booked(company.merchant)
    stop([(company.merchant.account_id, waybill.waybill_id)], "intercept", "desk", "", NOON)
    scan(company, waybill.number)
    before = written()
    assert scan(company, waybill.number, after_s=90).code == Code.STOPPED
    assert written() == before


def test_escape_after_a_confirmed_weight_takes_no_other_parcel_back(company: Company) -> None:
    first, second = booked(company.merchant, "SO-1"), booked(company.merchant, "SO-2")
    scan(company, first.number)
    scan(company, second.number, after_s=80)
    scan(company, first.number, after_s=90)
    at = Receipt.objects.latest("id").occurred_at
    verdict = undo(LI_WEI, company.hub.pk, at)
    assert (verdict.code, verdict.scanned) == (Code.UNDONE, first.number)
    assert undo(LI_WEI, company.hub.pk, at).code == Code.NOTHING_TO_UNDO
    assert list(Waybill.objects.order_by("id").values_list("state", flat=True)) == ["booked", "received"]


def test_escape_after_confirming_a_colleagues_weight_takes_nothing_back(company: Company) -> None:
    first, second = booked(company.merchant, "SO-1"), booked(company.merchant, "SO-2")
    scan(company, first.number, operator_id=LI_WEI + 1)
    scan(company, second.number, after_s=80)
    assert scan(company, first.number, after_s=90).code == Code.SAME_WEIGHT
    before = written()
    assert undo(LI_WEI, company.hub.pk, NOON).code == Code.NOTHING_TO_UNDO
    assert written() == before
    assert scan(company, second.number, 1_300, after_s=150).code == Code.REWEIGHED
    assert undo(LI_WEI, company.hub.pk, NOON).scanned == second.number

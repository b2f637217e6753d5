"""Waybills of several pieces at the scale."""

from galeon.ops.tests.company import Company
from galeon.warehouse.tests.floor import booked, scan
from galeon.warehouse.verdicts import Code
from galeon.waybills.models import Waybill


def test_three_pieces_are_weighed_one_by_one(company: Company) -> None:
    waybill = booked(company.merchant, "SO-1", 1_000, 2_000, 3_000)
    assert [(v.piece, v.pieces) for v in (scan(company, f"{waybill.number}|3", 3_010),)] == [(3, 3)]
    assert Waybill.objects.get(id=waybill.waybill_id).measured_g == 3_010
    assert [scan(company, waybill.number, g, after_s=s).piece for g, s in ((1_010, 5), (2_010, 10))] == [1, 2]
    assert Waybill.objects.get(id=waybill.waybill_id).measured_g == 6_030
    assert scan(company, waybill.number, 1_500, after_s=200).code == Code.WHICH_PIECE
    assert scan(company, f"{waybill.number}|2", 2_050, after_s=200).code == Code.REWEIGHED
    assert Waybill.objects.get(id=waybill.waybill_id).measured_g == 6_070
    assert scan(company, f"{waybill.number}|4").code == Code.NO_SUCH_PIECE


def test_a_bouncing_scanner_is_not_a_second_piece_but_twins_are(company: Company) -> None:
    waybill = booked(company.merchant, "SO-1", 1_000, 1_000)
    assert scan(company, waybill.number, 1_000).piece == 1
    assert scan(company, waybill.number, 1_000, after_s=1).code == Code.DUPLICATE
    assert scan(company, waybill.number, 1_000, after_s=8).piece == 2

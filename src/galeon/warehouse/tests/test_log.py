"""What a station shows of the operator's day."""

from galeon.ops.tests.company import Company
from galeon.warehouse import reads
from galeon.warehouse.tests.floor import LI_WEI, NOON, booked, scan


def test_the_operator_sees_todays_receipts_of_the_site_and_their_tally(company: Company) -> None:
    waybill = booked(company.merchant)
    scan(company, waybill.number, after_s=-86_400)
    scan(company, waybill.number, 1_260)
    scan(company, "NOBODY", after_s=5)
    scan(company, waybill.number, operator_id=5, after_s=100)
    log = reads.station_log(LI_WEI, company.hub.pk, NOON)
    assert [(x.scanned, x.verdict, x.number) for x in log] == [
        ("NOBODY", "unknown", ""), (waybill.number, "reweighed", waybill.number)
    ]  # fmt: skip
    assert reads.tally(LI_WEI, company.hub.pk, NOON) == reads.Tally(1, 1, 1_260)


def test_the_counter_counts_parcels_and_not_weighings(company: Company) -> None:
    first, second = booked(company.merchant, "SO-1"), booked(company.merchant, "SO-2", 1_000, 2_000)
    scan(company, first.number, 1_240)
    scan(company, first.number, 1_240, after_s=10)
    scan(company, first.number, 1_300, after_s=20)
    scan(company, first.number, 1_300, after_s=90)
    assert reads.tally(LI_WEI, company.hub.pk, NOON) == reads.Tally(1, 0, 1_300)
    scan(company, f"{second.number}|1", 1_000, after_s=100)
    scan(company, f"{second.number}|2", 2_000, after_s=110)
    assert reads.tally(LI_WEI, company.hub.pk, NOON) == reads.Tally(3, 0, 4_300)


def test_a_confirmed_weight_is_not_counted_as_set_aside(company: Company) -> None:
    waybill = booked(company.merchant)
    scan(company, waybill.number, 2_500)
    assert scan(company, waybill.number, 2_500, after_s=5, is_confirmed=True).code == "confirmed"
    assert reads.tally(LI_WEI, company.hub.pk, NOON) == reads.Tally(1, 0, 2_500)

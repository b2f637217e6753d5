"""What a station shows of the operator's day."""

from galeon.ops.tests.company import Company
from galeon.warehouse import reads
from galeon.warehouse.tests.floor import LI_WEI, NOON, booked, scan


def test_the_operator_sees_todays_receipts_of_the_site_and_their_tally(company: Company) -> None:
    waybill = booked(company.merchant)
    scan(company, waybill.number, after_s=-86_400)
    scan(company, waybill.number)
    scan(company, "NOBODY", after_s=5)
    scan(company, waybill.number, operator_id=5, after_s=100)
    log = reads.station_log(LI_WEI, company.hub.pk, NOON)
    assert [(x.scanned, x.verdict, x.number) for x in log] == [
        ("NOBODY", "unknown", ""), (waybill.number, "reweighed", waybill.number)
    ]  # fmt: skip
    assert reads.tally(LI_WEI, company.hub.pk, NOON) == reads.Tally(1, 1, 1_240)

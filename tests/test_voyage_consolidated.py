"""The whole story of one consolidated parcel, from a merchant's ERP to a settled statement, exact to the cent.

Declared 1.240 kg, 30 x 22 x 14 cm. The hub's scale says 1.310 kg, volume 9,240 cm3 / 5000 = 1.848 kg, so 2.0 kg are
charged: first 0.5 kg 135.00, three more at 31.50 = 229.50; fuel 21.5 % = 49.3425, rounded half up 49.34. Total 278.84.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from galeon.billing import acts as billing
from galeon.billing import reads as books
from galeon.billing.cash.payments import NewPayment, Paid
from galeon.billing.statements.paper import statement_pdf
from galeon.billing.statements.sheet import statement_xlsx
from galeon.carriers import acts as carriers
from galeon.carriers.acts import Wish
from galeon.carriers.polling import poll
from galeon.carriers.reads import Booking
from galeon.carriers.stub.ups import UpsStub
from galeon.carriers.tests.shipping import ups_account
from galeon.kernel import outbox
from galeon.kernel.checkdigits import is_ups
from galeon.ledger.reads import standing, trial_balance
from galeon.ops.tests.company import Company
from galeon.tracking.reads import public
from galeon.warehouse.acts import receive
from galeon.warehouse.station import StationScan
from galeon.waybills.models import Document, Waybill, WaybillEvent
from tests.voyage import Erp, fly, lamp, numbers_of, read_codes, tell_again, text_of

FREIGHT, FUEL = 22_950, 4_934
TOTAL = FREIGHT + FUEL
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def ups() -> Iterator[UpsStub]:
    with UpsStub() as stub:
        yield stub


def test_a_parcel_sails_from_a_merchants_erp_to_a_settled_statement(
    fresh_db: str, company: Company, ups: UpsStub
) -> None:
    now = datetime.now(UTC)
    account = company.merchant.account_id
    erp = Erp(company.merchant, now)

    # The ERP places the order; the same order again is the same waybill; its price is held.
    placed = erp.create(lamp("SO-2001"))
    number = placed["WayBillNumber"]
    assert erp.create(lamp("SO-2001"))["WayBillNumber"] == number
    (money,) = standing([account])
    assert (money.posted_minor, money.held_minor) == (0, TOTAL)

    # It prints the label, and a scanner reads the number from the paper.
    codes = read_codes(erp.label(number))
    assert codes["line"] == number
    assert codes["square"].startswith(number)

    # At the hub the parcel is scanned and weighed, and charged by what the scale says.
    (verdict,) = receive([
        StationScan(text=codes["square"], site_id=company.hub.pk, operator_id=0, occurred_at=now + HOUR,
                    weight_g=1_310, length_mm=300, width_mm=220, height_mm=140)
    ])  # fmt: skip
    assert verdict.code == "received"
    outbox.drain()
    waybill = Waybill.objects.get(number=number)
    assert (waybill.state, waybill.measured_g, waybill.charge_g) == ("received", 1_310, 2_000)
    lines = books.waybill_charges(account, waybill.id, "en")
    assert [(line.code, line.amount_minor) for line in lines] == [("freight", FREIGHT), ("fuel", FUEL)]
    assert lines[0].reason == "2 kg (1.848 kg rounded up to 0.5 kg): first 0.5 kg 135.00 + 3 × 31.50"
    assert lines[0].rule == "USLINE-CNY v1"
    (money,) = standing([account])
    assert (money.posted_minor, money.held_minor) == (-TOTAL, 0)

    # Bagged, sealed, flown under a master air waybill, declared and released.
    landed = fly(company.hub.pk, [number], now + DAY, now + 2 * DAY, now + 2 * HOUR)
    assert list(landed.waybills) == [(account, waybill.id)]
    waybill.refresh_from_db()
    assert waybill.state == "released"

    # UPS gives its label and number; the 1Z number is what the world sees from now on.
    wish = Wish(account_id=account, waybill_id=waybill.id, carrier_account_id=ups_account(ups))
    (booking,) = carriers.book([wish], now + 3 * DAY)
    assert isinstance(booking, Booking) and booking.number.startswith("1Z") and is_ups(booking.number)
    carriers.hand_over([(account, waybill.id)], now + 3 * DAY, "LAX1")
    waybill.refresh_from_db()
    assert (waybill.state, waybill.displayed_number) == ("handed_over", booking.number)
    assert Document.objects.filter(waybill_id=waybill.id, kind="carrier_label").count() == 1
    (told,) = erp.ask("GET", "/api/Waybill/GetTrackingNumber?CustomerOrderNumber=SO-2001")["Items"]
    assert told["TrackingNumber"] == booking.number

    # UPS delivers; its events come out of order, then all of them again, and change nothing wrongly.
    ups.advance(booking.number, "out", at=now + 4 * DAY)
    ups.advance(booking.number, "delivered", at=now + 4 * DAY + 3 * HOUR)
    assert poll(now + 5 * DAY) == 1
    waybill.refresh_from_db()
    assert waybill.state == "delivered"
    events = WaybillEvent.objects.filter(waybill_id=waybill.id)
    seen_once = events.count()
    ups.advance(booking.number, "origin", at=now + 3 * DAY + HOUR)  # an early scan that is told late
    tell_again(waybill.id, now + 6 * DAY)
    waybill.refresh_from_db()
    assert (waybill.state, events.count()) == ("delivered", seen_once + 1)
    for asked in (number, booking.number):
        seen = public(asked)
        assert seen is not None and "Núñez" not in repr(seen) and "Hill St" not in repr(seen)
    assert erp.ask("GET", f"/api/Tracking/GetTrackInfo?OrderNumber={number}")["Item"]["PackageState"] == 3

    # The month closes by itself; the statement equals its lines and the ledger, to the cent.
    closed = billing.close_cycle(now + 40 * DAY)
    ((_, statement_id),) = [pair for pair in closed if pair[0] == account][:1]
    head = books.statement(account, statement_id)
    audit = books.audit(account, statement_id)
    assert head is not None and audit is not None
    assert (head.opening_minor, head.charges_minor, head.payments_minor, head.closing_minor) == (0, TOTAL, 0, TOTAL)
    assert audit.agrees
    assert (audit.closed_charges, audit.lines_charges, audit.ledger_charges) == (TOTAL, TOTAL, TOTAL)

    # Page, PDF and XLSX tell the same total.
    paper = statement_pdf(account, statement_id, "en")
    sheet = statement_xlsx(account, statement_id, "en")
    assert isinstance(paper, bytes)
    assert sheet is not None
    assert "278.84" in text_of(paper)
    assert 278.84 in numbers_of(sheet)

    # The customer pays, and nothing is owed any more.
    paid = billing.record_payment(
        NewPayment(account_id=account, amount_minor=TOTAL, currency="CNY", method="bank", reference="TT-1",
                   received_at=now), by=None,
    )  # fmt: skip
    assert isinstance(paid, Paid)
    assert standing([account])[0].posted_minor == 0
    assert sum(amount for _, _, amount in trial_balance()) == 0
    assert ("bank", "CNY", TOTAL) in trial_balance()


def test_an_order_beyond_the_balance_never_sails(fresh_db: str, company: Company) -> None:
    poor = company.open_merchant("POOR", limit_minor=TOTAL - 1)
    erp = Erp(poor, datetime.now(UTC))
    answer = erp.ask("POST", "/api/WayBill/CreateOrder", [lamp("SO-1")])
    assert answer["Code"] != "0000" or answer["Item"][0]["Success"] != 1
    assert Waybill.objects.count() == 0
    assert standing([poor.account_id])[0].held_minor == 0


def test_anybody_may_track_but_only_by_number(fresh_db: str, company: Company) -> None:
    erp = Erp(company.merchant, datetime.now(UTC))
    number = erp.create(lamp("SO-3"))["WayBillNumber"]
    page = Client().get(f"/track/{number}")
    assert page.status_code == 200
    assert b"Mar\xc3\xada" not in page.content and b"Hill St" not in page.content and b"555" not in page.content

"""The hand-over page: labels asked for, printed, parcels handed over; and the carrier's label on the waybill's page."""

import io
from collections.abc import Iterator
from datetime import timedelta

import pypdfium2
import pytest
import zxingcpp
from django.http import HttpResponse
from django.test import Client

from galeon.carriers import reads
from galeon.carriers.models import CarrierAccount, CarrierBooking
from galeon.carriers.stub.ups import UpsStub
from galeon.carriers.tests.shipping import received, record, ups_account
from galeon.kernel import outbox
from galeon.ops.tests.company import NOW, Company
from galeon.parties.reads import Customer
from galeon.waybills.acts import NewDocument, keep_documents
from galeon.waybills.models import Waybill
from galeon.web.tests.people import person, signed_in


@pytest.fixture
def ups() -> Iterator[UpsStub]:
    with UpsStub() as stub:
        yield stub


def released(merchant: Customer, *references: str) -> list[Waybill]:
    """Parcels that customs let go."""
    keys = received(merchant, *references)
    for hours, code in enumerate(("bag", "depart", "arrive", "declare", "release"), 1):
        record(keys, code, NOW + timedelta(hours=hours))
    return [Waybill.objects.get(account_id=a, id=w) for a, w in keys]


def act(operator: Client, what: str, waybills: list[Waybill]) -> HttpResponse:
    """Pick these and press a button."""
    carrier = CarrierAccount.objects.get().pk
    return operator.post("/hub/handover/act", {"act": what, "carrier": carrier, "id": [w.id for w in waybills]})  # type: ignore[return-value]


def test_a_label_in_trouble_is_shown_to_staff_and_to_no_customer(
    company: Company, merchant: Client, operator: Client, ups: UpsStub
) -> None:
    ups_account(ups)
    (waybill,) = released(company.merchant, "SO-1")
    act(operator, "labels", [waybill])
    assert "Labels in trouble" not in operator.get("/overview").content.decode()
    CarrierBooking.objects.update(state="refused", trouble_text="The postcode is not of this state.")
    for page in ("/overview", "/hub/handover"):
        text = operator.get(page).content.decode()
        assert "Labels in trouble" in text
        assert "The postcode is not of this state." in text
        assert waybill.number in text
    assert "Labels in trouble" not in merchant.get("/overview").content.decode()


def codes(pdf: bytes) -> list[str]:
    """What a reader finds on each page."""
    pages = pypdfium2.PdfDocument(io.BytesIO(pdf))
    return [zxingcpp.read_barcodes(page.render(scale=3).to_pil())[0].text for page in pages]


def test_staff_ask_for_labels_print_them_and_hand_the_parcels_over(
    company: Company, operator: Client, ups: UpsStub
) -> None:
    ups_account(ups)
    waybills = released(company.merchant, "SO-1", "SO-2")
    assert 'hx-trigger="load delay:3s"' not in operator.get("/hub/handover").content.decode()

    act(operator, "labels", waybills)
    waiting = operator.get("/hub/handover").content.decode()
    assert waiting.count("label wanted") == 2
    assert f"#label-{waybills[0].id},#number-{waybills[0].id}" in waiting  # the page looks again by itself
    outbox.drain()

    bought = operator.get("/hub/handover").content.decode()
    assert bought.count("label bought") == 2
    assert 'hx-trigger="load delay:3s"' not in bought
    booked = reads.bookings([(w.account_id, w.id) for w in waybills])
    numbers = {booking.number for booking in booked.values()}
    assert all(number in bought for number in numbers)
    printed = act(operator, "print", waybills)
    assert printed["Content-Type"] == "application/pdf"
    assert set(codes(printed.content)) == numbers

    act(operator, "hand_over", waybills)
    assert {(w.state, w.displayed_number) for w in Waybill.objects.all()} == {("handed_over", n) for n in numbers}
    assert "Nothing waits for a carrier" in operator.get("/hub/handover").content.decode()


def test_what_has_no_label_is_neither_printed_nor_handed_over(company: Company, operator: Client, ups: UpsStub) -> None:
    ups_account(ups)
    waybills = released(company.merchant, "SO-1")

    for what in ("print", "hand_over"):
        assert act(operator, what, waybills).status_code == 302
        assert "label has been bought" in operator.get("/hub/handover").content.decode()
    assert Waybill.objects.get().state == "released"


def test_a_label_nobody_can_read_does_not_break_the_printing_of_the_others(
    company: Company, operator: Client, ups: UpsStub
) -> None:
    ups_account(ups)
    waybills = released(company.merchant, "SO-1", "SO-2")
    act(operator, "labels", waybills)
    outbox.drain()
    broken = NewDocument(
        account_id=waybills[0].account_id, waybill_id=waybills[0].id, kind="carrier_label",
        media_type="application/pdf", content=b"%PDF-1.4 cut off", source="ups:again",
    )  # fmt: skip
    keep_documents([broken], NOW)

    assert act(operator, "print", waybills).status_code == 302
    assert "cannot be read" in operator.get("/hub/handover").content.decode()
    assert len(codes(act(operator, "print", waybills[1:]).content)) == 1


def test_the_merchant_sees_the_label_and_the_number_of_its_own_parcel_only(
    company: Company, operator: Client, merchant: Client, ups: UpsStub
) -> None:
    ups_account(ups)
    (waybill,) = released(company.merchant, "SO-1")
    page, label = f"/waybills/{waybill.number}", f"/waybills/{waybill.number}/carrier-label"
    assert merchant.get(label).status_code == 404
    assert "carrier-label" not in merchant.get(page).content.decode()
    act(operator, "labels", [waybill])
    outbox.drain()

    number = Waybill.objects.get().displayed_number
    shown = merchant.get(page).content.decode()
    assert label in shown
    assert "shown to the recipient" in shown
    kept = merchant.get(label)
    assert codes(kept.content) == [number]
    assert kept["Content-Disposition"] == f'inline; filename="{number}.pdf"'
    stranger = signed_in(person("bo@other.example", "owner", account_id=company.open_merchant("OTHER").account_id))
    assert stranger.get(label).status_code == 404

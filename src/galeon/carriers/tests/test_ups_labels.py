"""Buying, asking back and giving back a UPS label, through karrio, at the loopback stub."""

import io
from collections.abc import Iterator
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import msgspec
import pypdfium2
import pytest
import zxingcpp

from galeon.carriers import karrio_door as door
from galeon.carriers.stub import ups_answers
from galeon.carriers.stub.ups import RECOVERY, SHIP, UpsStub
from galeon.carriers.terms import Address, CarrierTrouble, Label
from galeon.carriers.tests.parcels import ONTARIO, login, wanted
from galeon.carriers.ups.adapter import Ups
from galeon.kernel.checkdigits import is_ups
from galeon.kernel.refusal import Refusal


@pytest.fixture
def ups() -> Iterator[UpsStub]:
    with UpsStub() as stub:
        yield stub


def _bought(ups: UpsStub, **changes: Any) -> Label:
    label = door.buy(login(ups), wanted(**changes))
    assert isinstance(label, Label), label
    return label


def test_a_label_comes_as_a_pdf_whose_barcode_reads_as_its_1z_number(ups: UpsStub) -> None:
    label = _bought(ups)

    page = pypdfium2.PdfDocument(io.BytesIO(label.data))[0].render(scale=3).to_pil()
    assert is_ups(label.number)
    assert label.number.startswith("1Z9E14G003")
    assert [code.text for code in zxingcpp.read_barcodes(page)] == [label.number]
    assert (label.cost_minor, label.cost_currency) == (842, "USD")  # the negotiated price, not the list price


def test_a_label_for_a_thermal_printer_comes_as_zpl(ups: UpsStub) -> None:
    label = _bought(ups, label_format="ZPL")

    assert label.format == "ZPL"
    assert f"^FD{label.number}^FS".encode() in label.data


def test_ups_is_told_what_the_goods_are_worth_and_how_many(ups: UpsStub) -> None:
    _bought(ups)

    shipment = ups.bodies(SHIP)[0]["ShipmentRequest"]["Shipment"]
    assert shipment["InvoiceLineTotal"] == {"CurrencyCode": "USD", "MonetaryValue": "39.98"}
    assert shipment["NumOfPiecesInShipment"] == "2"
    assert shipment["Package"][0]["PackageWeight"]["Weight"] == "1.1"  # 500 g in pounds
    assert shipment["Package"][0]["ReferenceNumber"] == {"Value": "GAL-77"}


def test_abroad_the_goods_go_on_the_customs_form_and_the_reference_on_the_shipment(ups: UpsStub) -> None:
    madrid = Address(name="Ana Ruiz", lines=("Calle Mayor 1",), city="Madrid", postcode="28013", country="ES")
    _bought(ups, ship_to=madrid, incoterm="DDP")

    shipment = ups.bodies(SHIP)[0]["ShipmentRequest"]["Shipment"]
    form = shipment["ShipmentServiceOptions"]["InternationalForms"]
    assert form["Product"][0]["CommodityCode"] == "620610"
    assert form["Product"][0]["Unit"]["Value"] == "19.99"
    assert form["TermsOfShipment"] == "DDP"
    assert shipment["ReferenceNumber"] == {"Value": "GAL-77"}


def test_a_currency_without_cents_is_neither_divided_nor_multiplied(ups: UpsStub) -> None:
    """Two blouses of 1,999 yen are worth 3,998 yen; a label that UPS charges 1,520 yen for cost 1,520."""
    tokyo = Address(name="Sato Yui", lines=("1-1 Marunouchi",), city="Tokyo", postcode="100-0005", country="JP")
    _bought(ups, ship_to=tokyo, currency="JPY")

    shipment = ups.bodies(SHIP)[0]["ShipmentRequest"]["Shipment"]
    product = shipment["ShipmentServiceOptions"]["InternationalForms"]["Product"][0]
    assert Decimal(product["Unit"]["Value"]) == 1_999
    assert shipment["ShipmentServiceOptions"]["InternationalForms"]["CurrencyCode"] == "JPY"
    charge = {"TotalCharges": {"CurrencyCode": "JPY", "MonetaryValue": "1520"}}
    results = {
        "ShipmentIdentificationNumber": "1Z",
        "PackageResults": {"TrackingNumber": "1Z"},
        "ShipmentCharges": charge,
    }
    label = Ups().label(b"%PDF", "PDF", {"ShipmentResponse": {"ShipmentResults": results}})
    assert label is not None
    assert (label.cost_minor, label.cost_currency) == (1_520, "JPY")


def test_a_long_street_is_broken_between_words_and_never_cut(ups: UpsStub) -> None:
    long = msgspec.structs.replace(ONTARIO, lines=("500 South Hill Street Building Twelve", "Suite 1400"))
    _bought(ups, ship_to=long)

    assert ups.bodies(SHIP)[0]["ShipmentRequest"]["Shipment"]["ShipTo"]["Address"]["AddressLine"] == [
        "500 South Hill Street Building",
        "Twelve, Suite 1400",
    ]


def test_a_street_that_does_not_fit_is_refused_before_anything_is_bought(ups: UpsStub) -> None:
    endless = msgspec.structs.replace(ONTARIO, lines=("500 South Hill Street",) * 4)

    answer = door.buy(login(ups), wanted(ship_to=endless))

    assert isinstance(answer, Refusal)
    assert (answer.code, answer.field) == ("address_too_long", "consignee.street")
    assert ups.calls == []


def test_two_boxes_get_two_numbers_on_one_document(ups: UpsStub) -> None:
    label = _bought(ups, boxes=2)

    assert len(set(label.piece_numbers)) == 2
    assert label.number == label.piece_numbers[0]
    assert len(pypdfium2.PdfDocument(io.BytesIO(label.data))) == 2


def test_an_address_ups_does_not_know_is_refused_in_its_own_words(ups: UpsStub) -> None:
    nowhere = Address(name="Ana Ruiz", lines=("12 Elm Avenue",), city="Ontario", state="CA", country="US")

    answer = door.buy(login(ups), wanted(ship_to=nowhere))

    assert isinstance(answer, Refusal)
    assert answer.text() == "UPS refused the shipment: Address Validation Error on ShipTo address (120802)"


@pytest.mark.parametrize(
    ("route", "way", "code", "nothing_done"),
    [
        ("/security/", "token", "carrier_login", True),
        ("/security/", "drop", "carrier_silent", True),
        ("/security/", "garbage", "carrier_garbled", True),
        (SHIP, "expired", "carrier_login", True),
        (SHIP, "busy", "carrier_busy", True),
        (SHIP, "fault", "carrier_fault", False),
        (SHIP, "drop", "carrier_silent", False),
        (SHIP, "garbage", "carrier_garbled", False),
    ],
)
def test_trouble_says_whether_a_label_may_have_been_bought(
    ups: UpsStub, route: str, way: str, code: str, nothing_done: bool
) -> None:
    ups.fail(route, way)

    answer = door.buy(login(ups), wanted())

    assert isinstance(answer, CarrierTrouble)
    assert (answer.code, answer.nothing_done) == (code, nothing_done)


def test_after_a_silence_the_label_is_found_again_by_our_own_reference(ups: UpsStub) -> None:
    ups.fail(SHIP, "drop")
    assert isinstance(door.buy(login(ups), wanted("GAL-123")), CarrierTrouble)

    found = door.recover(login(ups), "GAL-123")

    assert isinstance(found, Label)
    assert found.number in ups.world.shipments
    assert found.data.startswith(b"%PDF")


def test_a_reference_ups_never_saw_bought_nothing(ups: UpsStub) -> None:
    assert door.recover(login(ups), "GAL-404") is None


@pytest.mark.parametrize("way", ["fault", "drop", "garbage", "busy", "postcode"])
def test_only_a_plain_not_found_proves_that_nothing_was_bought(ups: UpsStub, way: str) -> None:
    ups.fail(RECOVERY, way)

    assert isinstance(door.recover(login(ups), "GAL-404"), (CarrierTrouble, Refusal))


def test_a_label_is_given_back_until_the_parcel_is_on_its_way(ups: UpsStub) -> None:
    kept, taken = _bought(ups, key="GAL-1"), _bought(ups, key="GAL-2")
    ups.advance(taken.number, "origin")

    assert door.void(login(ups), kept.number) is None
    late = door.void(login(ups), taken.number)
    assert isinstance(late, Refusal)
    assert "has been picked up" in late.text()


def test_prices_are_asked_without_buying(ups: UpsStub) -> None:
    fares = door.fares(login(ups), wanted())

    assert isinstance(fares, list)
    assert [(f.service, f.total_minor, f.currency, f.days) for f in fares] == [("ups_ground", 842, "USD", 1)]
    assert ups.count(SHIP) == 0


def test_prices_in_a_currency_without_cents_are_kept_whole(ups: UpsStub, monkeypatch: pytest.MonkeyPatch) -> None:
    line = SimpleNamespace(service="ups_ground", total_charge=1520.0, currency="JPY", transit_days=1)
    monkeypatch.setattr(door._Call, "run", lambda *_: [line])

    fares = door.fares(login(ups), wanted(currency="JPY"))

    assert isinstance(fares, list)
    assert [(f.total_minor, f.currency) for f in fares] == [(1_520, "JPY")]


def test_a_number_nobody_has_scanned_yet_has_no_history(ups: UpsStub) -> None:
    assert door.sightings(login(ups), "1Z9E14G00390000017") == []


def test_a_number_that_is_no_ups_number_is_refused(ups: UpsStub) -> None:
    answer = door.sightings(login(ups), "RB123456785GB")

    assert isinstance(answer, Refusal)
    assert "Invalid inquiry number" in answer.text()


def test_a_reply_without_number_or_label_is_no_label() -> None:
    reply = ups_answers.shape("ship")
    assert Ups().label(b"", "PDF", reply) is None

    del reply["ShipmentResponse"]["ShipmentResults"]["ShipmentIdentificationNumber"]
    assert Ups().label(b"%PDF", "PDF", reply) is None


def test_one_package_may_come_bare_instead_of_in_a_list() -> None:
    reply = ups_answers.shape("ship")
    results = reply["ShipmentResponse"]["ShipmentResults"]
    results["PackageResults"] = results["PackageResults"][0]

    label = Ups().label(b"%PDF", "PDF", reply)

    assert label is not None
    assert label.piece_numbers == ("1Z9E14G00390000017",)

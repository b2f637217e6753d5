"""Orders of the dialect become ours to the gram and to the cent."""

import json
from decimal import Decimal
from typing import Any

import pytest

from galeon.gateway import measures
from galeon.gateway.loose import Loose, Wrong, decode
from galeon.gateway.yunexpress import orders
from galeon.gateway.yunexpress.tests.erp import order
from galeon.waybills.orders import OrderParcel


def read(made: dict[str, Any], services: dict[str, str] | None = None) -> Any:
    sent = decode(json.dumps(made).encode())
    assert isinstance(sent, dict)
    return orders.order(Loose(sent), services or {})


@pytest.mark.parametrize(
    ("kg", "grams"),
    [(b"0.425", 425), (b"1.13", 1_130), (b"31.5", 31_500), (b"0.0015", 2), (b"0.0014", 1), (b"1e-3", 1), (b'"0.33"', 330),
     (b'" 2 "', 2_000), (b"0.1", 100), (b"4.35", 4_350), (b"1.005", 1_005)],
)  # fmt: skip
def test_kilograms_are_grams_exactly_as_their_digits_say(kg: bytes, grams: int) -> None:
    sent = decode(b'{"Weight": ' + kg + b"}")
    assert isinstance(sent, dict)
    assert measures.grams(Loose(sent), "Weight") == grams


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [("6.8", "USD", 680), ("19.99", "EUR", 1_999), ("12", "JPY", 12), ("12.5", "JPY", 13), ("1.2345", "KWD", 1_235),
     ("0.005", "USD", 1), ("4.35", "USD", 435), ("1.115", "USD", 112)],
)  # fmt: skip
def test_prices_keep_the_places_of_their_currency(amount: str, currency: str, minor: int) -> None:
    assert measures.minor(Decimal(amount), currency) == minor


def test_the_weight_is_split_over_the_pieces_and_the_odd_grams_go_on_the_first_ones() -> None:
    made = read(order(PackageCount=3, Weight=1, Length=30, Width=20.5, Height=10))
    assert made.parcels == (
        OrderParcel(334, 300, 205, 100),
        OrderParcel(333, 300, 205, 100),
        OrderParcel(333, 300, 205, 100),
    )
    assert sum(p.weight_g for p in made.parcels) == 1_000


def test_boxes_have_their_own_weights_and_sizes() -> None:
    boxes = [
        {"BoxNumber": "1", "BoxWeight": 2.5, "Length": 40, "Width": 30, "Height": 20},
        {"BoxNumber": "2", "BoxWeight": "1.25"},
    ]
    assert read(order(ChildOrders=boxes, PackageCount=2)).parcels == (
        OrderParcel(2_500, 400, 300, 200),
        OrderParcel(1_250),
    )


def test_one_by_one_by_one_is_what_clients_send_who_do_not_know_the_size() -> None:
    assert read(order(Length=1, Width=1, Height=1)).parcels == (OrderParcel(425),)
    assert read(order(Length=10, Width=5, Height=2, SizeUnits="INCH")).parcels == (OrderParcel(425, 254, 127, 51),)


def test_names_are_joined_and_a_name_given_twice_is_said_once() -> None:
    assert read(order()).consignee.name == "María José Núñez"
    twice = order(Receiver__FirstName="Lin Xiao", Receiver__LastName="Lin Xiao")
    assert read(twice).consignee.name == "Lin Xiao"
    assert read(order(Receiver__LastName=None)).consignee.name == "María José"


def test_a_long_street_goes_on_in_the_next_line_at_a_word() -> None:
    street = "Calle " + "larga " * 30
    lines = read(order(Receiver__Street=street)).consignee.street
    assert len(lines) == 2
    assert all(len(line) <= 100 for line in lines)
    assert " ".join(lines) == street.strip()
    assert read(order(Receiver__StreetAddress1="Piso 3", Receiver__StreetAddress2="")).consignee.street == (
        "C/ Gran Vía 28",
        "Piso 3",
    )


def test_names_of_members_are_found_in_any_case_and_null_is_nothing() -> None:
    made = {key.lower(): value for key, value in order().items()}
    made["receiver"] = {key.upper(): value for key, value in made["receiver"].items()}
    made["iosscode"] = None
    found = read(made)
    assert (found.reference, found.consignee.city, found.taxes.ioss) == ("GAL-1", "A Coruña", "")


def test_uk_is_gb_and_a_sender_of_empty_texts_is_none() -> None:
    assert read(order(Receiver__CountryCode="UK")).consignee.country == "GB"
    assert read(order(Sender={"CountryCode": "", "FirstName": "", "Street": None})).shipper is None
    sender = {"CountryCode": "CN", "FirstName": "林晓", "Street": "88号", "City": "Shenzhen"}
    assert read(order(Sender=sender)).shipper.name == "林晓"


def test_tax_and_goods_travel_along() -> None:
    found = read(order(IossCode="529.982.247-25", TariffPrepay=1, SensitiveTypeID="2"))
    assert (found.taxes.ioss, found.taxes.incoterm, found.cargo_class) == ("529.982.247-25", "DDP", "battery")
    (item,) = found.items
    assert (item.title, item.title_local, item.hs_code, item.unit_value_minor, item.unit_weight_g) == (
        "Reading glasses", "老花镜", "9004909000", 680, 425,
    )  # fmt: skip


def test_the_codes_an_erp_was_set_up_with_lead_to_our_services() -> None:
    assert read(order(ShippingMethodCode="espost"), {"ESPOST": "GX-WORLD"}).service == "GX-WORLD"
    assert read(order(ShippingMethodCode="GX-WORLD"), {"ESPOST": "USLINE"}).service == "GX-WORLD"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"Weight": None}, "Weight"), ({"Weight": "heavy"}, "Weight"), ({"Weight": "1e999999"}, "Weight"),
        ({"Weight": "NaN"}, "Weight"), ({"Weight": [1]}, "Weight"), ({"PackageCount": 0}, "PackageCount"),
        ({"PackageCount": 10**9}, "PackageCount"), ({"PackageCount": 1.5}, "PackageCount"), ({"Receiver": None}, "Receiver"),
        ({"Receiver": "Ana"}, "Receiver"), ({"Receiver__City": {}}, "Receiver.City"), ({"Parcels": "lamp"}, "Parcels"),
        ({"Parcels": [1]}, "Parcels"), ({"Parcels": [{"Quantity": "two"}]}, "Parcels[0].Quantity"),
        ({"SensitiveTypeID": 99}, "SensitiveTypeID"), ({"CustomerOrderNumber": True}, "CustomerOrderNumber"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named_in_the_senders_own_words(changes: dict[str, object], field: str) -> None:
    with pytest.raises(Wrong) as wrong:
        read(order(**changes))
    assert wrong.value.field == field


@pytest.mark.parametrize(
    "sent", [b"", b"{", b"[" * 100_000, b'{"a":1}x', b"\xff", b'{"a":\xff}', b"1" * 5_000, b'"\\ud800"']
)
def test_bytes_that_are_no_json_are_wrong_and_never_more(sent: bytes) -> None:
    with pytest.raises(Wrong):
        decode(sent)


def test_a_byte_order_mark_is_passed_over() -> None:
    assert decode(b'\xef\xbb\xbf{"Weight": 1}') == {"Weight": 1}


def test_sides_below_zero_are_not_taken_for_sides_unknown() -> None:
    assert read(order(Length=-30, Width=-22, Height=-14)).parcels[0].length_mm == -300
    assert read(order(Length=1, Width=1, Height=1)).parcels[0].length_mm == 0

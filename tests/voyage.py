"""The people of a voyage: what a merchant's ERP, the hub, the border, the carrier and the accountant do, by real means."""

import base64
import io
import json
from datetime import datetime
from typing import Any

import pypdfium2
import zxingcpp
from django.test import Client
from python_calamine import CalamineWorkbook

from galeon.carriers.models import CarrierPoll
from galeon.carriers.polling import poll
from galeon.customs import acts as customs
from galeon.customs.declaring import declare
from galeon.customs.terms import Answer, Declared, NewDeclaration
from galeon.exchange.acts import add_credential
from galeon.linehaul import acts as linehaul
from galeon.linehaul import bagging, loading, sealing
from galeon.linehaul.terms import (
    Bagged,
    BagScan,
    BuiltMaster,
    Moved,
    NewBag,
    NewDeparture,
    NewMaster,
    OpenedBag,
    Sealed,
    Sealing,
)
from galeon.parties.reads import Customer

SECRET = "inv+secret/=="


class Erp:
    """A merchant's ERP that speaks YunExpress OMS, as its PHP client does: escaped slashes, \\u escapes, Basic code&secret."""

    def __init__(self, merchant: Customer, at: datetime) -> None:
        self.code = f"C{merchant.code}"
        assert isinstance(add_credential(merchant.account_id, "yunexpress", self.code, SECRET, at), int)
        self.web = Client()

    def ask(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        token = base64.b64encode(f"{self.code}&{SECRET}".encode()).decode()
        how = {
            "HTTP_AUTHORIZATION": f"Basic {token}",
            "HTTP_ACCEPT": "application/json",
            "HTTP_USER_AGENT": "GuzzleHttp/7",
        }
        text = json.dumps(body).replace("/", "\\/") if body is not None else ""
        reply = self.web.generic(method, path, text, content_type="application/json; charset=utf8", **how)
        assert reply.status_code == 200, (reply.status_code, reply.content)
        found: dict[str, Any] = json.loads(reply.content)
        return found

    def create(self, order: dict[str, Any]) -> dict[str, Any]:
        """One order; the item of the answer, as yiier's client reads it."""
        answer = self.ask("POST", "/api/WayBill/CreateOrder", [order])
        assert answer["Code"] == "0000", answer
        item: dict[str, Any] = answer["Item"][0]
        assert item["Success"] == 1, item
        return item

    def label(self, number: str) -> bytes:
        """The label's PDF, from the address the answer names."""
        (item,) = self.ask("POST", "/api/Label/Print", [number])["Item"]
        assert item["OrderInfos"][0]["Code"] == 100, item
        path = "/" + item["Url"].split("/", 3)[3]
        reply = self.web.get(path)
        assert reply.status_code == 200
        content = b"".join(reply.streaming_content) if reply.streaming else reply.content
        assert content.startswith(b"%PDF-")
        return bytes(content)


def lamp(reference: str) -> dict[str, Any]:
    """A desk lamp for Los Angeles, declared with 1.240 kg."""
    return {
        "CustomerOrderNumber": reference, "ShippingMethodCode": "USLINE", "PackageCount": 1, "Weight": 1.24,
        "Length": 30, "Width": 22, "Height": 14,
        "Receiver": {"CountryCode": "US", "FirstName": "María José", "LastName": "Núñez", "Street": "500 S Hill St / 3ºB",
                     "City": "Los Angeles", "State": "CA", "Zip": "90013", "Phone": "+1 213 555 0123"},
        "Sender": {"CountryCode": "CN", "FirstName": "林 晓", "Street": "宝安区福永街道示例路88号3栋/A座", "City": "Shenzhen",
                   "State": "Guangdong", "Zip": "518103", "Phone": "+86 755 5550 1234"},
        "Parcels": [{"EName": "LED desk lamp", "CName": "台灯", "HSCode": "9405219000", "Quantity": 2, "UnitPrice": 19.0,
                     "UnitWeight": 0.6, "CurrencyCode": "USD", "SKU": "LAMP/2"}],
    }  # fmt: skip


def read_codes(pdf: bytes) -> dict[str, str]:
    """What a 203 dpi scanner reads on the first page: `line` (Code 128) and `square` (DataMatrix or QR)."""
    page = pypdfium2.PdfDocument(io.BytesIO(pdf))[0]
    image = page.render(scale=203 / 72).to_pil().convert("L")
    line = zxingcpp.BarcodeFormat.Code128
    return {"line" if code.format == line else "square": code.text for code in zxingcpp.read_barcodes(image)}


def fly(site_id: int, texts: list[str], leaves_at: datetime, due_at: datetime, at: datetime) -> Moved:
    """Bag, seal, put on a master, depart and arrive; what landed."""
    (bag,) = linehaul.open_bag([NewBag(site_id=site_id, destination="USLAX")], at)
    assert isinstance(bag, OpenedBag), bag
    for put in bagging.bag([BagScan(bag_id=bag.id, text=text, at=at) for text in texts]):
        assert isinstance(put, Bagged), put
    (sealed,) = sealing.seal([Sealing(bag_id=bag.id, seal="SL-0042", at=at)])
    assert isinstance(sealed, Sealed), sealed
    (flight,) = linehaul.schedule([
        NewDeparture(transport="air", conveyance="CX2080", origin="CNSZX", destination="USLAX",
                     cut_off_at=leaves_at, leaves_at=leaves_at, due_at=due_at)
    ])  # fmt: skip
    master = loading.build_master(NewMaster(kind="mawb", number="160-12345675", departure_id=flight.id), [bag.id], at)
    assert isinstance(master, BuiltMaster), master
    (left,) = loading.depart([flight.id], leaves_at)
    assert isinstance(left, Moved), left
    (landed,) = loading.arrive([flight.id], due_at)
    assert isinstance(landed, Moved), landed
    (declared,) = declare([NewDeclaration(master_id=master.id, country="US")], due_at)
    assert isinstance(declared, Declared), declared
    (answered,) = customs.answer([Answer(declaration_id=declared.id, reference="EEG-1234567-8", at=due_at)])
    assert not hasattr(answered, "code"), answered
    customs.release_all([declared.id], due_at)
    return landed


def tell_again(waybill_id: int, at: datetime) -> None:
    """The carrier tells its whole story once more: every event it told, and what it told late."""
    CarrierPoll.objects.filter(waybill_id=waybill_id).update(next_at=at, seen_hash=None, ended_at=None)
    assert poll(at) == 1


def text_of(pdf: bytes) -> str:
    """The words of every page."""
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(io.BytesIO(pdf)))


def numbers_of(xlsx: bytes) -> set[float]:
    """Every number in every sheet, formulas by their kept results."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(xlsx))
    cells = (cell for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row)
    return {cell for cell in cells if isinstance(cell, float)}

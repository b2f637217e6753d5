"""An ERP that speaks the dialect, and the company it was set up with: six services by other codes, one merchant."""

import base64
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
from django.test import Client

from galeon.exchange.acts import add_credential, alias_services
from galeon.network.acts import open_range, open_service
from galeon.network.models import Service, Site
from galeon.ops.tests.company import NOW, Company
from galeon.tariffs import acts as tariffs
from galeon.tariffs.sheet import Basis, Divisor, ListKey, Rule, Sheet, Step, Zone

GOLDEN = Path(__file__).parent / "golden"
SECRET = "inv+secret/=="
CODES = {"ESPOST": "ES", "DEDPD": "DE", "USUPS": "US", "FRDPD": "FR", "BRPOST": "BR", "JPPOST": "JP"}


class Golden(msgspec.Struct, frozen=True):
    """A request as a real client sent it, and the answer it gets here (numbers and times masked)."""

    client: str
    verb: str
    case: str
    request: dict[str, Any]
    reply: Any = None

    @property
    def name(self) -> str:
        return f"{self.client}-{self.verb}-{self.case}"


def golden() -> list[Golden]:
    """All of them, orders first, so that the others find what they ask for."""
    found = [msgspec.json.decode(file.read_bytes(), type=Golden) for file in sorted(GOLDEN.glob("*.json"))]
    last = ("delete", "intercept")
    return sorted(found, key=lambda g: (g.verb in last, g.verb != "createOrder", g.case == "duplicate"))


class Answer(msgspec.Struct):
    """Status and JSON of an answer."""

    status: int
    json: Any
    content: bytes
    kind: str


class Erp:
    """The ERP of one merchant; `token` is what stands behind Basic."""

    def __init__(self, code: str = "GL0001", secret: str = SECRET) -> None:
        self.client = Client(raise_request_exception=True)
        self.authorization = "Basic " + base64.b64encode(f"{code}&{secret}".encode()).decode()

    def send(self, method: str, target: str, body: bytes = b"", headers: Mapping[str, str] = {}) -> Answer:
        """Send bytes as they are."""
        told = {"Authorization": self.authorization, **headers}
        kind = told.pop("Content-Type", "application/json")
        answered = self.client.generic(method, target, body, content_type=kind, headers=told)
        content, media = answered.content, answered.headers["Content-Type"]
        return Answer(answered.status_code, json.loads(content) if "json" in media else None, content, media)

    def replay(self, request: Golden) -> Answer:
        """Send a recorded request byte by byte."""
        r = request.request
        return self.send(r["method"], r["target"], r["body"].encode(), r["headers"])

    def get(self, verb: str, **headers: str) -> Any:
        """A verb by GET: its JSON."""
        return self.send("GET", f"/api/{verb}", b"", headers).json

    def post(self, verb: str, body: object, **headers: str) -> Any:
        """A verb by POST: its JSON."""
        return self.send("POST", f"/api/{verb}", json.dumps(body).encode(), headers).json


def set_up(company: Company) -> None:
    """A service to anywhere under our own code, and the codes the ERP was set up with."""
    numbers = open_range("GX", "GX", 12, "mod10")
    countries = sorted(set(CODES.values()))
    service = open_service(
        Service(
            code="GX-WORLD", name_en="Worldwide", name_es="Mundial", name_zh="全球专线", mode="express", weight_g_max=70_000,
            cargo_classes=["general", "battery"], number_range=numbers, origin_site=Site.objects.get(), days_min=8,
            days_max=12, divisor_cm3_per_kg=8_000,
        ),
        countries, [],
    )  # fmt: skip
    sheet = Sheet(
        currency="CNY", valid_from=date(2026, 1, 1), timezone="Asia/Shanghai", divisors=(Divisor(divisor=8_000),),
        zones=tuple(Zone("1", country) for country in countries), steps=(Step(1),),
        rules=(
            Rule(code="freight", basis=Basis.PER_KG, zone="1", amount_minor=6_800, weight_milli_to=70_000),
            Rule(code="registration", basis=Basis.PER_TICKET, amount_minor=1_500),
        ),
    )  # fmt: skip
    version = tariffs.draft(
        ListKey(code="WORLD", name="World", service_id=service.pk, currency="CNY"), sheet, None, NOW
    )
    assert isinstance(version, int), version
    tariffs.publish(version, None, NOW)
    account_id = company.merchant.account_id
    assert isinstance(add_credential(account_id, "yunexpress", "GL0001", SECRET, NOW), int)
    assert alias_services(account_id, "yunexpress", dict.fromkeys(CODES, "GX-WORLD")) is None


def order(reference: str = "GAL-1", **changes: object) -> dict[str, Any]:
    """One order of CreateOrder; `Receiver__City=...` changes a field within."""
    made: dict[str, Any] = {
        "CustomerOrderNumber": reference, "ShippingMethodCode": "ESPOST", "PackageCount": 1, "Weight": 0.425,
        "Receiver": {
            "CountryCode": "ES", "FirstName": "María José", "LastName": "Núñez", "Street": "C/ Gran Vía 28",
            "City": "A Coruña", "State": "A Coruña", "Zip": "15001", "Phone": "+34 600 555 123",
        },
        "Parcels": [
            {"EName": "Reading glasses", "CName": "老花镜", "HSCode": "9004909000", "Quantity": 1, "UnitPrice": 6.8,
             "UnitWeight": 0.425, "CurrencyCode": "USD", "SKU": "GLS-R/150"}
        ],
    }  # fmt: skip
    for name, value in changes.items():
        where, _, field = name.rpartition("__")
        (made[where] if where else made)[field] = value
    return made

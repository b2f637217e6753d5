"""A merchant's program that calls the API: a key, JSON in, JSON out."""

import json
from typing import Any

import msgspec
from django.test import Client


class Answer(msgspec.Struct):
    """What came back: status, JSON (or None), raw bytes, headers by name."""

    status: int
    json: Any
    content: bytes
    headers: Any


class Shop:
    """A merchant's program."""

    def __init__(self, key: str, language: str = "") -> None:
        self.key = key
        self.language = language
        self.client = Client(raise_request_exception=True)

    def call(self, method: str, path: str, body: object = None, **headers: str) -> Answer:
        """Call `/api/v1/<path>`; body: bytes as they are, anything else as JSON."""
        given = {"Authorization": f"Bearer {self.key}", "Accept-Language": self.language, **headers}
        sent = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        kind = given.pop("Content-Type", "application/json")
        extra = {"CONTENT_TYPE": kind} if method == "POST" else {}
        answered = self.client.generic(method, f"/api/v1/{path}", sent, content_type=kind, headers=given, **extra)
        is_json = "json" in answered.headers.get("Content-Type", "")
        content = b"".join(answered.streaming_content) if answered.streaming else answered.content
        return Answer(answered.status_code, json.loads(content) if is_json else None, content, answered.headers)

    def post(self, path: str, body: object, **headers: str) -> Answer:
        return self.call("POST", path, body, **headers)

    def get(self, path: str, **headers: str) -> Answer:
        return self.call("GET", path, **headers)


def order(reference: str = "SO-1001", **changes: object) -> dict[str, Any]:
    """An order as a program sends it; `consignee__city=...` changes a field within."""
    made: dict[str, Any] = {
        "reference": reference,
        "service": "USLINE",
        "consignee": {
            "name": "Ana Torres", "country": "US", "street": ["500 S Hill St"], "city": "Los Angeles", "state": "CA",
            "postcode": "90013", "phone": "+1 213 555 0100",
        },
        "parcels": [{"weight_g": 1240, "length_mm": 300, "width_mm": 220, "height_mm": 140}],
        "items": [{"title": "LED desk lamp", "quantity": 2, "unit_value_minor": 1900, "currency": "USD"}],
    }  # fmt: skip
    for name, value in changes.items():
        where, _, field = name.rpartition("__")
        (made[where] if where else made)[field] = value
    return made

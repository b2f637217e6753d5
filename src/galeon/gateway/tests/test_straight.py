"""The API's fixed addresses are served straight from its table: with the same answers as through Django's handler."""

import io
import json
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler

from galeon.gateway import straight
from galeon.gateway.tests.company import Shop, order

BOOK = "/api/v1/waybills"
CALLS = {
    "no key": ("GET", "/api/v1/services", None, ""),
    "services": ("GET", "/api/v1/services", None, "gk"),
    "a faulty order": ("POST", BOOK, order(consignee__country="XX"), "gk"),
    "an unknown parameter": ("GET", "/api/v1/services?colour=red", None, "gk"),
    "another method": ("DELETE", BOOK, None, "gk"),
    "head": ("HEAD", "/api/v1/services", None, "gk"),
}


class Told:
    """What a WSGI application answered."""

    def __init__(self) -> None:
        self.status, self.body = "", b""
        self.headers: dict[str, str] = {}

    def __call__(self, status: str, headers: list[tuple[str, str]], fault: object = None) -> None:
        self.status, self.headers = status, dict(headers)


def environ(method: str, address: str, body: object, key: str) -> dict[str, Any]:
    path, _, query = address.partition("?")
    sent = b"" if body is None else json.dumps(body).encode()
    return {
        "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "SCRIPT_NAME": "", "REMOTE_ADDR": "127.0.0.1",
        "SERVER_NAME": "localhost", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(sent), "CONTENT_LENGTH": str(len(sent)), "CONTENT_TYPE": "application/json",
        **({"HTTP_AUTHORIZATION": f"Bearer {key}"} if key else {}),
    }  # fmt: skip


def through_django(given: dict[str, Any]) -> Told:
    told = Told()
    told.body = b"".join(WSGIHandler()(given, told))
    return told


def straight_on(given: dict[str, Any]) -> Told:
    told = Told()
    told.body = b"".join(straight.answer(straight.views([])[given["PATH_INFO"]], given, told))
    return told


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test's transaction looks like one somebody forgot: the connection is not to be closed for it."""
    monkeypatch.setattr(
        "django.db.backends.base.base.BaseDatabaseWrapper.close_if_unusable_or_obsolete", lambda self: None
    )


@pytest.mark.parametrize("name", CALLS)
def test_the_answer_is_the_same_as_through_django(name: str, shop: Shop, kept: None, settings: Any) -> None:
    settings.MIDDLEWARE = ["galeon.gateway.length.content_length"]
    method, address, body, key = CALLS[name]
    asked = [environ(method, address, body, key and shop.key) for _ in range(2)]
    one, other = through_django(asked[0]), straight_on(asked[1])
    assert (one.status, one.headers, one.body) == (other.status, other.headers, other.body)


def test_every_fixed_address_is_served_straight_and_none_with_a_number_in_it() -> None:
    served = straight.views([])
    assert BOOK in served
    assert not [path for path in served if "{" in path]


def test_an_order_placed_straight_is_booked(shop: Shop, kept: None) -> None:
    told = straight_on(environ("POST", BOOK, order(), shop.key))
    assert (told.status, json.loads(told.body)["status"]) == ("201 Created", "booked")


def test_middleware_stands_around_the_endpoint(shop: Shop, kept: None) -> None:
    seen = []

    def watch(inner: straight.View) -> straight.View:
        def call(*given: Any) -> Any:
            seen.append(given[0].path)
            return inner(*given)

        return call

    straight.answer(straight.views([watch])[BOOK], environ("DELETE", BOOK, None, ""), Told())
    assert seen == [BOOK]

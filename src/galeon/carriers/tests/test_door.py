"""The door to karrio undoes what importing karrio does to a process."""

import http.server
import importlib.util
import logging
import os
import ssl
import subprocess
import sys
import threading
import time
import types
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request

import PIL.ImageFile
import pytest

from galeon.carriers import karrio_door, transport
from galeon.carriers.stub.ups import SHIP, TRACK, UpsStub
from galeon.carriers.terms import CarrierTrouble, Label, Login
from galeon.carriers.tests.parcels import login, wanted

HERE = Path(__file__).parent


@pytest.fixture
def ups() -> Iterator[UpsStub]:
    with UpsStub() as stub:
        yield stub


class _Https:
    """A loopback HTTPS server whose certificate nobody signed; it counts whoever comes through."""

    def __enter__(self) -> "_Https":
        seen: list[str] = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                seen.append(self.path)
                self.send_response(200)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                return

        self.seen = seen
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(HERE / "self_signed.pem")
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        self.url = f"https://localhost:{self.server.server_port}"
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()


def _python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip


def test_loading_karrio_leaves_the_tls_checks_of_the_process_on() -> None:
    done = _python(
        "import ssl; before = ssl._create_default_https_context\n"
        "from galeon.carriers import karrio_door as door; door._sdk()\n"
        "assert door.loaded(__import__('sys').modules)\n"
        "assert ssl._create_default_https_context is before\n"
        "assert ssl._create_default_https_context().verify_mode is ssl.CERT_REQUIRED\n"
        "import PIL.ImageFile; assert PIL.ImageFile.LOAD_TRUNCATED_IMAGES is False\n"
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout + done.stderr == ""  # and it does not chatter


def test_a_carrier_whose_certificate_nobody_signed_is_refused_and_gets_nothing() -> None:
    with _Https() as impostor:
        at_impostor = Login(
            carrier="ups", client_id="c", client_secret="s", account_number="9E14G0", base_url=impostor.url
        )
        answer = karrio_door.buy(at_impostor, wanted())

    assert isinstance(answer, CarrierTrouble)
    assert answer.code == "carrier_unreachable"
    assert "CERTIFICATE_VERIFY_FAILED" in answer.reason
    assert impostor.seen == []


def test_credentials_never_travel_in_clear_to_another_machine() -> None:
    in_clear = Login(
        carrier="ups", client_id="c", client_secret="s", account_number="9E14G0", base_url="http://carrier.example"
    )

    answer = karrio_door.buy(in_clear, wanted())

    assert isinstance(answer, CarrierTrouble)
    assert (answer.code, answer.nothing_done) == ("carrier_unreachable", True)
    assert "in clear" in answer.reason


@pytest.mark.parametrize("way", ["hang", "drip"])
def test_a_carrier_that_never_finishes_answering_is_given_up_in_time(ups: UpsStub, way: str) -> None:
    ups.fail(SHIP, way)
    begun = time.monotonic()

    answer = karrio_door.buy(login(ups), wanted(), timeout_s=0.8)

    assert time.monotonic() - begun < 4
    assert isinstance(answer, CarrierTrouble)
    assert answer.code == "carrier_silent"
    assert not answer.nothing_done  # a label may have been bought


def test_without_being_told_the_door_waits_half_a_minute_at_most() -> None:
    assert transport.TIMEOUT_S == 30


@pytest.mark.parametrize("way", ["fault", "hang", "drop", "garbage", "busy", "postcode"])
def test_one_label_is_asked_for_once_even_when_a_tracing_library_is_there(
    ups: UpsStub, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    spans = _plant_sentry(monkeypatch)
    ups.fail(SHIP, way)

    answer = karrio_door.buy(login(ups), wanted(), timeout_s=0.8)

    assert not isinstance(answer, Label)
    assert ups.count(SHIP) == 1
    assert spans == []


def _plant_sentry(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """An importable `sentry_sdk`, enough of it for karrio's own sender to take the path that posts twice."""
    spans: list[str] = []

    class Span:
        def __enter__(self) -> "Span":
            return self

        def __exit__(self, *_: object) -> None:
            return None

        def set_data(self, key: str, value: object) -> None:
            return None

    def start_span(op: str, description: str) -> Span:
        spans.append(description)
        return Span()

    sentry = types.ModuleType("sentry_sdk")
    sentry.start_span = start_span
    monkeypatch.setitem(sys.modules, "sentry_sdk", sentry)
    return spans


def test_the_control_karrios_own_sender_would_have_asked_twice(ups: UpsStub, monkeypatch: pytest.MonkeyPatch) -> None:
    karrio_door._sdk()
    _plant_sentry(monkeypatch)
    ups.fail("/anything", "fault", times=2)
    monkeypatch.setattr(ssl, "_create_default_https_context", ssl.create_default_context)  # put back afterwards,
    monkeypatch.setattr(PIL.ImageFile, "LOAD_TRUNCATED_IMAGES", False)  # for the copy changes both again
    # A second, untouched copy of karrio's helpers: should this fail, karrio has mended it and the door can shrink.
    spec = importlib.util.find_spec("karrio.core.utils.helpers")
    assert spec is not None
    assert spec.loader is not None
    plain = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(plain)

    plain.request(url=f"{ups.url}/anything", method="POST", data="{}")

    assert ups.count("/anything") == 2


def test_a_redirect_is_not_followed_with_the_token() -> None:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(302)
            self.send_header("Location", "http://carrier.example/")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            return

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    with transport.watched() as seen, pytest.raises(OSError, match="302"):
        transport.send_once(Request(f"http://127.0.0.1:{server.server_port}/"))
    server.shutdown()
    server.server_close()

    assert [e.status for e in seen] == [302]


def test_an_endless_answer_is_cut_off(ups: UpsStub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "ANSWER_BYTES_MAX", 1_000)

    answer = karrio_door.buy(login(ups), wanted())

    assert isinstance(answer, CarrierTrouble)
    assert "passes 1000 bytes" in answer.reason


def test_many_calls_log_in_once_and_a_revoked_token_is_replaced(ups: UpsStub) -> None:
    account = login(ups, "galeon-tokens")
    assert [type(karrio_door.buy(account, wanted(f"GAL-{n}"))) for n in range(3)] == [Label, Label, Label]
    assert ups.count("/security/") == 1

    ups.world.tokens.clear()
    refused = karrio_door.buy(account, wanted("GAL-9"))
    again = karrio_door.buy(account, wanted("GAL-9"))

    assert isinstance(refused, CarrierTrouble)
    assert (refused.code, refused.retryable, refused.nothing_done) == ("carrier_login", True, True)
    assert isinstance(again, Label)
    assert ups.count("/security/") == 2


def test_labels_are_never_sent_out_to_be_converted() -> None:
    karrio_door._sdk()
    lib = importlib.import_module("karrio.lib")

    with pytest.raises(RuntimeError, match="never sent out"):
        lib.zpl_to_pdf("", 4, 6)


def test_karrio_writes_no_request_to_the_log(ups: UpsStub, capfd: pytest.CaptureFixture[str]) -> None:
    ups.fail(TRACK, "fault")
    karrio_door.buy(login(ups), wanted())
    karrio_door.sightings(login(ups), "1Z9E14G00390000017")

    assert capfd.readouterr() == ("", "")
    assert logging.getLogger("jstruct").level == logging.ERROR


def test_the_web_process_does_not_load_karrio() -> None:
    done = _python(
        "import os; os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'galeon.config.settings')\n"
        "import galeon.config.wsgi, galeon.config.urls, sys\n"
        "import galeon.carriers.acts, galeon.carriers.reads\n"
        "from django.urls import get_resolver; get_resolver().url_patterns\n"
        "from galeon.carriers.karrio_door import loaded\n"
        "assert not loaded(sys.modules), 'karrio is loaded'\n"
    )

    assert done.returncode == 0, done.stderr

"""A loopback server that answers as UPS does. The sample company ships through it; the tests break it on purpose.

Run: python -m galeon.carriers.stub.ups [--port N] [--pace SECONDS] [--waits] [--memory FILE]
It is no simulation of UPS's prices or rules: only of the shapes, the routes and the ways to fail.
"""

import argparse
import json
import sys
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

import msgspec

from galeon.carriers.stub import ups_answers
from galeon.carriers.stub.ups_answers import Activity
from galeon.carriers.stub.ups_world import World

TOKEN = "/security/v1/oauth/token"  # noqa: S105  a route
SHIP = "/api/shipments/v2409/ship"
VOID = "/api/shipments/v2409/void/cancel/"
RATE = "/api/rating/v2409/Shop"
TRACK = "/api/track/v1/details/"
RECOVERY = "/api/labels/v1/recovery"
_GARBAGE = b"<html><body>Bad gateway</body></html>"
_BODY_BYTES_MAX = 4 * 1024 * 1024
_CALLS_KEPT = 10_000


class Call(msgspec.Struct):
    """A request the stub saw."""

    method: str
    path: str
    body: str


class Fault(msgspec.Struct):
    """A way to fail the next `times` requests whose path begins with `path`.

    kind: a name in shapes/errors.json (busy, fault, expired, postcode, ...); garbage (200 with a page);
    hang (does the work, never answers); drop (does the work, closes the connection); drip (a byte at a time).
    """

    path: str
    kind: str
    times: int = 1


class UpsStub:
    """`with UpsStub() as ups:` serves on a free loopback port; `ups.url` is the carrier account's base_url."""

    def __init__(
        self, port: int = 0, *, pace: timedelta | None = None, waits: bool = False, memory: Path | None = None
    ) -> None:
        self.world = World(pace=pace, waits=waits, memory=memory)
        self.calls: list[Call] = []
        self.faults: list[Fault] = []
        self.closing = threading.Event()
        handler = type("Handler", (_Handler,), {"stub": self})
        self.server = ThreadingHTTPServer(("127.0.0.1", port), handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self) -> "UpsStub":
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.closing.set()
        self.server.shutdown()
        self.server.server_close()

    def fail(self, path: str, kind: str, times: int = 1) -> None:
        """Make the next requests to a route fail."""
        self.faults.append(Fault(path, kind, times))

    def advance(self, number: str, to: str, at: datetime | None = None) -> None:
        """See `World.advance`."""
        self.world.advance(number, to, at)

    def count(self, path: str, method: str = "POST") -> int:
        """How many requests of a route arrived."""
        return sum(call.method == method and call.path.startswith(path) for call in self.calls)

    def bodies(self, path: str) -> list[Any]:
        """The JSON bodies a route received."""
        return [json.loads(call.body) for call in self.calls if call.path.startswith(path) and call.body]

    def take_fault(self, path: str) -> str:
        """The kind of failure due for this request, or ''."""
        for fault in self.faults:
            if fault.times > 0 and path.startswith(fault.path):
                fault.times -= 1
                return fault.kind
        return ""


class _Handler(BaseHTTPRequestHandler):
    stub: UpsStub

    def do_POST(self) -> None:
        self._serve()

    def do_GET(self) -> None:
        self._serve()

    def do_DELETE(self) -> None:
        self._serve()

    def log_message(self, format: str, *args: object) -> None:
        """Silent: the calls are in `stub.calls`."""

    def _serve(self) -> None:
        path = urlsplit(self.path).path
        size = min(int(self.headers.get("Content-Length") or 0), _BODY_BYTES_MAX)
        body = self.rfile.read(size).decode("utf-8", "replace")
        if path.startswith("/_stub/"):
            self._send(*self._control(path, body))
            return
        self.stub.calls.append(Call(self.command, path, body))
        del self.stub.calls[:-_CALLS_KEPT]
        self._answer(self.stub.take_fault(path), path, body)

    def _answer(self, fault: str, path: str, body: str) -> None:
        if fault in ups_answers.shape("errors"):
            self._send(*ups_answers.error(fault))
        elif fault == "garbage":
            self._send_bytes(200, _GARBAGE, "text/html")
        else:
            self._answer_late(fault, *self._routed(path, body))

    def _answer_late(self, fault: str, status: int, reply: Any) -> None:
        """The work is done; what goes wrong goes wrong on the way back."""
        if fault == "drop":
            self.close_connection = True
        elif fault == "hang":
            self.stub.closing.wait(120)
        elif fault == "drip":
            self._drip(json.dumps(reply).encode())
        else:
            self._send(status, reply)

    def _routed(self, path: str, body: str) -> tuple[int, Any]:
        world = self.stub.world
        if path == TOKEN:
            basic = self.headers.get("authorization", "").startswith("Basic ")
            return (200, world.new_token()) if basic else ups_answers.error("token")
        if self.headers.get("authorization", "").removeprefix("Bearer ") not in world.tokens:
            return ups_answers.error("expired")
        routes: dict[tuple[str, str], Callable[[], tuple[int, Any]]] = {
            ("POST", SHIP): lambda: world.ship(json.loads(body)),
            ("POST", RATE): lambda: (200, ups_answers.shape("rate")),
            ("POST", RECOVERY): lambda: world.recover(json.loads(body)),
            ("DELETE", VOID): lambda: world.void(path.removeprefix(VOID)),
            ("GET", TRACK): lambda: world.track(path.removeprefix(TRACK)),
        }
        for (method, route), answer in routes.items():
            if self.command == method and path.startswith(route):
                return answer()
        return 404, {"response": {"errors": [{"code": "404", "message": "No such route"}]}}

    def _control(self, path: str, body: str) -> tuple[int, Any]:
        asked = json.loads(body) if body else {}
        at = datetime.fromisoformat(asked["at"]) if asked.get("at") else None
        try:
            if path == "/_stub/advance":
                self.stub.advance(asked["number"], asked["to"], at)
            elif path == "/_stub/collect":
                self.stub.world.collect(asked["numbers"])
            elif path == "/_stub/activity":
                self.stub.world.happen(asked["number"], msgspec.convert(asked["activity"], Activity))
            elif path == "/_stub/fault":
                self.stub.fail(asked["path"], asked["kind"], asked.get("times", 1))
            elif path == "/_stub/calls":
                return 200, msgspec.to_builtins(self.stub.calls)
            else:
                return 404, {}
        except (KeyError, ValueError, msgspec.ValidationError) as error:
            return 400, {"error": repr(error)}
        return 200, {}

    def _send(self, status: int, reply: Any) -> None:
        self._send_bytes(status, json.dumps(reply).encode(), "application/json")

    def _send_bytes(self, status: int, body: bytes, media_type: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _drip(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            for byte in body:
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
                time.sleep(0.05)
        except OSError:
            return  # the caller has had enough


def main(argv: list[str]) -> int:
    """Serve until stopped; prints the address."""
    parser = argparse.ArgumentParser(prog="python -m galeon.carriers.stub.ups")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--pace", type=int, default=0, help="seconds between two steps of a shipment; 0 = it stays")
    parser.add_argument("--waits", action="store_true", help="a shipment begins to move once it is collected")
    parser.add_argument("--memory", type=Path, help="file in which shipments are kept")
    asked = parser.parse_args(argv)
    pace = timedelta(seconds=asked.pace) if asked.pace else None
    stub = UpsStub(asked.port, pace=pace, waits=asked.waits, memory=asked.memory)
    sys.stdout.write(f"{stub.url}\n")
    sys.stdout.flush()
    try:
        stub.server.serve_forever()
    except KeyboardInterrupt:
        stub.server.server_close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

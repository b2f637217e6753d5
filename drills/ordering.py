"""Clients that send orders and, when no answer comes, send them again: with the same key, or (the control) with a new one."""

import http.client
import json
import random
import threading
import time
from collections import Counter
from itertools import count

import msgspec

BOOKED = (200, 201)
AGAIN = (502, 503, 504)  # the house says itself that it is not well
GIVE_UP_S = 240.0
CALL_S = 30.0


class Surprise(Exception):
    """A status the drill does not expect: it has found a fault of another kind."""


class Acknowledged(msgspec.Struct, frozen=True):
    """An order the house has confirmed: its own name in the drill, the reference it was booked under, our number."""

    name: str
    reference: str
    number: str
    tries: int


class Orders:
    """Threads that order until told to stop. renews: a new key and a new reference at each try (the control)."""

    def __init__(self, port: int, keys: list[str], clients: int, prefix: str, *, renews: bool = False) -> None:
        self.port, self.keys, self.prefix, self.renews = port, keys, prefix, renews
        self.acknowledged: list[Acknowledged] = []
        self.statuses: Counter[str] = Counter()
        self.surprises: list[str] = []
        self._serial = count()
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._threads = [threading.Thread(target=self._run, args=(n,), daemon=True) for n in range(clients)]

    def start(self) -> None:
        """Begin to order."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Finish what is under way: each order begun is sent until it is answered."""
        self._stopping.set()
        for thread in self._threads:
            thread.join(GIVE_UP_S + CALL_S)
        if any(thread.is_alive() for thread in self._threads):
            self.surprises.append("a client never got an answer")

    @property
    def are_well(self) -> bool:
        """False once something happened that must not."""
        return not self.surprises

    def _run(self, n: int) -> None:
        caller = _Caller(self.port, self.keys[n % len(self.keys)])
        try:
            while not self._stopping.is_set() and self.are_well:
                with self._lock:
                    name = f"{self.prefix}{next(self._serial)}"
                told = self._order(caller, name)
                with self._lock:
                    self.acknowledged.append(told)
        except Surprise as fault:
            with self._lock:
                self.surprises.append(str(fault))

    def _order(self, caller: "_Caller", name: str) -> Acknowledged:
        deadline = time.monotonic() + GIVE_UP_S
        for attempt in count(1):
            reference = f"{name}-{attempt}" if self.renews else name
            status, body = caller.call(reference)
            with self._lock:
                self.statuses[str(status or "no answer")] += 1
            if status in BOOKED:
                return Acknowledged(name, reference, str(json.loads(body)["number"]), attempt)
            if status is not None and status not in AGAIN:
                raise Surprise(f"{name}: {status} {body[:300]!r}")
            if time.monotonic() > deadline:
                raise Surprise(f"{name}: no answer in {GIVE_UP_S:.0f} s")
            time.sleep(random.uniform(0.05, 0.3))
        raise AssertionError("unreachable")


class _Caller:
    """One program's connection."""

    def __init__(self, port: int, key: str) -> None:
        self.port, self.key = port, key
        self.line: http.client.HTTPConnection | None = None

    def call(self, reference: str) -> tuple[int | None, bytes]:
        """Send an order; (None, b"") when no answer came."""
        try:
            if self.line is None:
                self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=CALL_S)
            head = {
                "Authorization": f"Bearer {self.key}", "Content-Type": "application/json", "Idempotency-Key": f"k-{reference}",
            }  # fmt: skip
            self.line.request("POST", "/api/v1/waybills", body_of(reference), head)
            reply = self.line.getresponse()
            return reply.status, reply.read()
        except (OSError, http.client.HTTPException):
            if self.line is not None:
                self.line.close()
            self.line = None
            return None, b""


_ORDER = json.dumps(
    {
        "reference": "@@@", "service": "USLINE", "parcels": [{"weight_g": 1_240}],
        "consignee": {
            "name": "Ana Torres", "country": "US", "street": ["500 S Hill St"], "city": "Los Angeles", "state": "CA",
            "postcode": "90013", "phone": "+1 213 555 0100",
        },
        "items": [{"title": "LED desk lamp", "quantity": 2, "unit_value_minor": 1_900, "currency": "USD"}],
    }
)  # fmt: skip


def body_of(reference: str) -> bytes:
    """An order to the small company's service."""
    return _ORDER.replace("@@@", reference).encode()

"""What the stub knows: tokens, shipments, faults to come. Optionally kept in a file, one line a fact."""

import os
import secrets
import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from galeon.carriers.stub import ups_answers
from galeon.carriers.stub.ups_answers import SIDE_STEPS, STEPS, Activity, Shipment
from galeon.carriers.ups import numbers

_PACKAGES_MAX = 10_000_000
_LINE = msgspec.json.Encoder()


class World:
    """The carrier's side. Every method is one transaction under one lock.

    pace: how long a step takes. waits: a shipment takes its first step once it was collected, not once it was sold.
    """

    def __init__(self, *, pace: timedelta | None = None, waits: bool = False, memory: Path | None = None) -> None:
        self.clock: Callable[[], datetime] = lambda: datetime.now(UTC)
        self.lock = threading.RLock()
        self.tokens: set[str] = set()
        self.shipments: dict[str, Shipment] = {}
        self.serial = secrets.randbelow(_PACKAGES_MAX // 2)
        self.pace = pace
        self.waits = waits
        self.memory = memory
        if memory is not None and memory.exists():
            self._recall(memory)

    def new_token(self) -> Any:
        """A fresh token's reply."""
        with self.lock:
            token = secrets.token_urlsafe(24)
            self.tokens.add(token)
            return ups_answers.token(token, datetime.now(UTC))

    def ship(self, asked: dict[str, Any]) -> tuple[int, Any]:
        """Sell a label, or refuse as UPS does."""
        shipment = asked["ShipmentRequest"]["Shipment"]
        shipper, to = shipment["Shipper"], shipment["ShipTo"]
        if len(str(shipper.get("ShipperNumber") or "")) != 6:
            return ups_answers.error("shipper")
        address = to.get("Address", {})
        if address.get("CountryCode") == "US" and not str(address.get("PostalCode") or "")[:5].isdigit():
            return ups_answers.error("postcode")
        with self.lock:
            made = self._made(asked, shipment)
            self._keep(made)
            return 200, ups_answers.ship(made, self.serial)

    def _made(self, asked: dict[str, Any], shipment: dict[str, Any]) -> Shipment:
        now = self.clock()
        service = str(shipment["Service"]["Code"])
        made: list[str] = []
        for _ in shipment["Package"]:
            self.serial = (self.serial + 1) % _PACKAGES_MAX
            made.append(numbers.make(shipment["Shipper"]["ShipperNumber"], service, self.serial))
        reference = shipment.get("ReferenceNumber") or shipment["Package"][0].get("ReferenceNumber") or {}
        label_format = asked["ShipmentRequest"]["LabelSpecification"]["LabelImageFormat"]["Code"]
        new = Shipment(
            numbers=made,
            reference=str(reference.get("Value", "")),
            service=service,
            ship_from=shipment["ShipFrom"],
            ship_to=shipment["ShipTo"],
            label_format=label_format,
            made_at=now,
            activities=[],
        )
        new.activities.append(_step(new, STEPS["created"], now))
        return new

    def recover(self, asked: dict[str, Any]) -> tuple[int, Any]:
        """The label made under a reference."""
        question = asked["LabelRecoveryRequest"]
        reference = question["ReferenceValues"]["ReferenceNumber"]["Value"]
        label_format = question["LabelSpecification"]["LabelImageFormat"]["Code"]
        with self.lock:
            found = [s for s in self.shipments.values() if s.reference == reference and not s.voided]
        return (200, ups_answers.recovery(found[-1], label_format)) if found else ups_answers.error("not_found")

    def void(self, number: str) -> tuple[int, Any]:
        """Take a label back, unless the parcel is already on its way."""
        with self.lock:
            shipment = self.shipments.get(number)
            if shipment is None or shipment.voided:
                return ups_answers.error("not_found")
            self._walk(shipment)
            if len(shipment.activities) > 1:
                return ups_answers.error("void_late")
            shipment.voided = True
            self._keep(shipment)
            return 200, ups_answers.shape("void")

    def track(self, number: str) -> tuple[int, Any]:
        """What happened to a number."""
        if not number.startswith("1Z") or len(number) != 18:
            return 400, ups_answers.shape("track_invalid")
        with self.lock:
            shipment = self.shipments.get(number)
            if shipment is None or shipment.voided:
                return 200, ups_answers.shape("track_not_found")
            self._walk(shipment)
            return 200, ups_answers.track(shipment, number)

    def advance(self, number: str, to: str, at: datetime | None = None) -> None:
        """Bring a shipment to a step: every ordinary step up to it, or one side step.

        With `at` the last step happens then and the others an hour apart before it; without, each a second
        after the one before.
        """
        with self.lock:
            shipment = self.shipments[number]
            seen = {a.code for a in shipment.activities}
            ordinary = [] if to in SIDE_STEPS else list(STEPS)[: list(STEPS).index(to) + 1]
            missing = [STEPS[n] for n in ordinary if STEPS[n][1] not in seen] or [{**STEPS, **SIDE_STEPS}[to]]
            apart = timedelta(hours=1) if at else timedelta(seconds=1)
            latest = max(a.at for a in shipment.activities)
            first = at - apart * (len(missing) - 1) if at else latest + apart
            if at and shipment.activities[0].at > first:
                shipment.activities[0].at = first - apart  # a story told in the past begins in the past
            shipment.activities += [_step(shipment, step, first + apart * no) for no, step in enumerate(missing)]
            self._keep(shipment)

    def plan(self, number: str, steps: Iterable[tuple[str, datetime]]) -> None:
        """Steps, ordinary or not, each of which will be told from its time on."""
        with self.lock:
            shipment = self.shipments[number]
            shipment.planned += [_step(shipment, {**STEPS, **SIDE_STEPS}[to], at) for to, at in steps]
            self._keep(shipment)

    def collect(self, numbers: Iterable[str]) -> int:
        """The driver has these parcels; with a pace they move on from now. Returns how many are new to him."""
        with self.lock:
            found = [self.shipments[n] for n in numbers if n in self.shipments]
            fresh = [s for s in found if s.collected_at is None]
            for shipment in fresh:
                shipment.collected_at = self.clock()
                self._keep(shipment)
            return len(fresh)

    def happen(self, number: str, activity: Activity) -> None:
        """Anything at all, at any time: late, repeated, unknown."""
        with self.lock:
            self.shipments[number].activities.append(activity)
            self._keep(self.shipments[number])

    def _walk(self, shipment: Shipment) -> None:
        """What was planned happens in its time; with a pace set, a shipment moves on by itself, a step each time."""
        now = self.clock()
        shipment.activities += [a for a in shipment.planned if a.at <= now]
        shipment.planned = [a for a in shipment.planned if a.at > now]
        start = shipment.collected_at if self.waits else shipment.made_at
        seen = {a.code for a in shipment.activities}
        if self.pace is None or start is None or shipment.planned or SIDE_STEPS["returning"][1] in seen:
            return
        taken = max((now - start) // self.pace, 0)
        for no, name in enumerate(list(STEPS)[: taken + 1]):
            if STEPS[name][1] not in seen:
                shipment.activities.append(_step(shipment, STEPS[name], start + no * self.pace))

    def _recall(self, memory: Path) -> None:
        whole, _, torn = memory.read_bytes().rpartition(b"\n")
        if torn:  # a full disk or a kill -9 cut the last one off; the next must not be glued to it
            os.truncate(memory, len(whole) + 1 if whole else 0)
        for line in whole.splitlines():
            self._keep(msgspec.json.decode(line, type=Shipment), remember=False)

    def _keep(self, shipment: Shipment, *, remember: bool = True) -> None:
        for number in shipment.numbers:
            self.shipments[number] = shipment
        if self.memory is not None and remember:
            with self.memory.open("ab") as file:
                file.write(_LINE.encode(shipment) + b"\n")


def _step(shipment: Shipment, step: tuple[str, str, str, str, bool], at: datetime) -> Activity:
    type_, code, status_code, words, at_origin = step
    party = shipment.ship_from if at_origin else shipment.ship_to
    address = party.get("Address", {})
    placed = code != "MP"  # UPS knows only the country of a label
    return Activity(
        type=type_,
        code=code,
        status_code=status_code,
        words=words,
        at=at,
        city=str(address.get("City", "")) if placed else "",
        state=str(address.get("StateProvinceCode") or "") if placed else "",
        country=str(address.get("CountryCode", "US")),
    )

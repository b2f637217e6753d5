"""Parcels to scan, and a way to scan them."""

from datetime import UTC, datetime, timedelta

import msgspec

from galeon.intake.acts import Placed, place
from galeon.ops.tests.company import Company, order
from galeon.parties.reads import Customer
from galeon.warehouse.acts import receive
from galeon.warehouse.station import StationScan
from galeon.warehouse.verdicts import StationVerdict
from galeon.waybills.orders import OrderParcel

NOON = datetime(2026, 11, 3, 4, 0, tzinfo=UTC)
LI_WEI = 4


def booked(merchant: Customer, reference: str = "SO-1001", *weights_g: int) -> Placed:
    """A waybill of that merchant with one piece for each weight (one of 1,240 g when none is given)."""
    parcels = tuple(OrderParcel(g, 300, 220, 140) for g in weights_g or (1_240,))
    made = msgspec.structs.replace(order(reference), parcels=parcels, booked_at=NOON - timedelta(hours=1))
    (answer,) = place(merchant, [made], source="api")
    assert isinstance(answer, Placed), answer
    return answer


def scanned(company: Company, text: str, weight_g: int | None = 1_240, **changes: object) -> StationScan:
    """A scan by Li Wei at the hub at noon; `after_s` seconds later, or otherwise as told."""
    after_s = changes.pop("after_s", 0)
    base: dict[str, object] = {
        "text": text, "site_id": company.hub.pk, "operator_id": LI_WEI, "weight_g": weight_g,
        "occurred_at": NOON + timedelta(seconds=float(str(after_s))),
    }  # fmt: skip
    return StationScan(**{**base, **changes})


def scan(company: Company, text: str, weight_g: int | None = 1_240, **changes: object) -> StationVerdict:
    """What the station answers to it."""
    (verdict,) = receive([scanned(company, text, weight_g, **changes)])
    return verdict

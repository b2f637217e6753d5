"""A merchant's received parcels and an account at the stub, for the tests that need the database."""

from datetime import datetime, timedelta

from galeon.carriers.acts import NewCarrierAccount, Wish, open_carrier_account
from galeon.carriers.models import CarrierAccount
from galeon.carriers.stub.ups import UpsStub
from galeon.carriers.tests.parcels import CARSON
from galeon.intake.acts import Placed, place
from galeon.ops.small import NOW, order
from galeon.parties.reads import Customer
from galeon.waybills import acts as waybills
from galeon.waybills.orders import OrderParcel

LATER = NOW + timedelta(days=5)


def ups_account(ups: UpsStub, code: str = "UPS-US", **changes: object) -> int:
    """Our account at the stub; its id."""
    new = NewCarrierAccount(
        code=code, carrier="ups", client_id=f"galeon-{ups.url[-5:]}", client_secret="s3cret", account_number="9E14G0",
        country="US", service="ups_ground", ship_from=CARSON, test_mode=True, base_url=ups.url, **changes,
    )  # fmt: skip
    opened = open_carrier_account(new, NOW)
    assert isinstance(opened, CarrierAccount)
    return int(opened.pk)


def received(merchant: Customer, *references: str, pieces: int = 1, at: datetime = NOW) -> list[tuple[int, int]]:
    """Orders placed and weighed in; (account_id, waybill_id) of each."""
    parcels = tuple(OrderParcel(1_240, 300, 220, 140) for _ in range(pieces))
    answers = place(merchant, [order(r, parcels=parcels, booked_at=at) for r in references], source="api", at=at)
    ids = [(merchant.account_id, a.waybill_id) for a in answers if isinstance(a, Placed)]
    assert len(ids) == len(references), answers
    record(ids, "weigh_in", at)
    return ids


def record(ids: list[tuple[int, int]], code: str, at: datetime, source: str = "station") -> list[waybills.Outcome]:
    """One event for each waybill."""
    return waybills.record(
        [
            waybills.Scan(account_id=a, waybill_id=w, code=code, source=source, occurred_at=at, place="SZX1")
            for a, w in ids
        ]
    )


def wishes(ids: list[tuple[int, int]], carrier_account_id: int) -> list[Wish]:
    """A label for each."""
    return [Wish(account_id=a, waybill_id=w, carrier_account_id=carrier_account_id) for a, w in ids]

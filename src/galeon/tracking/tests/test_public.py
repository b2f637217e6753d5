"""What anybody sees who knows a number."""

from datetime import date, timedelta

import msgspec
import pytest
from django.utils import translation

from galeon.kernel.tenancy import customer
from galeon.ops.tests.company import Company, order
from galeon.tracking import wording
from galeon.tracking.reads import Several, public, timeline
from galeon.tracking.status import PublicStatus
from galeon.tracking.track import Track
from galeon.warehouse.tests.floor import NOON, booked, scan
from galeon.waybills.acts import NewNumber, Scan, free_references, record, renumber


def track(number: str, days: float = 2) -> Track:
    found = public(number, NOON + timedelta(days=days))
    assert isinstance(found, Track), found
    return found


def travelled(company: Company, reference: str = "SO-1001") -> tuple[int, str]:
    """A waybill weighed in at noon, flown to Los Angeles, handed to UPS and scanned there; (id, our number)."""
    waybill = booked(company.merchant, reference)
    scan(company, waybill.number)
    one = {"account_id": company.merchant.account_id, "waybill_id": waybill.waybill_id}
    steps = (
        ("bag", "SZX1", 3), ("depart", "CNSZX", 20), ("arrive", "USLAX", 34), ("declare", "USLAX", 35),
        ("release", "USLAX", 40), ("hand_over", "USLAX", 45),
    )  # fmt: skip
    for code, place, hours in steps:
        at = NOON + timedelta(hours=hours)
        record([Scan(code=code, place=place, source="system", occurred_at=at, **one)])
    renumber([NewNumber(number="1Z5R89390357567127", carrier="ups", **one)], NOON)
    said = '{"description": "Left with Ana Torres", "number": "1Z5R89390357567127"}'
    at, place = NOON + timedelta(hours=60), "LOS ANGELES, CA 90045, US"
    record([Scan(code="carrier_scan", place=place, source="carrier:ups", occurred_at=at, detail=said, **one)])
    return waybill.waybill_id, waybill.number


def test_the_parcel_is_found_by_our_number_the_carriers_and_the_reference(company: Company) -> None:
    _, number = travelled(company)
    for asked in (number, number.lower(), f" {number} ", "1Z 5R8 939 03 5756 7127", "SO-1001", "so1001"):
        found = track(asked, 3)
        assert (found.canonical, found.number) == (number, "1Z5R89390357567127")
    assert public("NOBODY-1") is None
    assert public("") is None
    assert public("x\x00y") is None


def test_the_story_is_told_by_the_clocks_of_its_places(company: Company) -> None:
    _, number = travelled(company)
    found = track(number, 3)
    assert (found.status, found.state, found.carrier_numbers) == (
        PublicStatus.IN_TRANSIT, "handed_over", (("1Z5R89390357567127", "ups"),)
    )  # fmt: skip
    told = [(s.code, s.place.name if s.place else "", s.place.timezone if s.place else "") for s in found.steps]
    assert told == [
        ("carrier_scan", "Los Angeles, CA, US", "America/Los_Angeles"),
        ("hand_over", "Los Angeles", "America/Los_Angeles"),
        ("release", "Los Angeles", "America/Los_Angeles"),
        ("declare", "Los Angeles", "America/Los_Angeles"),
        ("arrive", "Los Angeles", "America/Los_Angeles"),
        ("depart", "Shenzhen", "Asia/Shanghai"),
        ("weigh_in", "Shenzhen", "Asia/Shanghai"),
        ("book", "", ""),
    ]
    assert found.position is not None
    assert found.position.place.name == "Los Angeles, CA, US"
    assert found.position.place.latitude_udeg is not None
    assert found.position.place.latitude_udeg // 1_000_000 == 33
    assert found.origin is not None
    assert found.origin.name == "Shenzhen"


def test_nothing_personal_is_told_and_no_reference_unless_it_was_asked_by(company: Company) -> None:
    _, number = travelled(company)
    body = msgspec.json.encode(track(number, 3)).decode()
    consignee = order().consignee
    secrets = (
        "Ana",
        "Torres",
        consignee.street[0],
        "213 555",
        "+1",
        "90013",
        "90045",
        "Lumen",
        "SO-1001",
        "1240",
        "1900",
    )
    for secret in secrets:
        assert secret not in body
    assert (track(number).to_country, track(number).to_city) == ("US", "Los Angeles")
    assert track("SO-1001").reference == "SO-1001"


def test_a_reference_of_two_merchants_tells_nothing_of_either(company: Company) -> None:
    mine = booked(company.merchant, "1001")
    other = company.open_merchant("ACME")
    booked(other, "1001")
    assert public("1001") == Several(2)
    assert track(mine.number).canonical == mine.number


def test_a_merchant_cannot_hijack_another_ones_number_by_a_reference(company: Company) -> None:
    mine = booked(company.merchant)
    booked(company.open_merchant("ACME"), mine.number)
    assert track(mine.number).reference == ""
    assert track(mine.number).canonical == mine.number


def test_a_reference_used_anew_means_the_new_waybill(company: Company) -> None:
    first = booked(company.merchant, "1001")
    key = (company.merchant.account_id, first.waybill_id)
    record([Scan(account_id=key[0], waybill_id=key[1], code="cancel", source="customer", occurred_at=NOON)])
    free_references([key], NOON)
    assert track("1001").status == PublicStatus.EXCEPTION
    second = booked(company.merchant, "1001")
    assert track("1001").canonical == second.number


def test_the_legs_and_the_promise_follow_the_parcel(company: Company) -> None:
    waybill = booked(company.merchant)
    scan(company, waybill.number)
    found = track(waybill.number, 0)
    assert [(leg.kind, leg.progress) for leg in found.legs] == [
        ("first_mile", "done"), ("line_haul", "ahead"), ("customs", "ahead"), ("last_mile", "ahead")
    ]  # fmt: skip
    haul = found.legs[1]
    assert haul.origin is not None
    assert haul.destination is not None
    assert (haul.origin.name, haul.destination.name) == ("Shenzhen", "Los Angeles")
    assert found.to_timezone == "America/Los_Angeles"
    assert found.promise is not None
    # 12:00 in Shenzhen is still the evening before in Los Angeles: 6 to 10 days from 2 November
    assert (found.promise.first, found.promise.last) == (date(2026, 11, 8), date(2026, 11, 12))


def test_the_owner_sees_every_event_with_its_weight_and_nobody_else_does(company: Company) -> None:
    waybill_id, _ = travelled(company)
    other = company.open_merchant("ACME")
    with customer(company.merchant.account_id):
        told = timeline(company.merchant.account_id, waybill_id)
    assert told is not None
    assert told.reference == "SO-1001"
    weighed = next(s for s in told.steps if s.code == "weigh_in")
    assert weighed.detail is not None
    assert weighed.detail.weight_g == 1_240
    assert "bag" in [s.code for s in told.steps]
    with customer(other.account_id):
        assert timeline(company.merchant.account_id, waybill_id) is None


@pytest.mark.parametrize(("language", "word"), [("en", "On its way"), ("es", None), ("zh-hans", None)])
def test_the_status_is_said_in_the_readers_language(language: str, word: str | None) -> None:
    with translation.override(language):
        said = wording.status_word(PublicStatus.IN_TRANSIT)
        assert said == word if word else said
        assert wording.status_sentence(PublicStatus.EXCEPTION, "lost")

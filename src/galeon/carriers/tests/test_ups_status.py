"""What UPS tells, in our words and our clock."""

from datetime import UTC, datetime
from typing import Any

import pytest

from galeon.carriers.stub import ups_answers
from galeon.carriers.ups.activities import sightings
from galeon.carriers.ups.adapter import Ups
from galeon.carriers.ups.status_map import BY_CODE, BY_TYPE, BY_TYPE_AND_CODE, our_code
from galeon.waybills.journey import BY_CODE as JOURNEY
from galeon.waybills.journey import is_ours

NUMBER = "1Z9E14G00390000017"


def _activity(type_: str, code: str, text: str = "", at: str = "20261119 120000", **more: Any) -> dict[str, Any]:
    date, time = at.split()
    return {
        "status": {"type": type_, "code": code, "description": text},
        "gmtDate": date,
        "gmtTime": time,
        "location": {"address": {"city": "Ontario", "stateProvince": "CA", "countryCode": "US"}},
        **more,
    }


@pytest.mark.parametrize(
    ("type_", "code", "text", "ours"),
    [
        ("M", "MP", "Shipper created a label, UPS has not received the package yet.", "carrier_info"),
        ("MV", "VP", "Void information received", "carrier_info"),
        ("P", "PU", "Pickup Scan", "carrier_scan"),
        ("I", "OR", "Origin Scan", "carrier_scan"),
        ("I", "DP", "Departed from Facility", "carrier_scan"),
        ("I", "YP", "Processing at UPS Facility", "carrier_scan"),
        ("I", "OF", "Loaded on Delivery Vehicle", "carrier_out_for_delivery"),
        ("I", "OT", "Out For Delivery Today", "carrier_out_for_delivery"),
        ("O", "??", "", "carrier_out_for_delivery"),
        ("I", "ZP", "Delivered to UPS Access Point", "carrier_pickup_point"),
        ("D", "FS", "DELIVERED", "carrier_delivered"),
        ("D", "KB", "DELIVERED", "carrier_delivered"),
        ("D", "2Q", "Delivered to UPS Access Point, awaiting customer pickup", "carrier_pickup_point"),
        ("X", "SR", "Your package was released by the customs agency.", "carrier_scan"),
        ("X", "48", "The receiver was not available for delivery.", "carrier_delivery_failed"),
        ("X", "RF", "The receiver refused the delivery", "carrier_delivery_failed"),
        ("X", "OQ", "Held until duties and taxes are paid.", "carrier_exception"),
        ("X", "RS", "Return to sender", "carrier_returning"),
        ("RS", "", "Returned to shipper", "carrier_returning"),
        ("Z", "ZZ", "Something UPS will invent next year", "carrier_info"),
        ("", "", "", "carrier_info"),
    ],
)
def test_upss_code_means_in_our_journey(type_: str, code: str, text: str, ours: str) -> None:
    assert our_code(type_, code, text) == ours


def test_every_row_of_the_map_is_a_move_carriers_report() -> None:
    rows = {*BY_TYPE_AND_CODE.values(), *BY_CODE.values(), *BY_TYPE.values(), "carrier_returned"}

    assert rows <= set(JOURNEY)
    assert not any(is_ours(code) for code in rows)


def test_a_recorded_reply_reads_oldest_first_in_utc_with_its_places() -> None:
    told = Ups().sightings(NUMBER, ups_answers.shape("track"))

    assert [(s.code, s.occurred_at, s.place) for s in told] == [
        ("carrier_info", datetime(2026, 11, 18, 19, 33, 5, tzinfo=UTC), "US"),
        ("carrier_scan", datetime(2026, 11, 19, 4, 17, 44, tzinfo=UTC), "Carson, CA, US"),
        ("carrier_out_for_delivery", datetime(2026, 11, 19, 16, 15, 30, tzinfo=UTC), "Ontario, CA, US"),
        ("carrier_delivered", datetime(2026, 11, 19, 19, 42, 5, tzinfo=UTC), "Ontario, CA, US"),
    ]
    assert told[-1].carrier_code == "D/FS"


def test_of_two_packages_in_a_reply_only_the_one_asked_for_counts() -> None:
    reply = ups_answers.shape("track")
    reply["trackResponse"]["shipment"][0]["package"].append(
        {"trackingNumber": "1Z9E14G00390000026", "activity": [_activity("D", "FS")]}
    )

    assert len(Ups().sightings(NUMBER, reply)) == 4


def test_a_delivery_after_the_return_began_is_a_return() -> None:
    told = sightings(
        NUMBER,
        [
            _activity("D", "FS", "DELIVERED", "20261121 100000"),
            _activity("X", "RS", "Return to sender", "20261120 100000"),
            _activity("I", "OT", "Out For Delivery Today", "20261119 100000"),
        ],
    )

    assert [s.code for s in told] == ["carrier_out_for_delivery", "carrier_returning", "carrier_returned"]


@pytest.mark.parametrize(
    ("clock", "utc"),
    [
        ({"gmtTime": "12:00:00"}, (19, 12)),
        ({"gmtDate": None, "date": "20261119", "time": "040000", "gmtOffset": "-08:00"}, (19, 12)),
        ({"gmtDate": None, "date": "20261119", "time": "210000", "gmtOffset": "09:00"}, (19, 12)),
        ({"gmtDate": None, "date": "20261119", "time": "070000"}, (19, 12)),  # New York, the chief town of the US
    ],
)
def test_the_time_of_an_event_is_upss_own_utc_time_or_else_the_local_one_turned(
    clock: dict[str, Any], utc: tuple[int, int]
) -> None:
    (seen,) = sightings(NUMBER, [_activity("I", "OR", **clock)])

    assert (seen.occurred_at.day, seen.occurred_at.hour) == utc


def test_an_activity_without_a_date_cannot_be_put_in_order_and_is_left_out() -> None:
    assert sightings(NUMBER, [_activity("I", "OR", gmtDate="string", date="string")]) == []


@pytest.mark.parametrize("reply", [None, [], {}, {"trackResponse": {}}, {"trackResponse": {"shipment": [{}]}}])
def test_a_reply_that_tells_nothing_tells_nothing(reply: object) -> None:
    assert Ups().sightings(NUMBER, reply) == []

"""What the public is told of a journey, and what it is not."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from galeon.tracking.promise import expectations, progress, promise
from galeon.tracking.status import STATUS_OF, PublicStatus
from galeon.tracking.telling import Raw, for_public, plain_place, states_seen
from galeon.tracking.track import Promise
from galeon.tracking.wording import EVENTS, STATUSES
from galeon.waybills.journey import MOVES, State

NOON = datetime(2026, 11, 3, 4, 0, tzinfo=UTC)
TARGETS = {m.code: m.target for m in MOVES}
KINDS = ["first_mile", "line_haul", "customs", "last_mile"]
BERLIN = ZoneInfo("Europe/Berlin")


def events(*codes: str) -> list[Raw]:
    """These events an hour apart at our hub, carriers' at Berlin."""
    return [
        Raw(
            code, "carrier:ups" if code.startswith("carrier_") else "station", NOON + timedelta(hours=n),
            "Berlin, DE" if code.startswith("carrier_") else "SZX1", TARGETS[code], None, None,
        )
        for n, code in enumerate(codes)
    ]  # fmt: skip


def told(*codes: str) -> list[str]:
    return [e.code for e in for_public(events(*codes))]


def test_three_pieces_and_a_second_weighing_are_one_receipt() -> None:
    assert told("book", "weigh_in", "weigh_in", "weigh_in", "bag", "depart") == ["book", "weigh_in", "depart"]


def test_what_was_taken_back_never_happened() -> None:
    assert told("book", "weigh_in", "undo_weigh_in") == ["book"]
    assert told("book", "weigh_in", "undo_weigh_in", "weigh_in") == ["book", "weigh_in"]
    assert told("book", "weigh_in", "weigh_in", "undo_piece") == ["book", "weigh_in"]
    assert told("arrive", "declare", "customs_hold", "undeclare") == ["arrive"]
    assert told("arrive", "declare", "undeclare", "declare") == ["arrive", "declare"]


def test_two_tries_to_deliver_are_two_tries() -> None:
    assert told("hand_over", "carrier_delivery_failed", "carrier_out_for_delivery", "carrier_delivery_failed").count(
        "carrier_delivery_failed"
    ) == 2  # fmt: skip


def test_every_state_has_its_status_and_every_event_its_words() -> None:
    assert set(STATUS_OF) == set(State)
    assert set(STATUS_OF.values()) == set(PublicStatus) == set(STATUSES)
    for move in MOVES:
        assert move.code in EVENTS or told(move.code) == []


@pytest.mark.parametrize(
    ("text", "plain", "country"),
    [
        ("LOS ANGELES, CA, US", "Los Angeles, CA, US", "US"),
        ("LOS ANGELES, CA 90045, US", "Los Angeles, CA, US", "US"),
        ("Calle Mayor 12, 28013 Madrid, ES", "Calle Mayor, Madrid, ES", "ES"),
        ("Köln, DE", "Köln, DE", "DE"),
        ("US", "US", "US"),
        ("12345", "", ""),
        ("", "", ""),
    ],
)
def test_a_carriers_place_loses_its_numbers(text: str, plain: str, country: str) -> None:
    assert plain_place(text) == (plain, country)


@pytest.mark.parametrize(
    ("state", "seen", "marks"),
    [
        ("booked", ["booked"], "ahead ahead ahead ahead"),
        ("received", ["booked", "received"], "done ahead ahead ahead"),
        ("departed", ["departed"], "done now ahead ahead"),
        ("declared", ["declared"], "done done now ahead"),
        ("out_for_delivery", ["out_for_delivery"], "done done done now"),
        ("delivered", ["delivered"], "done done done done"),
        ("lost", ["booked", "received", "departed", "lost"], "done now ahead ahead"),
        ("cancelled", ["booked", "cancelled"], "ahead ahead ahead ahead"),
    ],
)
def test_the_legs_behind_and_ahead_follow_from_the_state(state: str, seen: list[str], marks: str) -> None:
    assert progress(state, seen, KINDS) == marks.split()


def test_states_taken_back_are_not_seen() -> None:
    assert states_seen(events("book", "weigh_in", "bag", "unbag")) == ["booked", "received"]
    assert states_seen(events("book", "weigh_in", "undo_weigh_in")) == ["booked"]


def test_a_parcel_received_on_monday_is_promised_by_the_services_days() -> None:
    legs = [(1, "done"), (2, "ahead"), (1, "ahead"), (3, "ahead")]
    ends = expectations("received", NOON, NOON, legs, BERLIN)
    assert ends == [None, date(2026, 11, 5), date(2026, 11, 6), date(2026, 11, 9)]
    assert promise("received", NOON, (6, 10), ends[-1], BERLIN) == Promise(date(2026, 11, 9), date(2026, 11, 13), False)


def test_what_stands_still_beyond_its_days_is_late_and_says_so() -> None:
    now = NOON + timedelta(days=12)
    legs = [(1, "done"), (2, "done"), (1, "ahead"), (3, "ahead")]
    ends = expectations("arrived", NOON + timedelta(days=3), now, legs, BERLIN)
    assert ends == [None, None, date(2026, 11, 15), date(2026, 11, 18)]
    assert promise("arrived", NOON, (6, 10), ends[-1], BERLIN) == Promise(date(2026, 11, 18), date(2026, 11, 18), True)


@pytest.mark.parametrize("state", ["delivered", "returned", "cancelled", "lost", "destroyed", "returning"])
def test_nothing_is_promised_once_it_is_over_or_going_back(state: str) -> None:
    assert promise(state, NOON, (6, 10), None, BERLIN) is None
    assert expectations(state, NOON, NOON, [(1, "done")], BERLIN) == [None]

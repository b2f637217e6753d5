"""Every state and every event has a name that people read."""

from galeon.waybills.journey import BY_CODE, State
from galeon.waybills.words import EVENTS, STATES


def test_every_event_of_the_journey_has_a_name_and_no_name_is_of_nothing() -> None:
    assert set(EVENTS) == set(BY_CODE)


def test_every_state_has_a_name() -> None:
    assert set(STATES) == set(State)

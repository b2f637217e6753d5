"""The question the sample company has asked of its last month."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from galeon.decisions import reads
from galeon.ops.sample import company, scenario

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


@pytest.mark.django_db
def test_the_draft_and_dearer_fuel_are_asked_for_by_whoever_keeps_the_prices() -> None:
    company.open_house("three small ships at sea", NOW - timedelta(days=69), NOW)
    scenario.ask(NOW)
    (told,) = reads.scenarios()
    (draft,) = reads.drafts()
    assert (told.state, told.asked_by, told.ask.first_day, told.ask.last_day) == (
        "done", "Tomasz Zieliński", date(2026, 10, 1), date(2026, 10, 31),
    )  # fmt: skip
    assert told.ask.change.versions == (draft.version_id,)
    assert told.ask.change.fuel_table == "ups"
    (now,) = [fuel.percent for fuel in reads.fuels(NOW) if fuel.code == "ups"]
    assert told.ask.change.fuel_percent == now + Decimal("1.5")

"""What a question about a week costs grows with the week, not with what was ever shipped: see `test_cost`."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from django.db import connection

from galeon.decisions import acts, reads
from galeon.decisions.ask import Ask
from galeon.decisions.change import Change
from galeon.network.models import Service
from tests.history import watched
from tests.test_cost import WAYBILLS, House, dear, house

__all__ = ["house"]
WEEK = WAYBILLS * 7 // 425
ROWS_EACH = 10  # a waybill, its parcel, its account, its charges, and the index entries that lead there


def test_pricing_a_week_once_more_costs_the_same_after_years(house: House) -> None:
    connection.cursor().execute("SELECT 1")
    last = datetime.now(UTC).date() - timedelta(days=60)
    ask = Ask(first_day=last - timedelta(days=6), last_day=last, timezone="Asia/Shanghai", currency="CNY",
              change=Change(fuel_percent=Decimal(23)))  # fmt: skip
    narrowed = {
        "everything": {},
        "one service": {"service_id": Service.objects.get(code="USLINE").pk},
        "the largest account": {"account_id": house.big},
        "a level": {"level": "standard"},
    }
    acts_of = {
        name: lambda terms=terms: acts.ask("", _asked(ask, terms), None, datetime.now(UTC))  # type: ignore[misc]
        for name, terms in narrowed.items()
    }
    assert dear(acts_of, WEEK * ROWS_EACH) == []
    with watched() as costs:
        scenario_id = acts.ask("", ask, None, datetime.now(UTC))
    assert isinstance(scenario_id, int)
    told = reads.scenario(scenario_id)
    assert told is not None
    assert WEEK // 2 < told.done < WEEK * 2, "a week of the history was priced"
    assert "waybill_event_weigh_in" in frozenset().union(*(c.indexes for c in costs))


def _asked(ask: Ask, terms: dict[str, int | str]) -> Ask:
    from msgspec.structs import replace

    return replace(ask, **terms)  # type: ignore[arg-type]


def test_the_pages_of_scenarios_read_scenarios_only(house: House) -> None:
    ask = Ask(first_day=date(2026, 1, 1), last_day=date(2026, 1, 7), timezone="Asia/Shanghai", currency="CNY")
    scenario_id = acts.ask("", ask, None, datetime.now(UTC))
    assert isinstance(scenario_id, int)
    assert (
        dear({"list": reads.scenarios, "one": lambda: reads.scenario(scenario_id), "drafts": reads.drafts}, 200) == []
    )

"""Several processes price what one prices."""

from decimal import Decimal

import msgspec
import pytest

from galeon.decisions import acts, parallel, reads
from galeon.decisions.change import Change
from galeon.decisions.tests.months import AT, cost_list, november, parcel, published, sheet, told
from galeon.ops.tests.company import Company

FUEL = Change(fuel_percent=Decimal(21))


@pytest.fixture
def month(fresh_db: str, company: Company) -> Company:
    """Eight parcels of two accounts, committed, for other processes to see."""
    published(company, sheet(freight_minor=10_000))
    cost_list(company, 7_000)
    other = company.open_merchant("VELA")
    for n in range(8):
        parcel(
            company.merchant if n % 2 else other, f"SO-{n}", weight_g=1_000 * (n + 1), country="ES" if n % 3 else "US"
        )
    return company


def test_two_processes_come_to_what_one_comes_to(month: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    alone_id, alone = told(november(FUEL))
    monkeypatch.setattr(parallel, "processes", lambda _waybills: 2)
    both_id, both = told(november(FUEL))
    assert msgspec.structs.replace(both, seconds=0) == msgspec.structs.replace(alone, seconds=0)
    assert both.total.waybills == 8
    for dimension, key in (("service", "USLINE"), ("account", "VELA"), ("all", "")):
        assert reads.waybills(both_id, dimension, key) == reads.waybills(alone_id, dimension, key) != []


def test_a_process_that_fails_says_why(month: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "processes", lambda _waybills: 2)
    monkeypatch.setattr(parallel.sys, "executable", "/bin/false")
    with pytest.raises(RuntimeError, match="ended with 1"):
        acts.ask("", november(FUEL), None, AT)
    (kept,) = reads.scenarios()
    assert (kept.state, kept.fault) == ("failed", "a pricing process ended with 1")


def test_processes_end_when_the_scenario_is_cancelled(month: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acts, "AT_ONCE_MAX", 1)
    scenario_id = acts.ask("", november(FUEL), None, AT)
    assert isinstance(scenario_id, int)

    def cancelled(_done: int) -> bool:
        return False

    assert parallel.price(scenario_id, 2, cancelled) is None


def test_small_scenarios_are_priced_here() -> None:
    assert parallel.processes(parallel.WORTH_IT - 1) == 1

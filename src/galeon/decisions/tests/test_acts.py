"""Asking, waiting, cancelling, forgetting; and what was really charged beside what today's prices come to."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from galeon.billing.models import Charge
from galeon.billing.tests.books import weighed
from galeon.decisions import acts, reads
from galeon.decisions.ask import Ask
from galeon.decisions.change import Change
from galeon.decisions.models import Scenario, ScenarioRows
from galeon.decisions.repricing import Repricing
from galeon.decisions.result import Result
from galeon.decisions.tests.months import AT, checksums, draft, november, parcel, published, result, sheet
from galeon.kernel import outbox
from galeon.kernel.refusal import Refusal
from galeon.ops.tests.company import Company
from galeon.waybills.acts import unmeasure

FUEL = Change(fuel_percent=Decimal(21))


@pytest.fixture
def month(company: Company) -> Company:
    """Three parcels of a kilogram at 1000.00 and 20 % fuel."""
    published(company, sheet())
    for n in range(3):
        parcel(company.merchant, f"SO-{n}")
    outbox.drain()
    return company


def named(found: Result) -> dict[tuple[str, str, str], tuple[int, int]]:
    return {(e.kind, e.event, e.code): (e.extra.waybills, e.extra.amount_minor) for e in found.extras}


def test_a_credit_given_by_hand_is_named_beside_todays_prices(month: Company) -> None:
    one = Charge.objects.filter(code="freight").first()
    assert one is not None
    Charge.objects.create(
        account_id=one.account_id, id=one.id + 1_000_000, statement_id=one.statement_id, waybill_id=one.waybill_id,
        code="goodwill", amount_minor=-5_000, currency="CNY", charged_at=AT, event="credit", source="hand:1",
    )  # fmt: skip
    found = result()
    assert named(found) == {("other", "credit", "goodwill"): (1, -5_000)}
    otherwise_minor = sum(named.extra.amount_minor for named in found.extras)
    assert found.total.charged_minor == 355_000 == found.total.today.revenue_minor + otherwise_minor


def test_what_was_charged_by_another_version_is_named(month: Company) -> None:
    published(month, sheet(freight_minor=110_000))  # published late, for the month that is over
    found = result()
    assert named(found) == {("priced_otherwise", "", ""): (3, -36_000)}
    assert (found.total.today.revenue_minor, found.total.charged_minor) == (396_000, 360_000)


def test_a_parcel_weighed_and_not_charged_yet_is_named(month: Company) -> None:
    parcel(month.merchant, "SO-LATE", is_rated=False)
    assert named(result()) == {("not_charged", "", ""): (1, -120_000)}


def test_a_weigh_in_that_was_taken_back_is_no_parcel_of_the_month(month: Company) -> None:
    waybill = parcel(month.merchant, "SO-BACK", is_rated=False)
    unmeasure([(waybill[0], waybill[1], 1)])
    assert result().total.waybills == 3


def test_a_parcel_with_one_piece_weighed_is_not_received_yet(month: Company) -> None:
    from galeon.billing.tests.books import booked

    waybill = booked(month.merchant, "SO-TWO", 1_000, 1_000)
    weighed(waybill, 1_000, at=AT)
    assert result().total.waybills == 3
    weighed(waybill, 1_000, 1_000, at=AT + timedelta(hours=1))
    found = result()
    assert (found.total.waybills, found.total.pieces) == (4, 5)


@pytest.mark.parametrize(
    ("field", "asked"),
    [
        ("last_day", november(last_day=date(2026, 10, 1))),
        ("last_day", november(last_day=date(2027, 11, 2))),
        ("service", november(service_id=77)),
        ("account", november(account_id=77)),
        ("level", november(level="nobody")),
        ("draft", november(Change(versions=(77,)))),
        ("fuel", november(Change(fuel_percent=Decimal(-1)))),
        ("fuel_table", november(Change(fuel_percent=Decimal(1), fuel_table="NOPE"))),
        ("rise", november(Change(rise_percent=Decimal(-100)))),
        ("divisor_to", november(Change(divisor_to=10**7))),
        ("level_to", november(Change(level_to="nobody", account_id=1))),
        ("level_from", november(Change(level_to="gold"))),
    ],
)  # fmt: skip
def test_a_question_that_makes_no_sense_is_refused_and_not_kept(month: Company, field: str, asked: Ask) -> None:
    answer = acts.ask("", asked, None, AT)
    assert isinstance(answer, Refusal)
    assert answer.field == field
    assert not Scenario.objects.exists()


def test_two_versions_of_one_list_cannot_price_at_once(month: Company) -> None:
    versions = (draft(month, sheet()), draft(month, sheet()))
    answer = acts.ask("", november(Change(versions=versions)), None, AT)
    assert isinstance(answer, Refusal)
    assert answer.code == "version_twice"


def asked_by_job(monkeypatch: pytest.MonkeyPatch) -> int:
    """A scenario that waits for the worker."""
    monkeypatch.setattr(acts, "AT_ONCE_MAX", 2)
    scenario_id = acts.ask("Dearer fuel", november(FUEL), None, AT)
    assert isinstance(scenario_id, int)
    return scenario_id


def test_a_large_scenario_is_priced_by_the_worker(month: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    before = checksums()
    scenario_id = asked_by_job(monkeypatch)
    waiting = reads.scenario(scenario_id)
    assert waiting is not None
    assert (waiting.state, waiting.done, waiting.total, waiting.result) == ("waiting", 0, 3, None)
    assert outbox.drain() == 1
    done = reads.scenario(scenario_id)
    assert done is not None
    assert done.result is not None
    assert (done.state, done.done, done.result.total.difference_minor) == ("done", 3, 3_000)
    assert checksums() == before
    acts.run(scenario_id)
    assert reads.scenario(scenario_id) == done, "priced once is priced"


def test_a_scenario_cancelled_while_it_waits_is_not_priced(month: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    scenario_id = asked_by_job(monkeypatch)
    assert acts.cancel(scenario_id, AT)
    outbox.drain()
    found = reads.scenario(scenario_id)
    assert found is not None
    assert (found.state, found.result) == ("cancelled", None)
    assert not acts.cancel(scenario_id, AT)


def test_a_scenario_cancelled_half_way_stops_with_its_chunk(month: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("galeon.decisions.repricing.CHUNK", 1)
    scenario_id = asked_by_job(monkeypatch)
    priced = Repricing.count
    chunks: list[int] = []

    def count(self: Repricing, *args: object) -> None:
        priced(self, *args)  # type: ignore[arg-type]
        chunks.append(1)
        if len(chunks) == 2:
            acts.cancel(scenario_id, AT)

    monkeypatch.setattr(Repricing, "count", count)
    outbox.drain()
    found = reads.scenario(scenario_id)
    assert found is not None
    assert (len(chunks), found.state, found.done, found.result) == (2, "cancelled", 1, None)
    assert not ScenarioRows.objects.exists()


def test_what_breaks_is_told_and_tried_again(month: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    scenario_id = asked_by_job(monkeypatch)
    with monkeypatch.context() as broken:
        broken.setattr(Repricing, "count", lambda *_: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            acts.run(scenario_id)
    found = reads.scenario(scenario_id)
    assert found is not None
    assert (found.state, found.fault) == ("failed", "integer division or modulo by zero")
    acts.run(scenario_id)
    again = reads.scenario(scenario_id)
    assert again is not None
    assert (again.state, again.fault) == ("done", "")


def test_a_scenario_is_kept_with_who_and_when_and_can_be_forgotten(month: Company) -> None:
    from galeon.web.tests.people import person

    who = person("tom@galeon.example", "pricing")
    scenario_id = acts.ask("  Dearer\x00 fuel ", november(FUEL), who.pk, AT)
    assert isinstance(scenario_id, int)
    (kept,) = reads.scenarios()
    assert (kept.name, kept.asked_by, kept.asked_at, kept.ask.change) == ("Dearer  fuel", "Tom", AT, FUEL)
    assert isinstance(kept.asked_at, datetime)
    assert acts.forget(scenario_id)
    assert reads.scenario(scenario_id) is None
    assert not ScenarioRows.objects.exists()
    assert not acts.forget(scenario_id)

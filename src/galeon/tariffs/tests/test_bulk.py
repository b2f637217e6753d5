"""A run of many is the same prices as one by one."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from galeon.kernel.refusal import Refusal
from galeon.ops.tests.company import NOW, Company
from galeon.tariffs import acts, acts_bulk, reads, reads_bulk
from galeon.tariffs.acts_bulk import NewRun
from galeon.tariffs.engine.compile import Tariff
from galeon.tariffs.price import Piece, Price, PriceRequest, Values
from galeon.tariffs.reads_bulk import Run
from galeon.tariffs.sheet import ListKey, Sheet, Side
from galeon.tariffs.tests.runs import Answer, in_bulk, opened
from galeon.tariffs.tests.sheets import NOON, express, flat, packet, request
from galeon.tariffs.tests.strategies import requests, sheets

WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("\t\n\\'\"{},"), max_size=12)
PIECES = st.builds(Piece, st.integers(0, 90_000), *[st.integers(0, 2_000)] * 3)
REQUESTS = st.builds(
    PriceRequest,
    service_id=st.just(1),
    account_id=st.integers(1, 2**40),
    level=st.sampled_from(["", "gold"]),
    currency=st.just("CNY"),
    country=st.sampled_from(["US", "ES", "FR"]),
    postcode=WORDS,
    pieces=st.lists(PIECES, min_size=1, max_size=3).map(tuple),
    cargo_class=st.sampled_from(["general", "battery"]),
    at=st.datetimes(datetime(2026, 1, 2), datetime(2026, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001  bounds of days
    region=WORDS,
    city=WORDS,
    origin=st.sampled_from(["", "SZX1"]),
    options=st.frozensets(WORDS, max_size=2),
    values=st.builds(Values, declared_minor=st.integers(0, 10**9), cod_minor=st.integers(0, 10**9)),
    containers=st.lists(st.tuples(st.sampled_from(["20GP", "40HC"]), st.integers(1, 9)), max_size=2).map(tuple),
    ordered_at=st.none() | st.just(NOON),
    agent_id=st.none() | st.integers(1, 9),
    supplier=st.sampled_from(["", "ups"]),
)
TARIFFS = {"US": Tariff(1, express()), "ES": Tariff(2, packet())}


def answer(asked: PriceRequest) -> Answer:
    """By the first list in which a country is; one is in none."""
    tariff = TARIFFS.get(asked.country)
    zone = tariff.zone(asked.country, asked.postcode) if tariff else None
    if tariff is None or zone is None:
        text = "Not to “{where}”\\N\t"
        return Refusal(code="nowhere", field=None, message=text, params={"where": asked.city})
    return tariff.price(asked, zone)


@pytest.mark.django_db
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=st.lists(REQUESTS, min_size=1, max_size=8))
def test_a_run_keeps_every_request_and_gives_each_its_own_price(asked: list[PriceRequest]) -> None:
    assert in_bulk(asked, answer) == [answer(one) for one in asked]
    last = reads_bulk.runs(1)[0].id
    assert [result.request for result in reads_bulk.all_results(last)] == asked


@pytest.mark.django_db
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    found=sheets().flatmap(lambda sheet: st.tuples(st.just(sheet), st.lists(requests(sheet), min_size=1, max_size=8)))
)
def test_by_any_list_a_run_gives_the_price_of_each(found: tuple[Sheet, list[PriceRequest]]) -> None:
    sheet, asked = found
    tariff = Tariff(7, sheet)

    def alone(one: PriceRequest) -> Answer:
        zone = tariff.zone(one.country, one.postcode, one.region, one.origin)
        return tariff.price(one, zone) if zone is not None else Refusal(code="nowhere", message="Not there.")

    assert in_bulk(asked, alone) == [alone(one) for one in asked]


def publish(company: Company, code: str, sheet: object, **key: object) -> int:
    """One more list, in force."""
    terms: dict[str, object] = {"name": code, "service_id": company.service.pk, "currency": "CNY", **key}
    version = acts.draft(ListKey(code=code, **terms), sheet, None, NOW)  # type: ignore[arg-type]
    assert isinstance(version, int), version
    assert acts.publish(version, None, NOW) == version
    return version


def ask(company: Company, grams: int, **changes: object) -> PriceRequest:
    """A shipment of the merchant."""
    terms = {"service_id": company.service.pk, "account_id": company.merchant.account_id, **changes}
    return request(Piece(grams, 300, 200, 100), **terms)


def test_a_run_asks_the_lists_a_quote_asks(company: Company) -> None:
    publish(company, "GOLD", flat(90_000), level="gold")
    publish(company, "OWN", flat(70_000), account_id=company.merchant.account_id)
    publish(company, "UPS", flat(40_000), side=Side.COST, supplier="ups")
    asked = [
        (Side.SALE, ask(company, 1_200)),
        (Side.COST, ask(company, 1_200)),
        (Side.SALE, ask(company, 1_200, account_id=99, level="gold")),
        (Side.SALE, ask(company, 1_200, account_id=99)),
        (Side.SALE, ask(company, 1_200, country="ES", account_id=99)),
        (Side.SALE, ask(company, 1_200, country="BR")),
        (Side.SALE, structs.replace(ask(company, 0, account_id=99), pieces=(Piece(0),))),
        (Side.SALE, ask(company, 1_200, currency="EUR")),
    ]
    run_id = acts_bulk.open_run(NewRun(name="October"), asked, None, NOON, 3)
    assert isinstance(run_id, int)
    assert acts_bulk.price_run(run_id)
    found = [result.answer for result in reads_bulk.all_results(run_id)]
    assert found == [reads.price([one], side)[0] for side, one in asked]
    totals = [one.total_minor if isinstance(one, Price) else one.code for one in found if one]
    assert totals[:3] == [70_000, 40_000, 90_000]
    assert totals[3:5] == [24_057, 24_057], "first 0.5 kg 135.00 + 2 × 31.50, fuel 21.5 %"
    assert totals[5:] == ["destination_not_served", "weight_missing", "price_list_missing"]
    run = reads_bulk.run(run_id)
    assert run is not None
    assert (run.total, run.done, run.priced, run.refused) == (8, 8, 5, 3)
    assert run.finished_at is not None
    assert [result.no for result in reads_bulk.results(run_id, refused=True)] == [6, 7, 8]


def rows(run_id: int) -> list[tuple[object, ...]]:
    """All that a run wrote."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM price_run_charge WHERE run_id = %s ORDER BY no, line", [run_id])
        charges = list(cursor.fetchall())
        cursor.execute("SELECT * FROM price_run_refusal WHERE run_id = %s ORDER BY no", [run_id])
        return [*charges, *cursor.fetchall()]


def state(run_id: int) -> Run:
    """How far it is."""
    found = reads_bulk.run(run_id)
    assert found is not None
    return found


def test_a_cancelled_run_stands_still_and_goes_on_where_it_stopped(company: Company) -> None:
    asked = [ask(company, 500 + n) for n in range(10)]
    whole, run_id = opened(asked), opened(asked)
    assert acts_bulk.price_run(whole)
    acts_bulk.price_here(run_id, chunks_max=2)
    assert (state(run_id).done, state(run_id).is_over) == (6, False)
    assert acts_bulk.cancel(run_id, NOON)
    assert not acts_bulk.cancel(run_id, NOON), "once is enough"
    assert not acts_bulk.price_run(run_id)
    assert (state(run_id).done, state(run_id).is_over) == (6, True)
    acts_bulk.start(run_id)
    from galeon.kernel.outbox import drain

    drain()
    assert state(run_id).finished_at is not None
    assert (state(run_id).done, state(run_id).done_before) == (10, 6)
    assert [row[1:] for row in rows(run_id)] == [row[1:] for row in rows(whole)]
    assert not acts_bulk.cancel(run_id, NOON), "it is finished"


def test_a_run_whose_price_lists_change_begins_again_by_the_new_ones(company: Company) -> None:
    run_id = opened([ask(company, 500 + n) for n in range(9)])
    acts_bulk.price_here(run_id, chunks_max=2)
    publish(company, "OWN", flat(70_000), account_id=company.merchant.account_id)
    assert acts_bulk.price_run(run_id)
    found = [result.answer for result in reads_bulk.all_results(run_id)]
    assert [one.total_minor for one in found if isinstance(one, Price)] == [70_000] * 9


def test_progress_is_told_as_a_rate_and_the_time_left() -> None:
    began = datetime(2026, 11, 24, 12, tzinfo=UTC)
    told = Run(
        1, "x", None, None, "", "", Side.SALE, 1_000, began, None, began, 100, None, None, "", 500, 500, 0, 900,
        began + timedelta(seconds=4), began + timedelta(seconds=4),
    )  # fmt: skip
    assert (told.rows_a_second, told.left) == (100, timedelta(seconds=5))


@pytest.mark.django_db
def test_an_empty_run_and_one_too_long_are_refused_and_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acts_bulk, "ROWS_MAX", 2)
    for number, code in ((0, "run_empty"), (3, "run_too_long")):
        answer = acts_bulk.open_run(NewRun(name="x"), [(Side.SALE, request(Piece(1)))] * number, None, NOON)
        assert isinstance(answer, Refusal)
        assert answer.code == code
    assert reads_bulk.runs() == []
    assert acts_bulk.PriceRun.objects.count() == 0


def test_a_run_that_is_over_can_be_forgotten(company: Company) -> None:
    run_id = opened([ask(company, 500)])
    assert not acts_bulk.forget(run_id)
    acts_bulk.price_run(run_id)
    assert acts_bulk.forget(run_id)
    assert rows(run_id) == []
    assert not acts_bulk.forget(run_id)
    assert reads_bulk.run(run_id) is None


def test_runs_that_were_over_three_months_ago_are_forgotten(company: Company) -> None:
    old, young, under_way = (opened([ask(company, 500)]) for _ in range(3))
    for run_id in (old, young):
        acts_bulk.price_run(run_id)
    acts_bulk.PriceRun.objects.update(opened_at=datetime.now(UTC) - timedelta(days=91))
    acts_bulk.PriceRun.objects.filter(pk=young).update(opened_at=datetime.now(UTC) - timedelta(days=89))
    assert acts_bulk.forget_old() == 1
    assert [run.id for run in reads_bulk.runs()] == [under_way, young]
    assert rows(old) == []
    assert rows(young)

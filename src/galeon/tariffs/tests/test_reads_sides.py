"""Costs by the cheapest supplier, agents' own lists, days by order or receipt, drafts on trial, dated tables."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from galeon.kernel.refusal import Refusal
from galeon.network.models import Service
from galeon.ops import small
from galeon.parties.acts import open_agent
from galeon.tariffs import acts, acts_dated, reads, rows, shelf
from galeon.tariffs.price import Piece, Price, PriceRequest, Values
from galeon.tariffs.sheet import Basis, DatedBy, ListKey, Rule, Side, Value, Zone
from galeon.tariffs.tests.dated import AT, COST, dated, open_tables, places, published, sure
from galeon.tariffs.tests.sheets import flat, request

pytestmark = pytest.mark.django_db


@pytest.fixture
def service() -> Service:
    return small.open_company()[1]


def asked(service: Service, **changes: object) -> PriceRequest:
    return request(Piece(1_000), **{"service_id": service.pk, "currency": "EUR", **changes})


def totals(requests: list[PriceRequest], side: Side = Side.SALE) -> list[int | str]:
    return [a.total_minor if isinstance(a, Price) else a.code for a in reads.price(requests, side)]


def euros(amount_minor: int, **columns: object) -> object:
    return flat(amount_minor, **{"currency": "EUR", **columns})


def test_a_cost_is_the_cheapest_supplier_that_goes_there_or_the_one_asked_for(service: Service) -> None:
    published(service.pk, flat(900, currency="EUR"), "UPS", **COST)
    published(service.pk, flat(700, currency="EUR", zones=(Zone("1", "ES"),)), "DPD", **{**COST, "supplier": "dpd"})
    published(service.pk, flat(800, currency="EUR"), "DHL", **{**COST, "supplier": "dhl"})
    asks = [
        asked(service), asked(service, country="ES"), asked(service, supplier="ups"), asked(service, supplier="tnt"),
        asked(service, country="FR"),
    ]  # fmt: skip
    assert totals(asks, Side.COST) == [800, 700, 900, "price_list_missing", "destination_not_served"]
    assert totals(asks[:1]) == ["price_list_missing"]


def test_suppliers_in_several_currencies_are_compared_at_the_rate_of_the_day(service: Service) -> None:
    worth = Rule(code="duty", basis=Basis.AT_COST, value=Value.DUTY)
    published(service.pk, flat(1_000, currency="EUR"), "EUR", **COST)
    freight = flat(1_100, currency="USD").rules
    published(service.pk, flat(currency="USD", rules=(*freight, worth)), "USD", **{**COST, "supplier": "dpd"})
    sure(acts_dated.set_rate("USD", "EUR", date(2026, 1, 1), Decimal("0.9"), None, AT))
    (price,) = reads.price([asked(service)], Side.COST)
    assert isinstance(price, Price)
    assert (price.total_minor, price.currency) == (1_100, "USD")  # 9.90 EUR, below 10.00
    (dutiable,) = reads.price([asked(service, values=Values(duty_minor=900), supplier="dpd")], Side.COST)
    assert isinstance(dutiable, Price)
    assert dutiable.total_minor == 2_100  # 9.00 EUR of duty is 10.00 USD


def test_an_agents_own_list_goes_before_that_of_all_agents(service: Service) -> None:
    agent = sure(open_agent("HEXING", "和兴货代", "EUR"))
    published(service.pk, flat(500, currency="EUR"), "A", side=Side.AGENT, agent_id=agent)
    published(service.pk, flat(600, currency="EUR"), "ALL", side=Side.AGENT)
    asks = [asked(service, agent_id=agent), asked(service, agent_id=agent + 1), asked(service)]
    assert totals(asks, Side.AGENT) == [500, 600, 600]


def test_a_list_dated_by_the_order_keeps_the_price_of_its_day(service: Service) -> None:
    for code, dated_by in (("O", DatedBy.ORDER), ("R", DatedBy.RECEIPT)):
        key = {"dated_by": dated_by, "side": Side.SALE if code == "O" else Side.AGENT}
        published(service.pk, flat(100, currency="EUR"), code, **key)
        published(service.pk, flat(200, currency="EUR", valid_from=date(2026, 6, 1)), code, **key)
    june = datetime(2026, 6, 15, tzinfo=UTC)
    ask = [asked(service, at=june, ordered_at=june - timedelta(days=30)), asked(service, at=june)]
    assert totals(ask) == [100, 200]
    assert totals(ask, Side.AGENT) == [200, 200]


def test_a_draft_is_tried_without_being_published_and_again_after_each_change(service: Service) -> None:
    live = published(service.pk, flat(100, currency="EUR"))
    key = ListKey("T", "A list", service.pk, "EUR")
    draft = sure(acts.draft(key, flat(120, currency="EUR"), None, AT))
    ask = [asked(service), asked(service)]

    def tried() -> list[int]:
        return [a.total_minor for a in reads.trial([live, draft], ask) if isinstance(a, Price)]

    assert tried() == [100, 120]
    sure(acts.redraft(draft, flat(130, currency="EUR"), None, AT))
    assert tried() == [100, 130]
    assert totals(ask) == [100, 100]
    assert set(reads.tariffs([live, draft, -1])) == {live, draft}


def test_a_new_rate_and_a_new_edition_price_from_their_day_on(service: Service) -> None:
    open_tables()
    published(service.pk, dated(currency="EUR"))
    march, may = datetime(2026, 3, 15, tzinfo=UTC), datetime(2027, 5, 15, tzinfo=UTC)
    ask = [asked(service, postcode=code, at=at) for at in (march, may) for code in ("99501", "96700")]
    assert totals(ask) == [17_000, 12_000, 17_000, 12_000]
    today = datetime.now(UTC)
    sure(acts_dated.set_fuel("UPS", [(date(2027, 4, 1), Decimal(30))], None, today))
    edition = acts_dated.load_areas("UPS", places("A", "967"), date(2027, 5, 1), None, today)
    assert isinstance(edition, acts_dated.Edition)
    assert totals(ask) == [17_000, 12_000, 18_000, 13_000]  # loaded, not in force
    sure(acts_dated.publish_areas(edition.id, None, today))
    assert totals(ask) == [17_000, 12_000, 13_000, 18_000]


def test_every_kind_of_news_changes_the_signature(service: Service) -> None:
    def change(act: Callable[[], object]) -> list[bool]:
        before = rows.signature().split("|")
        assert not isinstance(act(), Refusal)
        return [now != then for now, then in zip(rows.signature().split("|"), before, strict=True)]

    assert change(lambda: acts_dated.open_fuel("F", "F", "UTC")) == [False] * 4
    assert change(lambda: acts_dated.set_fuel("F", [(date(2026, 1, 1), Decimal(1))], None, AT)) == [0, 1, 0, 0]
    assert change(open_tables) == [0, 1, 1, 0]
    assert change(lambda: acts_dated.set_rate("USD", "CNY", date(2026, 1, 1), Decimal(7), None, AT)) == [0, 0, 0, 1]
    assert change(lambda: published(service.pk, flat(1, currency="EUR"))) == [1, 0, 0, 0]
    draft = ListKey("T", "A list", service.pk, "EUR")
    assert change(lambda: acts.draft(draft, flat(2, currency="EUR"), None, AT)) == [0, 0, 0, 0]


def test_a_new_rate_compiles_again_only_what_names_it(service: Service) -> None:
    open_tables()
    plain, by_fuel = published(service.pk, flat(1, currency="EUR")), published(service.pk, dated(), "F", level="gold")
    before = dict(reads.tariffs([plain, by_fuel]))
    sure(acts_dated.set_fuel("UPS", [(date(2030, 4, 1), Decimal(30))], None, AT))
    after = reads.tariffs([plain, by_fuel])
    assert after[plain] is before[plain]
    assert after[by_fuel] is not before[by_fuel]
    assert len(shelf._shelf().drafts) <= shelf.DRAFTS_MAX


def test_suppliers_are_compared_by_the_rate_of_the_day_it_is_where_the_list_is(service: Service) -> None:
    published(service.pk, flat(10_000, currency="USD"), "A", **COST)
    published(service.pk, flat(71_000), "B", **{**COST, "supplier": "dhl"})
    for day, rate in ((date(2026, 6, 1), 7), (date(2026, 7, 1), 8)):
        sure(acts_dated.set_rate("USD", "CNY", day, Decimal(rate), None, AT))
    midnight = datetime(2026, 6, 30, 16, tzinfo=UTC)
    requests = [asked(service, currency="CNY", at=midnight + timedelta(minutes=m)) for m in (-1, 1)]
    found = reads.price(requests, Side.COST)
    assert [(a.currency, a.total_minor) for a in found if isinstance(a, Price)] == [("USD", 10_000), ("CNY", 71_000)]


def test_a_list_dated_by_the_order_takes_the_rate_of_that_day_too(service: Service) -> None:
    by_order = {**COST, "dated_by": DatedBy.ORDER}
    published(service.pk, flat(10_000, currency="USD"), "A", **by_order)
    published(service.pk, flat(71_000), "B", **{**by_order, "supplier": "dhl"})
    for day, rate in ((date(2026, 6, 1), 7), (date(2026, 7, 1), 8)):
        sure(acts_dated.set_rate("USD", "CNY", day, Decimal(rate), None, AT))
    ordered, received = datetime(2026, 6, 20, tzinfo=UTC), datetime(2026, 7, 5, tzinfo=UTC)
    (price,) = reads.price([asked(service, currency="CNY", at=received, ordered_at=ordered)], Side.COST)
    assert isinstance(price, Price)
    assert price.currency == "USD"

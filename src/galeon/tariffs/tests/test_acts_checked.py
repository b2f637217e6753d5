"""Draft, check, publish: who may, when, and what a check finds."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from galeon.kernel.refusal import Refusal
from galeon.network.models import Service
from galeon.ops import small
from galeon.parties.models import User
from galeon.tariffs import acts, acts_dated, reads
from galeon.tariffs.checks import floor_probes
from galeon.tariffs.checks.findings import Findings
from galeon.tariffs.models import PricePolicy, PriceRule, PriceVersion
from galeon.tariffs.sheet import Basis, ListKey, Rule, Sheet, Zone
from galeon.tariffs.tests.dated import AT, COST, dated, open_tables, published, sure
from galeon.tariffs.tests.sheets import flat

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=1)


@pytest.fixture
def service() -> Service:
    return small.open_company()[1]


@pytest.fixture
def clerks() -> tuple[int, int]:
    one, two = (User.objects.create_user(f"{name}@t.example", None, name=name) for name in ("one", "two"))
    return one.pk, two.pk


def drafted(service: Service, sheet: Sheet, by: int | None = None, **key: object) -> int:
    made = ListKey("T", "A list", service.pk, sheet.currency, **key)  # type: ignore[arg-type]
    return sure(acts.draft(made, sheet, by, AT))


def found(version_id: int, by: int | None = None) -> Findings:
    answer = acts.check_draft(version_id, by, LATER)
    assert isinstance(answer, Findings), answer
    return answer


def refused(answer: object) -> tuple[str, str | None]:
    assert isinstance(answer, Refusal), answer
    return answer.code, answer.field


def euros(amount_minor: int, **columns: object) -> Sheet:
    return flat(amount_minor, currency="EUR", **columns)


def test_a_person_publishes_what_was_checked_since_its_last_change(service: Service, clerks: tuple[int, int]) -> None:
    one, _ = clerks
    version = drafted(service, euros(100), one)
    assert refused(acts.publish(version, one, LATER)) == ("version_unchecked", "version_id")
    assert found(version, one).faults == ()
    assert PriceVersion.objects.get(pk=version).checked_by_id == one
    sure(acts.redraft(version, euros(120), one, LATER))
    assert refused(acts.publish(version, one, LATER)) == ("version_unchecked", "version_id")
    assert PriceVersion.objects.get(pk=version).published_at is None
    found(version, one)
    assert acts.publish(version, one, LATER) == version
    assert reads.sheet(version) == euros(120)


def test_where_two_persons_are_wanted_nobody_publishes_their_own_change(
    service: Service, clerks: tuple[int, int]
) -> None:
    one, two = clerks
    assert acts.set_policy("flag", True, one, AT) is None
    version = drafted(service, euros(100), one)
    found(version, one)
    assert refused(acts.publish(version, one, LATER)) == ("second_person_missing", "by")
    sure(acts.redraft(version, euros(110), two, LATER))
    found(version, two)
    assert refused(acts.publish(version, two, LATER)) == ("second_person_missing", "by")
    assert PriceVersion.objects.get(pk=version).published_at is None
    assert acts.publish(version, one, LATER) == version


def test_a_draft_is_replaced_copied_and_thrown_away_whole(service: Service) -> None:
    open_tables()
    first = published(service.pk, dated(currency="EUR"))
    copy = sure(acts.copy(first, None, AT, date(2026, 3, 1)))
    assert reads.sheet(copy) == dated(currency="EUR", valid_from=date(2026, 3, 1))
    sure(acts.redraft(copy, euros(5), None, LATER))
    assert reads.sheet(copy) == euros(5)
    assert acts.discard(copy) == copy
    assert reads.sheet(copy) is None
    assert PriceRule.objects.filter(version_id=copy).count() == 0
    assert refused(acts.discard(first)) == ("version_published", "version_id")
    (answer,) = acts.redraft(first, euros(5), None, LATER)  # type: ignore[misc]
    assert refused(answer) == ("version_published", "version_id")
    assert reads.sheet(first) == dated(currency="EUR")


def test_a_check_names_tables_tiers_and_sites_there_are_not(service: Service) -> None:
    version = drafted(service, dated(currency="EUR"))
    assert [(f.code, f.field) for f in found(version).faults] == [
        ("table_unknown", "rules[1].area"),
        ("table_unknown", "rules[2].fuel_table"),
    ]
    assert PriceVersion.objects.get(pk=version).checked_at is None
    assert refused(acts.publish(version, None, LATER)) == ("table_unknown", "rules[1].area")
    open_tables()
    rules = (
        *dated().rules,
        Rule(code="odd", basis=Basis.PER_TICKET, amount_minor=1, area="UPS", tier="Z"),
        Rule(code="odder", basis=Basis.PER_TICKET, amount_minor=1, origin="XXX9"),
    )
    sure(acts.redraft(version, dated(currency="EUR", rules=rules), None, LATER))
    assert [(f.code, f.field) for f in found(version).faults] == [
        ("tier_unknown", "rules[3].tier"),
        ("site_unknown", "rules[4].origin"),
    ]
    sure(acts.redraft(version, dated(currency="EUR", valid_from=date(2025, 12, 31)), None, LATER))
    assert {f.code for f in found(version).faults} == {"table_begins_later"}


def test_a_zone_of_no_country_is_refused_at_once(service: Service) -> None:
    (fault,) = acts.draft(
        ListKey("T", "-", service.pk, "EUR"), euros(1, zones=(Zone("1", "US"), Zone("1", "QQ"))), None, AT
    )  # type: ignore[misc]
    assert refused(fault) == ("country_unknown", "zones[1].country")
    assert not PriceVersion.objects.filter(price_list__code="T").exists()


@pytest.mark.parametrize(
    ("key", "field"),
    [
        ({"level": "platinum"}, "level"),
        ({"account_id": -1}, "account_id"),
        ({"side": "cost"}, "supplier"),
        ({"supplier": "ups"}, "supplier"),
        ({"side": "agent", "level": "gold"}, "side"),
        ({"agent_id": 77}, "agent_id"),
    ],
)
def test_a_list_is_for_somebody_there_is(service: Service, key: dict[str, object], field: str) -> None:
    from galeon.tariffs.sheet import Side

    key = {**key, "side": Side(str(key.get("side", "sale")))}
    (fault,) = acts.draft(ListKey("T", "-", service.pk, "EUR", **key), euros(1), None, AT)  # type: ignore[misc, arg-type]
    assert refused(fault)[1] == field
    assert not PriceVersion.objects.filter(price_list__code="T").exists()


def test_a_sale_below_cost_is_told_and_refused_where_the_owner_says_so(service: Service) -> None:
    published(service.pk, euros(900), "C-UPS", **COST)
    published(service.pk, euros(1_500), "C-DHL", **{**COST, "supplier": "dhl"})
    version = drafted(service, euros(800))
    (first, *_) = found(version).shortfalls
    assert (first.zone, first.country, first.sale_minor, first.cost_minor, first.supplier) == (
        "1",
        "US",
        800,
        900,
        "ups",
    )
    acts.set_policy("refuse", False, None, AT)
    answer = acts.publish(version, None, LATER)
    assert refused(answer) == ("below_cost", "rules")
    assert isinstance(answer, Refusal)
    assert answer.text() == "Zone 1, 0.100 kg: 8.00 EUR is below the cost of 9.00 EUR."
    assert PriceVersion.objects.get(pk=version).published_at is None
    acts.set_policy("flag", False, None, AT)
    assert acts.publish(version, None, LATER) == version


def test_a_cost_version_that_begins_later_is_held_against_the_prices_of_that_day(service: Service) -> None:
    published(service.pk, euros(900), "C-UPS", **COST)
    published(service.pk, euros(1_500, valid_from=date(2026, 6, 1)), "C-UPS", **COST)
    version = drafted(service, euros(1_000))
    assert {(s.cost_minor, s.at) for s in found(version).shortfalls} == {(1_500, datetime(2026, 5, 31, 16, tzinfo=UTC))}
    ended = drafted(service, euros(1_000, valid_to=date(2026, 6, 1)))
    assert found(ended).shortfalls == ()


def test_what_could_not_all_be_compared_is_told_and_not_published_where_below_cost_is_refused(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(service.pk, euros(900), "C-UPS", **COST)
    version = drafted(service, euros(1_000))
    monkeypatch.setattr(floor_probes, "PRICES_MAX", 2)
    note = next(note for note in found(version).notes if note.code == "costs_not_all_compared")
    assert note.text() == "List T is too large to be compared with its costs whole: 1 prices were left out."
    acts.set_policy("refuse", False, None, AT)
    assert refused(acts.publish(version, None, LATER)) == ("costs_not_all_compared", "rules")
    assert PriceVersion.objects.get(pk=version).published_at is None
    monkeypatch.undo()
    assert acts.publish(version, None, LATER) == version


def test_costs_in_another_currency_need_a_rate_to_be_compared(service: Service, no_bank: None) -> None:
    published(service.pk, flat(1_000, currency="USD"), "C", **COST)
    version = drafted(service, euros(850))
    checked = found(version)
    assert checked.shortfalls == ()
    assert [note.code for note in checked.notes if note.code == "cost_not_comparable"] == ["cost_not_comparable"]
    acts.set_policy("refuse", False, None, AT)
    assert refused(acts.publish(version, None, LATER)) == ("cost_not_comparable", "currency")
    sure(acts_dated.set_rate("USD", "EUR", date(2026, 1, 1), Decimal("0.9"), None, AT))
    assert found(version).shortfalls[0].cost_minor == 900
    sure(acts.redraft(version, euros(900), None, LATER))
    assert acts.publish(version, None, LATER) == version


def test_a_dearer_supplier_tells_which_lists_would_sell_below_it(service: Service) -> None:
    published(service.pk, euros(850), "SALE")
    version = drafted(service, euros(900), **COST)
    checked = found(version)
    assert set(checked.lists) == {"SALE"}
    assert (checked.shortfalls[0].sale_minor, checked.shortfalls[0].cost_minor) == (850, 900)
    acts.set_policy("refuse", False, None, AT)
    assert acts.publish(version, None, LATER) == version


def test_a_price_far_from_the_live_one_is_told(service: Service) -> None:
    both = (Zone("1", "US"), Zone("2", "ES"))
    published(service.pk, euros(1_000, zones=both))
    near, far = drafted(service, euros(1_240, zones=both)), drafted(service, euros(1_250))
    assert found(near).jumps == ()  # 24 % is none
    gone, *_, moved = found(far).jumps
    assert (gone.zone, gone.country, gone.before_minor, gone.after_minor) == ("2", "ES", 1_000, None)
    assert (moved.zone, moved.before_minor, moved.after_minor) == ("1", 1_000, 1_250)


def test_a_country_of_the_service_without_a_price_is_told(service: Service) -> None:
    (note,) = found(drafted(service, euros(1))).notes
    assert (note.code, note.params) == ("country_without_zone", {"countries": "DE, ES, FR"})


def test_an_unknown_policy_is_refused(service: Service) -> None:
    assert refused(acts.set_policy("shrug", False, None, AT)) == ("policy_unknown", "below_cost")
    assert PricePolicy.objects.get().below_cost == "flag"

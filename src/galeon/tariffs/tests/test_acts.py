from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, InternalError, connection, transaction

from galeon.kernel.refusal import Refusal
from galeon.kernel.tenancy import customer
from galeon.network.models import Country, NumberRange, Service, Site
from galeon.parties.models import Account, Level
from galeon.tariffs import acts, reads, shelf
from galeon.tariffs.models import PriceRule, PriceVersion, PriceZone
from galeon.tariffs.price import Piece, Price, PriceRequest
from galeon.tariffs.sheet import Divisor, ListKey, Sheet, Zone
from galeon.tariffs.tests.sheets import express, flat, packet, request

pytestmark = pytest.mark.django_db
AT = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def service() -> Service:
    for code in ("US", "ES", "CN"):
        Country.objects.get_or_create(
            alpha2=code, defaults={"alpha3": code, "numeric": "0", "name_en": code, "name_es": code, "name_zh": code}
        )
    site = Site.objects.create(
        code="T-PRICE", name="Hub", kind="hub", country_id="CN", city="-", timezone="Asia/Shanghai"
    )
    numbers = NumberRange.objects.create(code="T-PRICE", prefix="TP", digits=9, check_digit="mod10", last=10**9 - 1)
    return Service.objects.create(
        code="T-PRICE", name_en="-", name_es="-", name_zh="-", mode="express", weight_g_max=70_000,
        days_min=3, days_max=6, cargo_classes=["general"], number_range=numbers, origin_site=site,
    )  # fmt: skip


@pytest.fixture
def account() -> Account:
    for rank, code in enumerate(("standard", "gold")):
        Level.objects.get_or_create(code=code, defaults={"name": code, "rank": rank})
    return Account.objects.create(code="T-PRICE", name="Shop", level_id="standard", currency="CNY", opened_at=AT)


@pytest.fixture
def publish(service: Service) -> Callable[..., int]:
    def publish(sheet: Sheet, level: str = "", account: Account | None = None, code: str = "") -> int:
        account_id = account.pk if account else None
        key = ListKey(code or f"T-{level}-{account_id}", "A list", service.pk, "CNY", level, account_id)
        version_id = acts.draft(key, sheet, None, AT)
        assert isinstance(version_id, int), version_id
        assert acts.publish(version_id, None, AT) == version_id
        return version_id

    return publish


def shipment(service: Service, account: Account, *pieces: Piece, **changes: object) -> PriceRequest:
    return request(*(pieces or (Piece(128),)), **{"service_id": service.pk, "account_id": account.pk, **changes})


def totals(requests: list[PriceRequest]) -> list[int | str]:
    return [a.total_minor if isinstance(a, Price) else a.code for a in reads.price(requests)]


def test_a_list_prices_only_once_it_is_published(service: Service, account: Account) -> None:
    asked = shipment(service, account)
    version_id = acts.draft(ListKey("T", "Packets", service.pk, "CNY"), packet(), None, AT)
    assert totals([asked]) == ["price_list_missing"]
    assert isinstance(version_id, int)
    acts.publish(version_id, None, AT)
    (price,) = reads.price([asked])
    assert isinstance(price, Price)
    assert (price.total_minor, price.version_id) == (2_816, version_id)


def test_a_published_sheet_reads_back_as_it_was_drafted(publish: Callable[..., int]) -> None:
    assert reads.sheet(publish(express())) == express()


def test_the_accounts_own_list_goes_before_its_levels_and_where_it_does_not_go_the_next_one_prices(
    publish: Callable[..., int], service: Service, account: Account
) -> None:
    both = (Zone("1", "US"), Zone("1", "ES"))
    publish(flat(300, zones=(*both, Zone("1", "CN"))))
    publish(flat(200, zones=both), level="standard")
    publish(flat(100), account=account)
    asked = [shipment(service, account, country=country) for country in ("US", "ES", "CN")]
    other = shipment(service, account, account_id=account.pk + 1, level="gold")
    assert totals([*asked, other]) == [100, 200, 300, 300]


def test_a_new_version_counts_from_its_day_in_the_lists_zone(
    publish: Callable[..., int], service: Service, account: Account
) -> None:
    publish(flat(120_000), code="T")
    publish(flat(121_000, valid_from=date(2026, 7, 1)), code="T")
    midnight = datetime(2026, 6, 30, 16, tzinfo=UTC)
    asked = [shipment(service, account, at=at) for at in (midnight - timedelta(minutes=1), midnight)]
    assert totals(asked) == [120_000, 121_000]


def test_refusals_name_the_field(publish: Callable[..., int], service: Service, account: Account) -> None:
    publish(packet())
    asked = [
        shipment(service, account, country="CN", postcode="518000"),
        shipment(service, account, Piece(2_001)),
        shipment(service, account, currency="USD"),
    ]
    answers = reads.price(asked)
    assert [(a.code, a.field) for a in answers if isinstance(a, Refusal)] == [
        ("destination_not_served", "country"),
        ("weight_over_last_bracket", "weight"),
        ("price_list_missing", "service"),
    ]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE price_rule SET amount_minor = 1 WHERE version_id = %(v)s",
        "DELETE FROM price_rule WHERE version_id = %(v)s",
        "DELETE FROM price_zone WHERE version_id = %(v)s",
        "UPDATE price_step SET step_milli = 7 WHERE version_id = %(v)s",
        "INSERT INTO price_step (version_id, above_milli, step_milli) VALUES (%(v)s, 9000, 1000)",
        "UPDATE price_version SET valid_to = '2026-02-01' WHERE id = %(v)s",
        "UPDATE price_version SET published_at = NULL WHERE id = %(v)s",
        "DELETE FROM price_version WHERE id = %(v)s",
        "UPDATE price_list SET currency = 'USD' WHERE id = (SELECT price_list_id FROM price_version WHERE id = %(v)s)",
    ],
)
def test_the_database_refuses_to_change_what_is_published(publish: Callable[..., int], change: str) -> None:
    version_id = publish(express())
    with (
        pytest.raises((InternalError, IntegrityError), match="publish"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change, {"v": version_id})
    assert reads.sheet(version_id) == express()


def test_a_draft_with_faults_writes_nothing(service: Service) -> None:
    answer = acts.draft(
        ListKey("T", "-", service.pk, "CNY"), flat(currency="USD", divisors=(Divisor(divisor=0),)), None, AT
    )
    assert isinstance(answer, tuple)
    assert [fault.code for fault in answer] == ["divisor_invalid", "currency_differs"]
    assert (PriceVersion.objects.count(), PriceZone.objects.count(), PriceRule.objects.count()) == (0, 0, 0)


def test_a_version_is_published_once(publish: Callable[..., int]) -> None:
    version_id = publish(flat())
    again = acts.publish(version_id, None, AT + timedelta(days=1))
    assert isinstance(again, Refusal)
    assert again.code == "version_published"
    assert PriceVersion.objects.get(pk=version_id).published_at == AT
    unknown = acts.publish(-1, None, AT)
    assert isinstance(unknown, Refusal)
    assert unknown.code == "version_unknown"


def test_a_lists_code_cannot_be_reused_for_other_shipments(publish: Callable[..., int], service: Service) -> None:
    publish(flat(), code="T")
    answer = acts.draft(ListKey("T", "-", service.pk, "USD"), flat(currency="USD"), None, AT)
    assert isinstance(answer, tuple)
    assert answer[0].code == "list_for_others"
    other_code = acts.draft(ListKey("T2", "-", service.pk, "CNY"), flat(), None, AT)
    assert isinstance(other_code, tuple)
    assert other_code[0].code == "list_exists"


def test_a_customers_connection_gets_a_price_but_sees_no_list(
    publish: Callable[..., int], service: Service, account: Account
) -> None:
    publish(packet())
    with customer(account.pk):
        assert totals([shipment(service, account)]) == [2_816]
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            assert cursor.fetchone() == ("galeon_customer",)
    with pytest.raises(Exception, match="permission denied"), customer(account.pk):
        PriceRule.objects.count()


def test_no_query_is_spent_while_nothing_new_is_published(
    publish: Callable[..., int],
    service: Service,
    account: Account,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: Callable[..., object],
) -> None:
    publish(packet())
    asked = [shipment(service, account)] * 50
    monkeypatch.setattr(shelf, "LOOK_NS", 3_600 * 10**9)
    monkeypatch.setattr(shelf, "_SHELVES", {})
    assert totals(asked) == [2_816] * 50
    with django_assert_num_queries(0):  # type: ignore[attr-defined]
        assert totals(asked) == [2_816] * 50


def test_what_another_process_publishes_is_used_within_a_second(
    publish: Callable[..., int], service: Service, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(flat(100), code="T")
    monkeypatch.setattr(shelf, "_SHELVES", {})
    now_ns = 5 * 10**9
    monkeypatch.setattr("time.monotonic_ns", lambda: now_ns)
    assert totals([shipment(service, account)]) == [100]
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(shelf, "distrust", lambda: None)
        publish(flat(200), code="T")
    assert totals([shipment(service, account)]) == [100]
    now_ns += 10**9
    assert totals([shipment(service, account)]) == [200]


def test_a_publication_rolled_back_prices_nothing(
    publish: Callable[..., int], service: Service, account: Account
) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        publish(flat(100))
        assert totals([shipment(service, account)]) == [100]
        raise RuntimeError
    assert totals([shipment(service, account)]) == ["price_list_missing"]

"""What is published never changes, by any door: raw SQL as the application, and as the owner of the tables."""

import re
from datetime import date
from decimal import Decimal

import psycopg
import pytest

from galeon.kernel.refusal import Refusal
from galeon.ops import small
from galeon.parties.models import User
from galeon.tariffs import acts, acts_dated
from galeon.tariffs.models import AreaVersion
from galeon.tariffs.sheet import Divisor, ListKey, Minimum
from galeon.tariffs.tests.dated import AT, dated, open_tables, places, published, sure

EXPECTED = re.compile("published|permission denied|no such area edition")
VERSION_ROWS = ("price_zone", "price_step", "price_divisor", "price_minimum", "price_rule")
CHANGES = [
    "UPDATE price_rule SET amount_minor = 1 WHERE version_id = {v}",
    "UPDATE price_rule SET version_id = {draft}, position = position + 100 WHERE version_id = {v}",
    "UPDATE price_rule SET version_id = {v}, position = position + 100 WHERE version_id = {draft}",
    "UPDATE price_divisor SET divisor = 1 WHERE version_id = {v}",
    "UPDATE price_minimum SET weight_milli = 1 WHERE version_id = {v}",
    "UPDATE price_zone SET code = 'x' WHERE version_id = {v}",
    "INSERT INTO price_step (version_id, above_milli, step_milli) VALUES ({v}, 9000, 1000)",
    "UPDATE price_version SET cheaper_bracket = true WHERE id = {v}",
    "UPDATE price_version SET published_at = NULL WHERE id = {v}",
    "INSERT INTO price_version (price_list_id, no, valid_from, timezone, unit, lengths, volumetric_by_piece, round_by_piece, "
    "weight_milli_min, cheaper_bracket, note, drafted_at, published_at) SELECT price_list_id, 99, valid_from, timezone, unit, "
    "lengths, volumetric_by_piece, round_by_piece, 0, cheaper_bracket, '', now(), now() FROM price_version WHERE id = {v}",
    "INSERT INTO area_version (table_id, no, valid_from, rows, tiers, loaded_at, published_at) "
    "SELECT id, 98, '2099-02-01', 0, '{{}}', now(), now() FROM area_table",
    "DELETE FROM price_version WHERE id = {v}",
    "UPDATE price_list SET currency = 'USD' WHERE code = 'T'",
    "UPDATE price_list SET side = 'agent' WHERE code = 'T'",
    "UPDATE price_list SET dated_by = 'order' WHERE code = 'T'",
    "UPDATE price_list SET code = 'U' WHERE code = 'T'",
    "DELETE FROM price_list WHERE code = 'T'",
    "UPDATE fuel_rate SET percent = 1",
    "DELETE FROM fuel_rate",
    "INSERT INTO fuel_rate (table_id, valid_from, percent, entered_at) SELECT id, '2026-02-01', 1, now() FROM fuel_table",
    "UPDATE fuel_table SET timezone = 'UTC'",
    "UPDATE fuel_table SET code = 'OTHER'",
    "UPDATE area_version SET valid_from = '2020-01-01' WHERE id = {edition}",
    "DELETE FROM area_version WHERE id = {edition}",
    "UPDATE area_version SET published_at = now(), valid_from = '2026-02-01' WHERE id = {loaded}",
    "INSERT INTO area_version (table_id, no, valid_from, rows, tiers, loaded_at, published_at) "
    "SELECT id, 99, '2026-02-01', 0, '{{}}', now(), now() FROM area_table",
    "UPDATE area_row SET tier = 'B' WHERE version_id = {edition}",
    "DELETE FROM area_row WHERE version_id = {edition}",
    "UPDATE area_row SET version_id = {edition} WHERE version_id = {loaded}",
    "INSERT INTO area_row (version_id, country, from_key, to_key, city, tier) VALUES ({edition}, 'US', 1, 2, '', 'A')",
    "INSERT INTO area_row (version_id, country, from_key, to_key, city, tier) VALUES (-1, 'US', 1, 2, '', 'A')",
    "UPDATE area_table SET code = 'OTHER'",
    "UPDATE fx_rate SET rate = 1",
    "DELETE FROM fx_rate",
    *("DELETE FROM " + table + " WHERE version_id = {v}" for table in VERSION_ROWS),  # noqa: S608  names of ours
    *(
        f"TRUNCATE {table} CASCADE"
        for table in (
            "price_list", "price_version", *VERSION_ROWS, "fuel_table", "fuel_rate", "area_table", "area_version", "area_row",
            "fx_rate",
        )
    ),
]  # fmt: skip
WATCHED = ("price_list", "price_version", *VERSION_ROWS, "fuel_table", "fuel_rate", "area_table", "area_version", "area_row",
           "fx_rate")  # fmt: skip


def state(database: psycopg.Connection) -> dict[str, list[tuple[object, ...]]]:
    return {table: database.execute("TABLE " + table).fetchall() for table in WATCHED}  # type: ignore[arg-type]


@pytest.mark.parametrize("role", ["galeon_app", "galeon_owner"])
def test_the_database_refuses_every_change_of_what_is_published(cluster, fresh_db: str, role: str) -> None:  # type: ignore[no-untyped-def]
    _, service = small.open_company()
    edition = open_tables()
    loaded = acts_dated.load_areas("UPS", places("B"), date(2026, 2, 1), None, AT)
    assert isinstance(loaded, acts_dated.Edition)
    sure(acts_dated.set_rate("USD", "CNY", date(2026, 1, 1), Decimal("7.1"), None, AT))
    whole = dated(currency="EUR", divisors=(Divisor(divisor=5_000),), minimums=(Minimum(weight_milli=500),))
    version = published(service.pk, whole)
    draft = sure(acts.draft(ListKey("T", "-", service.pk, "EUR"), whole, None, AT))
    ids = {"v": version, "draft": draft, "edition": edition, "loaded": loaded.id}

    with psycopg.connect(cluster.url(role, fresh_db), autocommit=True) as raw:
        before = state(raw)
        let_through = []
        for change in CHANGES:
            try:
                raw.execute(change.format(**ids))
                let_through.append(change)
            except psycopg.Error as refused:
                if not EXPECTED.search(str(refused)):
                    let_through.append(f"{change}: {refused}")
        assert let_through == []
        assert state(raw) == before
        raw.execute("UPDATE price_list SET name = 'Another name' WHERE code = 'T'")
        raw.execute("DELETE FROM area_version WHERE id = %s", [loaded.id])


def test_what_is_not_published_may_still_change(cluster, fresh_db: str) -> None:  # type: ignore[no-untyped-def]
    """The control: the triggers refuse for the right reason."""
    _, service = small.open_company()
    draft = sure(acts.draft(ListKey("D", "-", service.pk, "EUR"), dated(currency="EUR"), None, AT))
    with psycopg.connect(cluster.url("galeon_app", fresh_db), autocommit=True) as raw:
        raw.execute("UPDATE price_rule SET amount_minor = 7 WHERE version_id = %s", [draft])
        raw.execute("UPDATE price_list SET code = 'E' WHERE code = 'D'")
        raw.execute("DELETE FROM price_rule WHERE version_id = %s", [draft])
        assert raw.execute("SELECT count(*) FROM price_rule WHERE version_id = %s", [draft]).fetchone() == (0,)


def test_a_row_cannot_slip_into_a_version_while_it_is_being_published(cluster, fresh_db: str) -> None:  # type: ignore[no-untyped-def]
    _, service = small.open_company()
    draft = sure(acts.draft(ListKey("D", "-", service.pk, "EUR"), dated(currency="EUR"), None, AT))
    url = cluster.url("galeon_app", fresh_db)
    with psycopg.connect(url) as publishing, psycopg.connect(url) as late:
        publishing.execute("UPDATE price_version SET published_at = now() WHERE id = %s", [draft])
        late.execute("SET lock_timeout = '300ms'")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            late.execute("INSERT INTO price_step (version_id, above_milli, step_milli) VALUES (%s, 5000, 100)", [draft])
        late.rollback()
        publishing.commit()
        with pytest.raises(psycopg.errors.RestrictViolation):
            late.execute("INSERT INTO price_step (version_id, above_milli, step_milli) VALUES (%s, 5000, 100)", [draft])


def test_where_two_persons_are_wanted_raw_sql_cannot_publish_its_own_change(cluster, fresh_db: str) -> None:  # type: ignore[no-untyped-def]
    _, service = small.open_company()
    one, two = (User.objects.create_user(f"{name}@t.example", None, name=name).pk for name in ("one", "two"))
    draft = sure(acts.draft(ListKey("D", "-", service.pk, "EUR"), dated(currency="EUR"), one, AT))
    acts.set_policy("flag", True, one, AT)
    publish = "UPDATE price_version SET published_at = now(), published_by_id = %s WHERE id = %s"
    with psycopg.connect(cluster.url("galeon_app", fresh_db), autocommit=True) as raw:
        with pytest.raises(psycopg.errors.RestrictViolation, match="somebody else"):
            raw.execute(publish, [one, draft])
        raw.execute("UPDATE price_version SET changed_at = now(), changed_by_id = %s WHERE id = %s", [two, draft])
        with pytest.raises(psycopg.errors.RestrictViolation, match="somebody else"):
            raw.execute(publish, [two, draft])
        raw.execute(publish, [one, draft])
        assert raw.execute("SELECT published_by_id FROM price_version WHERE id = %s", [draft]).fetchone() == (one,)


@pytest.mark.django_db
def test_an_edition_keeps_who_published_it() -> None:
    one = User.objects.create_user("one@t.example", None, name="one").pk
    acts_dated.open_areas("X", "X", "Asia/Shanghai")
    edition = acts_dated.load_areas("X", places("B"), date(2026, 2, 1), None, AT)
    assert isinstance(edition, acts_dated.Edition)
    sure(acts_dated.publish_areas(edition.id, one, AT))
    assert AreaVersion.objects.get(pk=edition.id).published_by_id == one


@pytest.mark.django_db
def test_a_customer_reads_no_table_of_prices() -> None:
    from django.db import connection, transaction

    from galeon.kernel.tenancy import customer

    for table in (*WATCHED, "price_policy"):
        with (
            pytest.raises(Exception, match="permission denied"),
            transaction.atomic(), customer(1), connection.cursor() as cursor,
        ):  # fmt: skip
            cursor.execute("TABLE " + table)


@pytest.mark.django_db
def test_what_fuel_was_stays_once_a_published_list_refers_to_it() -> None:
    _, service = small.open_company()
    open_tables()
    early = acts_dated.set_fuel("UPS", [(date(2025, 6, 1), Decimal(19))], None, AT)
    published(service.pk, dated(currency="EUR"))
    late = acts_dated.set_fuel("UPS", [(date(2025, 7, 1), Decimal(1))], None, AT)
    other = acts_dated.set_fuel("UPS", [(date(2026, 1, 1), Decimal(1))], None, AT)
    again = acts_dated.set_fuel("UPS", [(date(2026, 1, 1), Decimal(20))], None, AT)
    assert (early, again) == (1, 0)
    assert isinstance(late, Refusal) and isinstance(other, Refusal)
    assert [(late.code, late.field), (other.code, other.field)] == [
        ("past_is_final", "rates[0].valid_from"),
        ("rate_exists", "rates[0].valid_from"),
    ]

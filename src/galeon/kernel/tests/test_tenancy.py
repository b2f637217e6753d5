"""A customer's transaction sees one account's rows, whatever the query forgets."""

import pytest
from django.db import DatabaseError, connection, transaction

from galeon.intake.acts import place
from galeon.kernel.tenancy import customer
from galeon.ops.tests.company import NOW, Company, order


def query(sql: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


@pytest.fixture
def two(company: Company) -> tuple[int, int]:
    other = company.open_merchant("OTHER")
    for merchant in (company.merchant, other):
        place(merchant, [order()], source="api", at=NOW)
    return company.merchant.account_id, other.account_id


TABLES = ("waybill", "parcel", "item", "waybill_number", "waybill_event", "balance", "hold")


@pytest.mark.parametrize("table", TABLES)
def test_each_customer_sees_their_own_rows_only(two: tuple[int, int], table: str) -> None:
    for account_id in two:
        with customer(account_id):
            assert query(f"SELECT DISTINCT account_id FROM {table}") == [(account_id,)]  # noqa: S608
    assert len(query(f"SELECT DISTINCT account_id FROM {table}")) == 2  # noqa: S608


def test_without_an_account_nothing_is_seen(two: tuple[int, int]) -> None:
    with transaction.atomic():
        query("SELECT set_config('role', 'galeon_customer', true)")
        assert query("SELECT count(*) FROM waybill") == [(0,)]
        query("SELECT set_config('role', 'none', true)")


def test_a_customer_cannot_write_anothers_rows(two: tuple[int, int]) -> None:
    mine, theirs = two
    with pytest.raises(DatabaseError, match="row-level security"), customer(mine):
        query(
            f"""INSERT INTO waybill_event (account_id, waybill_id, id, code, source, occurred_at, recorded_at, rank)
                VALUES ({theirs}, 1, 1, 'book', 'api', now(), now(), 0) RETURNING id"""  # noqa: S608
        )
    with customer(mine):
        assert query(f"UPDATE waybill SET state = 'lost' WHERE account_id = {theirs} RETURNING id") == []  # noqa: S608


@pytest.mark.parametrize("table", ["person", "member", "django_session", "price_rule"])
def test_a_customers_connection_has_no_business_with_logins_and_price_lists(two: tuple[int, int], table: str) -> None:
    with pytest.raises(DatabaseError, match="permission denied"), customer(two[0]):
        query(f"SELECT count(*) FROM {table}")  # noqa: S608


def test_the_role_is_put_back_even_inside_a_transaction(two: tuple[int, int]) -> None:
    with customer(two[0]):
        assert query("SELECT current_user") == [("galeon_customer",)]
    assert query("SELECT current_user") == [("galeon_app",)]
    with pytest.raises(ZeroDivisionError), customer(two[0]):
        raise ZeroDivisionError
    assert query("SELECT current_user") == [("galeon_app",)]


def test_a_block_inside_anothers_block_gives_the_outer_account_back(two: tuple[int, int]) -> None:
    mine, theirs = two
    with customer(mine):
        with customer(theirs):
            assert query("SELECT DISTINCT account_id FROM waybill") == [(theirs,)]
        assert query("SELECT DISTINCT account_id FROM waybill") == [(mine,)]
        with pytest.raises(ZeroDivisionError), customer(theirs):
            raise ZeroDivisionError
        assert query("SELECT DISTINCT account_id FROM waybill") == [(mine,)]
    assert query("SELECT current_user") == [("galeon_app",)]


def test_every_table_with_an_account_is_under_row_level_security(db: None) -> None:
    bare = query(
        """SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'account_id'
           WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace AND NOT a.attisdropped
             AND NOT (c.relrowsecurity AND c.relforcerowsecurity)"""
    )
    assert bare == []


def test_the_application_owns_nothing(db: None) -> None:
    assert query("SELECT count(*) FROM pg_class WHERE pg_get_userbyid(relowner) = current_user") == [(0,)]
    assert query("SELECT rolsuper, rolcreatedb, rolbypassrls FROM pg_roles WHERE rolname = current_user") == [
        (False,) * 3
    ]

"""What a closing costs grows with the lines of the statements that close: see `test_cost`."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.db import connection

from galeon.billing import acts
from galeon.billing.statements import runs
from tests.history import ship, watched

WAYBILLS, ACCOUNTS = 8_000, 150


@pytest.fixture
def _shipped(fresh_db: str, cluster: object, request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("company")
    connection.close()
    with psycopg.connect(cluster.url("galeon_admin", fresh_db), autocommit=True) as admin:  # type: ignore[attr-defined]
        ship(admin, fresh_db, waybills=WAYBILLS, accounts=ACCOUNTS)


def asked(query: str, *terms: list[int]) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, terms)
        return list(cursor.fetchall())


EVERY = "SELECT array_agg(account_id ORDER BY id), array_agg(id ORDER BY id) FROM statement"
LINES = "SELECT account_id, statement_id, code, has_document, lines, amount_minor FROM billing_lines_of(%s::bigint[], %s::bigint[])"
ONE_BY_ONE = """
SELECT l.* FROM unnest(%s::bigint[], %s::bigint[]) AS d(account_id, id)
 CROSS JOIN LATERAL billing_lines_of(ARRAY[d.account_id], ARRAY[d.id]) l"""


@pytest.mark.usefixtures("_shipped")
def test_a_statement_costs_its_own_lines_and_many_come_to_the_same_read_at_once_or_one_by_one() -> None:
    ((accounts, ids),) = asked(EVERY)
    assert isinstance(accounts, list)
    assert isinstance(ids, list)
    with watched() as costs:
        at_once = asked(LINES, accounts, ids)
    assert "charge_of_statement" not in frozenset().union(*(c.indexes for c in costs)), "the table is read once"
    assert sorted(at_once, key=repr) == sorted(asked(ONE_BY_ONE, accounts, ids), key=repr)
    assert asked("SELECT count(*), sum(amount_minor)::bigint FROM charge") == [
        (sum(int(str(r[4])) for r in at_once), sum(int(str(r[5])) for r in at_once))
    ]
    for account_id, statement_id in list(zip(accounts, ids, strict=True))[::200]:
        with watched() as costs:
            found = asked(LINES, [account_id], [statement_id])
        assert costs[0].rows <= sum(int(str(row[4])) for row in found) + 10, costs[0]


@pytest.mark.usefixtures("_shipped")
def test_closing_and_its_page_cost_the_month_and_not_the_years_before() -> None:
    ((month,),) = asked(
        "SELECT count(*) FROM charge c JOIN statement s ON s.id = c.statement_id WHERE s.state = 'open'"
    )
    assert isinstance(month, int)
    late = datetime.now(UTC) + timedelta(days=40)
    with watched() as costs:
        assert len(runs.ahead(late)) == 1
    assert costs[0].rows <= WAYBILLS + 5 * ACCOUNTS, costs[0]
    with watched() as costs:
        assert acts.close_by_the_clock(late) > 100
    once = [c for c in costs if c.rows > month + 5 * ACCOUNTS]
    assert len(once) <= 1, [c.query[:200] for c in once]  # the one pass; a table this small is read whole
    with watched() as costs:
        (run,) = runs.runs()
        assert runs.sums(run)[0].statements == run.closed
        runs.closed(run, 50)
    assert costs[0].rows <= 2 * ACCOUNTS + 10, costs[0]

"""A month of an account: what opens it, what it holds, what closes it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from galeon.billing import acts, reads
from galeon.billing.acts import NewPayment, Paid
from galeon.billing.events import StatementsClosed
from galeon.billing.models import Charge, Statement
from galeon.billing.statements.closing import close_batch
from galeon.billing.tests.books import (
    MONTH_END,
    NOON,
    assert_books_agree,
    booked,
    books,
    charged,
    lines,
    money,
    sql,
    weighed,
)  # fmt: skip
from galeon.kernel import outbox, tenancy
from galeon.ops.tests.company import Company
from galeon.parties.models import Account
from galeon.parties.reads import Customer

FEE = 31_712  # 2.310 kg
DECEMBER = datetime(2026, 12, 3, 4, 0, tzinfo=UTC)


LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)


def paid(merchant: Customer, amount_minor: int, reference: str, at: datetime = NOON) -> Paid:
    answer = acts.record_payment(
        NewPayment(
            account_id=merchant.account_id, amount_minor=amount_minor, currency="CNY", method="bank",
            reference=reference, received_at=at,
        ), by=None,
    )  # fmt: skip
    assert isinstance(answer, Paid), answer
    return answer


def on_credit(merchant: Customer, cycle: str = "monthly", due_days: int = 15, zone: str = "Asia/Shanghai") -> None:
    Account.objects.filter(pk=merchant.account_id).update(terms="credit", cycle=cycle, due_days=due_days, timezone=zone)


def test_a_month_closes_with_what_was_charged_less_what_was_paid(company: Company) -> None:
    on_credit(company.merchant)
    charged(company.merchant, "SO-1", 2_310)
    charged(company.merchant, "SO-2", 2_310)
    paid(company.merchant, 40_000, "B-1")
    issued_at = MONTH_END + timedelta(hours=6)
    closed = acts.close_cycle(MONTH_END, at=issued_at)
    (head,) = reads.statements(company.merchant.account_id)
    assert closed == [(head.account_id, head.id)]
    assert (head.number, head.state, head.first_day, head.last_day) == (
        "2026-000001", "closed", date(2026, 11, 1), date(2026, 11, 30),
    )  # fmt: skip
    assert (head.opening_minor, head.charges_minor, head.payments_minor, head.closing_minor) == (
        0,
        2 * FEE,
        40_000,
        23_424,
    )
    assert (head.closed_at, head.due_on) == (issued_at, date(2026, 12, 15))
    assert_books_agree(company.merchant)


def test_a_month_is_not_closed_a_moment_before_it_ends_in_the_accounts_own_zone(company: Company) -> None:
    on_credit(company.merchant, zone="America/Los_Angeles")
    charged(company.merchant, "SO-1", 2_310)
    its_end = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
    assert acts.close_cycle(its_end - timedelta(microseconds=1)) == []
    assert len(acts.close_cycle(its_end)) == 1


def test_around_midnight_a_charges_own_time_chooses_between_two_open_months(company: Company) -> None:
    early, late = booked(company.merchant, "SO-1"), booked(company.merchant, "SO-2")
    weighed(early, 2_310, at=MONTH_END - timedelta(microseconds=1))
    weighed(late, 2_310, at=MONTH_END)
    acts.rate([late])
    acts.rate([early])
    assert books([company.merchant.account_id]) == [
        ("2026-11-01", 0, FEE, 0, FEE),
        ("2026-12-01", FEE, FEE, 0, 2 * FEE),
    ]
    acts.close_cycle(MONTH_END)
    assert books([company.merchant.account_id]) == [
        ("2026-11-01", 0, FEE, 0, FEE),
        ("2026-12-01", FEE, FEE, 0, 2 * FEE),
    ]


def test_a_late_charge_goes_into_the_next_month_and_the_closed_one_stays_as_it_was(company: Company) -> None:
    charged(company.merchant, "SO-1", 2_310)
    late = booked(company.merchant, "SO-2")
    weighed(late, 2_310)
    acts.close_cycle(MONTH_END)
    before = reads.statements(company.merchant.account_id)
    acts.rate([late])
    assert books([company.merchant.account_id]) == [
        ("2026-11-01", 0, FEE, 0, FEE),
        ("2026-12-01", FEE, FEE, 0, 2 * FEE),
    ]
    assert reads.statements(company.merchant.account_id, state="closed") == before
    assert {c.charged_at for c in Charge.objects.all()} == {NOON}
    assert_books_agree(company.merchant)


def test_a_late_charge_of_months_ago_goes_into_the_month_after_the_last_closed_one(company: Company) -> None:
    late = booked(company.merchant, "SO-2")
    weighed(late, 2_310, at=datetime(2026, 8, 4, tzinfo=UTC))
    charged(company.merchant, "SO-1", 2_310)
    acts.close_cycle(MONTH_END)
    acts.rate([late])
    assert [day for day, *_ in books([company.merchant.account_id])] == ["2026-11-01", "2026-12-01"]


def test_closing_again_changes_nothing(company: Company) -> None:
    charged(company.merchant, "SO-1", 2_310)
    acts.close_cycle(MONTH_END)
    once = reads.statements()
    assert acts.close_cycle(MONTH_END) == []
    assert reads.statements() == once


def test_a_run_stopped_after_any_batch_and_run_again_gives_the_same_statements(company: Company) -> None:
    merchants = [company.merchant, *(company.open_merchant(f"M{n}") for n in range(4))]
    Account.objects.update(opened_at=LONG_AGO)
    for n, merchant in enumerate(merchants):
        for month in (9, 10, 11):
            at = datetime(2026, month, 3 + n, tzinfo=UTC)
            paid(merchant, 1_000 * month + n, f"B-{month}", at)
    accounts = [m.account_id for m in merchants]

    def run(*batches: int) -> list[tuple[object, ...]]:
        with transaction.atomic():
            for batch in batches:
                close_batch(MONTH_END, MONTH_END, batch)
            acts.close_cycle(MONTH_END, batch=3)
            found = sql(
                "SELECT account_id, first_day, number, opening_minor, closing_minor, due_on FROM statement ORDER BY 1, 2"
            )
            transaction.set_rollback(True)
        return found

    whole = run(5_000)
    assert run(1) == run(2, 7) == run(14) == whole
    assert [row[2] for row in sorted(whole, key=lambda r: str(r[2]))] == [f"2026-{n:06}" for n in range(1, 16)]
    assert [row[3:5] for row in whole if row[0] == accounts[0]] == [(0, -9_000), (-9_000, -19_000), (-19_000, -30_000)]


def test_numbers_have_no_gap_even_after_a_closing_that_was_rolled_back(company: Company) -> None:
    charged(company.merchant, "SO-1", 2_310)
    with transaction.atomic():
        assert len(acts.close_cycle(MONTH_END)) == 1
        transaction.set_rollback(True)
    acts.close_cycle(MONTH_END)
    assert [h.number for h in reads.statements(company.merchant.account_id)] == ["2026-000001"]


def test_each_year_counts_its_own_statements(company: Company) -> None:
    Account.objects.update(opened_at=LONG_AGO)
    for year, month in ((2025, 12), (2026, 1), (2026, 2)):
        paid(company.merchant, 100, f"B-{year}-{month}", datetime(year, month, 9, tzinfo=UTC))
    acts.close_cycle(MONTH_END)
    numbers = [h.number for h in reads.statements(company.merchant.account_id)]
    assert sorted(numbers) == ["2025-000001", "2026-000001", "2026-000002"]


def test_a_closed_statement_never_changes_whoever_asks(company: Company) -> None:
    waybill = charged(company.merchant, "SO-1", 2_310)
    acts.close_cycle(MONTH_END)
    (head,) = reads.statements()
    for forbidden in (
        "UPDATE statement SET closing_minor = 0, charges_minor = 0", "UPDATE statement SET state = 'open'",
        "INSERT INTO charge SELECT account_id, galeon_id(), statement_id, waybill_id, code, 1, currency, charged_at, event,"
        " source, 9, 0, NULL, NULL, NULL FROM charge LIMIT 1",
        "INSERT INTO payment SELECT account_id, 1, id, 'payment', 1, currency, 'bank', 'x', now(), now(), NULL FROM statement",
    ):  # fmt: skip
        with pytest.raises(DatabaseError, match=r"closed|not open"), transaction.atomic():
            sql(forbidden)
    assert reads.statements() == [head]
    assert lines(waybill) == [("weigh_in", "freight", 26_100), ("weigh_in", "fuel", 5_612)]


def test_a_charge_cannot_be_born_in_another_accounts_statement_nor_in_none(company: Company) -> None:
    charged(company.merchant, "SO-1", 2_310)
    for statement_id in (1, reads.statements()[0].id):
        with pytest.raises(DatabaseError, match="not open"), transaction.atomic():
            sql(
                """INSERT INTO charge SELECT account_id + 1, galeon_id(), %s, waybill_id, code, 1, currency,
                     charged_at, event, source, 9, 0, NULL, NULL, NULL FROM charge LIMIT 1""",
                statement_id,
            )


def test_a_change_from_monthly_to_weekly_leaves_neither_gap_nor_overlap(company: Company) -> None:
    charged(company.merchant, "SO-1", 2_310)
    on_credit(company.merchant, "weekly")
    charged(company.merchant, "SO-2", 2_310, at=NOON + timedelta(days=1))
    charged(company.merchant, "SO-3", 2_310, at=DECEMBER)
    charged(company.merchant, "SO-4", 2_310, at=DECEMBER + timedelta(days=7))
    spans = [(h.first_day, h.last_day) for h in reads.statements()]
    assert sorted(spans) == [
        (date(2026, 11, 1), date(2026, 11, 30)),
        (date(2026, 12, 1), date(2026, 12, 6)),  # the week of 30 November begins where the month ended
        (date(2026, 12, 7), date(2026, 12, 13)),
    ]
    acts.close_cycle(datetime(2027, 1, 1, tzinfo=UTC))
    assert_books_agree(company.merchant)


def test_a_prepaid_customer_sees_top_ups_and_owes_nothing(company: Company) -> None:
    top_up = NewPayment(
        account_id=company.merchant.account_id, amount_minor=50_000, currency="CNY", method="alipay",
        reference="2026110322001", received_at=NOON,
    )  # fmt: skip
    assert isinstance(acts.top_up(top_up, by=None), Paid)
    charged(company.merchant, "SO-1", 2_310)
    acts.close_cycle(MONTH_END)
    (head,) = reads.statements()
    assert (head.closing_minor, head.due_on) == (FEE - 50_000, None)
    assert money(company.merchant).posted_minor == 50_000 - FEE
    (received,) = reads.payments(head.account_id, head.id)
    assert (received.kind, received.method, received.amount_minor) == ("top_up", "alipay", 50_000)


def test_closing_tells_the_floors_above_which_statements_to_send(company: Company) -> None:
    heard: list[StatementsClosed] = []
    outbox.on(StatementsClosed)(heard.append)
    try:
        charged(company.merchant, "SO-1", 2_310)
        closed = acts.close_cycle(MONTH_END)
        outbox.drain()
    finally:
        outbox._HANDLERS.pop(outbox._name(StatementsClosed))
    assert heard == [StatementsClosed(statements=tuple(closed))]


def test_a_customer_sees_own_statements_only(company: Company) -> None:
    other = company.open_merchant("NORTE")
    charged(company.merchant, "SO-1", 2_310)
    charged(other, "SO-1", 2_310)
    paid(other, 100, "B-1")
    with tenancy.customer(company.merchant.account_id):
        (head,) = reads.statements()
        assert head.account_id == company.merchant.account_id
        (group,) = reads.groups(head.account_id, head.id, "en")
        assert (group.reference, group.total_minor, group.charge_g) == ("SO-1", FEE, 2_500)
        assert [x.rule for x in group.lines] == ["USLINE-CNY v1"] * 2
        theirs = Statement.objects.filter(account_id=other.account_id)
        assert list(theirs) == []
        assert reads.payments(other.account_id, head.id) == []
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            sql("SELECT * FROM unrated")
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            sql("UPDATE statement SET state = 'closed'")


def test_a_statement_is_read_page_by_page_without_losing_a_line(company: Company) -> None:
    waybills = [charged(company.merchant, f"SO-{n}", 2_310) for n in range(5)]
    (head,) = reads.statements()
    seen: list[int] = []
    after = (-1, 0)
    while page := reads.groups(head.account_id, head.id, "en", after=after, limit=3):
        seen += [line.id for group in page for line in group.lines]
        after = (page[-1].waybill_id, page[-1].lines[-1].id)
    assert seen == list(Charge.objects.order_by("waybill_id", "id").values_list("id", flat=True))
    assert len(seen) == 2 * len(waybills)
    assert [(f.code, f.count, f.amount_minor) for f in reads.fee_sums(head.account_id, head.id, "en")] == [
        ("freight", 5, 130_500), ("fuel", 5, 28_060),
    ]  # fmt: skip


def test_an_audit_notices_a_cent_that_is_missing_in_the_ledger(company: Company) -> None:
    charged(company.merchant, "SO-1", 2_310)
    (head,) = reads.statements()
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute("SET LOCAL role = 'none'")
        cursor.execute(
            """INSERT INTO charge SELECT account_id, galeon_id(), statement_id, waybill_id, 'extra', 1, currency, charged_at,
                 event, source, 9, 0, NULL, NULL, NULL FROM charge LIMIT 1"""
        )
    found = reads.audit(head.account_id, head.id)
    assert found is not None
    assert (found.lines_charges, found.ledger_charges, found.agrees) == (FEE + 1, FEE, False)
    assert reads.audit(head.account_id, 1) is None

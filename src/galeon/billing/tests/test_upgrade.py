"""A database of before closings had journals: what was open is unbilled afterwards, and closes as if it always had been."""

from datetime import UTC, datetime

from django.core.management import call_command
from django.db import connections

from galeon.billing import acts, reads
from galeon.kernel.sql import load
from galeon.ops.schema import upgrade

OLD = """
INSERT INTO level (code, name, rank) VALUES ('standard', 'Standard', 1) ON CONFLICT DO NOTHING;
INSERT INTO account (id, code, name, currency, timezone, language, terms, cycle, due_days, email, opened_at, is_active, is_house, level_id)
  VALUES (1, 'HOUSE', 'House', 'CNY', 'Asia/Shanghai', 'en', 'prepaid', 'monthly', 0, '', '2026-01-01', true, true, 'standard'),
         (7, 'OLD', 'Old', 'CNY', 'Asia/Shanghai', 'en', 'credit', 'monthly', 15, '', '2026-01-01', true, false, 'standard');
INSERT INTO book_account (code, name, kind, is_customer) VALUES
  ('receivable', 'Customers', 'asset', true), ('bank', 'Bank', 'asset', false), ('revenue', 'Revenue', 'revenue', false);
INSERT INTO statement (account_id, id, currency, cycle, timezone, first_day, last_day, begins_at, ends_at, state, opened_at, number,
                       opening_minor, charges_minor, payments_minor, closing_minor, closed_at)
  VALUES (7, 100, 'CNY', 'monthly', 'Asia/Shanghai', '2026-09-01', '2026-09-30', '2026-08-31T16:00Z', '2026-09-30T16:00Z', 'closed',
          '2026-09-01', '2026-000001', 0, 500, 0, 500, '2026-10-01'),
         (7, 101, 'CNY', 'monthly', 'Asia/Shanghai', '2026-10-01', '2026-10-31', '2026-09-30T16:00Z', '2026-10-31T16:00Z', 'open',
          '2026-10-01', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO statement_series (year, last) VALUES (2026, 1);
INSERT INTO charge (account_id, id, statement_id, waybill_id, code, amount_minor, currency, charged_at, event, source, round, before_minor)
  VALUES (7, 1, 100, 3, 'freight', 500, 'CNY', '2026-09-03', 'weigh_in', 'charge:3:1', 1, 0),
         (7, 2, 101, 4, 'freight', 900, 'CNY', '2026-10-03', 'weigh_in', 'charge:4:1', 1, 0),
         (7, 3, 101, 4, 'fuel', 100, 'CNY', '2026-10-03', 'weigh_in', 'charge:4:1', 1, 0),
         (7, 4, 101, 4, 'freight', -300, 'CNY', '2026-10-04', 'reweigh', 'charge:4:2', 2, 900);
INSERT INTO payment (account_id, id, statement_id, kind, amount_minor, currency, method, reference, received_at, recorded_at)
  VALUES (7, 9, 101, 'payment', 250, 'CNY', 'bank', 'B-1', '2026-10-05', '2026-10-05');
INSERT INTO journal (id, source, hash, kind, occurred_at, posted_at, memo)
  VALUES (11, 'charge:3:1', '', 'charge', '2026-09-03', now(), ''), (12, 'charge:4:1', '', 'charge', '2026-10-03', now(), ''),
         (13, 'charge:4:2', '', 'credit', '2026-10-04', now(), ''), (14, 'payment:9', '', 'payment', '2026-10-05', now(), '');
INSERT INTO posting (account_id, journal_id, no, book, amount_minor, currency)
  VALUES (7, 11, 1, 'receivable', 500, 'CNY'), (1, 11, 2, 'revenue', -500, 'CNY'),
         (7, 12, 1, 'receivable', 1000, 'CNY'), (1, 12, 2, 'revenue', -1000, 'CNY'),
         (7, 13, 1, 'receivable', -300, 'CNY'), (1, 13, 2, 'revenue', 300, 'CNY'),
         (1, 14, 1, 'bank', 250, 'CNY'), (7, 14, 2, 'receivable', -250, 'CNY');
INSERT INTO balance (account_id, currency, posted_minor, held_minor, limit_minor) VALUES (7, 'CNY', -950, 0, 0);
"""


def books() -> dict[str, int]:
    """What the customer owes, by account of the book."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT book, sum(amount_minor)::int FROM posting WHERE account_id = 7 GROUP BY 1")
        return dict(cursor.fetchall())


def test_what_was_open_before_the_upgrade_is_unbilled_after_it_and_closes_to_the_cent(fresh_db: str) -> None:
    with connections["owner"].cursor() as owner:
        owner.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    for app, until in (("kernel", None), ("parties", "0004"), ("ledger", "0002"), ("billing", "0003")):
        call_command("migrate", *([app, until] if until else [app]), database="owner", verbosity=0)
    with connections["owner"].cursor() as owner:
        owner.execute(load("kernel", "fn_ids"))
        owner.execute(OLD)
    upgrade()
    assert books() == {"receivable": 250, "unbilled": 700}, "September stays owed, October is not invoiced yet"
    upgrade()
    assert books() == {"receivable": 250, "unbilled": 700}
    both = (reads.audit(7, 100), reads.audit(7, 101))
    assert all(found is not None and found.agrees for found in both), both
    assert acts.close_cycle(datetime(2026, 11, 1, tzinfo=UTC)) == [(7, 101)]
    assert books() == {"receivable": 950, "unbilled": 0}
    both = (reads.audit(7, 100), reads.audit(7, 101))
    assert all(found is not None and found.agrees for found in both), both
    head = reads.statement(7, 101)
    assert head is not None
    assert (head.number, head.opening_minor, head.charges_minor, head.closing_minor) == ("2026-000002", 500, 700, 950)
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT posted_minor FROM balance WHERE account_id = 7")
        assert cursor.fetchall() == [(-950,)], "no balance moves by closing"
        cursor.execute("SELECT kind, id, amount_minor FROM v_billing_item ORDER BY id")
        assert cursor.fetchall() == [("payment", 9, -250), ("statement", 100, 500), ("statement", 101, 700)]
        cursor.execute("SELECT credits_minor FROM statement ORDER BY id")
        assert cursor.fetchall() == [(None,), (0,)], "what was closed before stays as it was"

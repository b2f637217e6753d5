"""Closing reads a month at once, a run finds its statements, and what is not invoiced yet is unbilled, not receivable."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import migrations, models

UNBILLED = """
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM statement WHERE state = 'open') THEN
    RETURN;  -- a new installation: there is nothing to move, and no galeon_id() yet
  END IF;
  INSERT INTO book_account (code, name, kind, is_customer)
  VALUES ('unbilled', 'Customers, charged and not invoiced yet', 'asset', true) ON CONFLICT (code) DO NOTHING;
  CREATE TEMP TABLE unbilled_before ON COMMIT DROP AS
  SELECT galeon_id() AS journal_id, 'unbilled:' || o.id AS source, o.* FROM (
    SELECT s.account_id, s.id, s.currency, a.entity_id, e.timezone, sum(p.amount_minor)::bigint AS amount_minor
      FROM statement s JOIN account a ON a.id = s.account_id JOIN legal_entity e ON e.id = a.entity_id
      JOIN (SELECT DISTINCT account_id, statement_id, source FROM charge) c ON c.account_id = s.account_id AND c.statement_id = s.id
      JOIN journal j ON j.source = c.source
      JOIN posting p ON p.account_id = s.account_id AND p.journal_id = j.id AND p.book = 'receivable'
     WHERE s.state = 'open' GROUP BY 1, 2, 3, 4, 5 HAVING sum(p.amount_minor) <> 0) o
   WHERE NOT EXISTS (SELECT FROM journal j WHERE j.source = 'unbilled:' || o.id);
  INSERT INTO journal (id, source, hash, kind, occurred_at, posted_at, memo, entity_id, booked_on)
  SELECT journal_id, source, sha256(convert_to(source || ':' || amount_minor, 'UTF8')), 'closing', now(), now(),
         'Charged before, not invoiced yet', entity_id, (now() AT TIME ZONE timezone)::date FROM unbilled_before;
  INSERT INTO posting (account_id, journal_id, no, book, amount_minor, currency, segment)
  SELECT b.account_id, b.journal_id, l.no, l.book, l.sign * b.amount_minor, b.currency, ''
    FROM unbilled_before b, (VALUES (1, 'unbilled', 1), (2, 'receivable', -1)) AS l(no, book, sign);
  DROP TABLE unbilled_before;
  SET CONSTRAINTS ALL IMMEDIATE;  -- so that a later step may still alter these tables
  SET CONSTRAINTS ALL DEFERRED;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0004_settlement"),
        ("ledger", "0003_books_of_entities"),
        ("parties", "0005_legal_entities"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="charge",
            index=BrinIndex(autosummarize=True, fields=["statement_id"], name="charge_by_age"),
        ),
        migrations.AddIndex(
            model_name="statement",
            index=models.Index(fields=["closed_at", "account_id"], name="statement_of_run"),
        ),
        migrations.AddField("closingrun", "began_at", models.DateTimeField(null=True)),
        migrations.AddField("closingrun", "closed_before", models.IntegerField(default=0)),
        migrations.RunSQL(UNBILLED, migrations.RunSQL.noop),
    ]

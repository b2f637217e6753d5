-- A month of many accounts: waybills with five charges each, their journals, a payment an account. Written by a superuser
-- without triggers, in the order of time; a step begins at a line's start. w: a row a waybill.
SET session_replication_role = replica
SELECT setseed(0.42)
INSERT INTO account (code, name, currency, timezone, language, terms, cycle, due_days, email, country, opened_at, is_active, is_house, level_id)
  SELECT 'S' || g, 'Merchant ' || g, CASE WHEN g % 5 = 0 THEN 'EUR' ELSE 'CNY' END,
         (ARRAY['Asia/Shanghai', 'Europe/Madrid', 'America/Los_Angeles', 'UTC'])[1 + g % 4], 'en',
         CASE WHEN g % 10 = 0 THEN 'prepaid' ELSE 'credit' END, 'monthly', 15, '', CASE WHEN g % 2 = 0 THEN 'CN' ELSE 'ES' END,
         '2026-01-01', true, false, 'standard' FROM generate_series(1, :accounts) g
INSERT INTO tax_rule (id, entity_id, country, code, category, percent, reason, valid_from, added_at)
  VALUES (1, 1, 'CN', '', 'S', 6, '', '2026-01-01', now()), (2, 1, 'ES', '', 'G', 0, 'Exported service', '2026-01-01', now())
CREATE TEMP TABLE m AS SELECT id AS account_id, row_number() OVER (ORDER BY id) - 1 AS k, currency, timezone,
         ((extract(epoch FROM '2026-10-01T20:00Z'::timestamptz) * 1000)::bigint - 1704067200000 << 20) + row_number() OVER (ORDER BY id) AS statement_id
    FROM account WHERE code LIKE 'S%' AND name LIKE 'Merchant %'
INSERT INTO statement (account_id, id, currency, cycle, timezone, first_day, last_day, begins_at, ends_at, state, opened_at)
  SELECT account_id, statement_id, currency, 'monthly', timezone, '2026-10-01', '2026-10-31', '2026-10-01'::timestamp AT TIME ZONE timezone,
         '2026-11-01'::timestamp AT TIME ZONE timezone, 'open', '2026-10-01T20:00Z' FROM m
CREATE UNLOGGED TABLE bench_w AS WITH g AS MATERIALIZED (
    SELECT n, '2026-10-02'::timestamptz + interval '29 days' * (n::float / :waybills) AS t, floor(:accounts * power(random(), 2))::int AS k,
           500 + floor(power(random(), 3) * 29000)::int AS grams FROM generate_series(1, :waybills) n
  ), f AS (SELECT g.*, ((extract(epoch FROM t) * 1000)::bigint - 1704067200000 << 20) + n % 100000 * 10 AS id, 9000 + grams / 500 * 315 + n % 7 AS freight FROM g)
  SELECT f.n, f.t, f.id, m.account_id, m.statement_id, m.currency, f.grams, f.freight, round(f.freight * 0.215)::int AS fuel,
         400 + grams / 10 AS peak, 16800 AS remote, CASE WHEN n % 50 = 0 THEN -f.freight / 2 ELSE 2400 END AS last
    FROM f JOIN m USING (k) ORDER BY n
ANALYZE bench_w
INSERT INTO charge (account_id, id, statement_id, waybill_id, code, amount_minor, currency, charged_at, event, source, round, before_minor,
                    charge_g, version_id, reason)
  SELECT w.account_id, w.id + l.no, w.statement_id, w.id, l.code, l.amount, w.currency, w.t, 'weigh_in', 'charge:' || w.id || ':1', 1, 0,
         w.grams, 17, l.reason
    FROM bench_w w CROSS JOIN LATERAL (VALUES
      (1, 'freight', w.freight, '{"kind": "per_kg", "currency": "CNY", "weight_g": 1500, "from_g": 1240, "round_g": 500, "rate_minor": 3150, "to_g": 2000}'::jsonb),
      (2, 'fuel', w.fuel, '{"kind": "percent", "percent": "21.5", "of": ["freight"], "base_minor": 12345, "currency": "CNY"}'),
      (3, 'peak', w.peak, '{"kind": "per_kg", "currency": "CNY", "weight_g": 1500, "from_g": 1240, "round_g": 500, "rate_minor": 200}'),
      (4, 'remote', w.remote, '{"kind": "per_kg", "area": "REMOTE", "tier": "A", "currency": "CNY", "weight_g": 1500, "from_g": 1240, "round_g": 500, "rate_minor": 350, "least_minor": 16800}'),
      (5, CASE WHEN w.last < 0 THEN 'compensation' ELSE 'residential' END, w.last, '{"kind": "per_ticket", "currency": "CNY", "fee_minor": 2400, "option": "residential"}')
      ) AS l(no, code, amount, reason)
INSERT INTO journal (id, source, hash, kind, occurred_at, posted_at, memo, entity_id, booked_on)
  SELECT id + 6, 'charge:' || id || ':1', sha256(int8send(id)), 'charge', t, t, '', 1, t::date FROM bench_w
INSERT INTO posting (account_id, journal_id, no, book, amount_minor, currency, segment)
  SELECT l.account, w.id + 6, l.no, l.book, l.amount, w.currency, l.segment
    FROM bench_w w CROSS JOIN LATERAL (VALUES
      (w.account_id, 1, 'unbilled', w.freight + w.fuel + w.peak + w.remote + w.last, ''),
      (1, 2, 'revenue', -w.freight, 'consolidated'),
      (1, 3, 'revenue_surcharge', -(w.fuel + w.peak + w.remote + greatest(w.last, 0)), 'consolidated'),
      (1, 4, 'compensation', -least(w.last, 0), 'consolidated')) AS l(account, no, book, amount, segment)
   WHERE l.amount <> 0
CREATE TEMP TABLE p AS SELECT m.*, statement_id + (100000::bigint << 20) AS id, 100000 + k * 17 AS amount FROM m
INSERT INTO payment (account_id, id, statement_id, kind, amount_minor, currency, method, reference, received_at, recorded_at)
  SELECT account_id, id, statement_id, 'payment', amount, currency, 'bank', 'B-' || k, '2026-10-15', '2026-10-15' FROM p
INSERT INTO journal (id, source, hash, kind, occurred_at, posted_at, memo, entity_id, booked_on)
  SELECT id, 'payment:' || id, sha256(int8send(id)), 'payment', '2026-10-15', '2026-10-15', '', 1, '2026-10-15' FROM p
INSERT INTO posting (account_id, journal_id, no, book, amount_minor, currency, segment)
  SELECT l.account, p.id, l.no, l.book, l.amount, p.currency, '' FROM p
   CROSS JOIN LATERAL (VALUES (1, 1, 'bank', p.amount), (p.account_id, 2, 'receivable', -p.amount)) AS l(account, no, book, amount)
INSERT INTO balance (account_id, currency, posted_minor, held_minor, limit_minor)
  SELECT p.account_id, p.currency, -sum(p.amount_minor), 0, 0 FROM posting p WHERE p.book IN ('unbilled', 'receivable') GROUP BY 1, 2
SET session_replication_role = origin

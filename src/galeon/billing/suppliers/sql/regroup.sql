-- A bill's lines regrouped by parcel, in one statement: freight, fuel and corrections of one tracking number come together,
-- tracking numbers of one waybill too. Any number leads to a waybill: ours, a carrier's (old or new), last a reference, and
-- that only where it means one waybill alone. A line is double when this supplier billed the same fee and amount for the
-- same number before, here or on an earlier bill, and has not credited it since.
WITH line AS MATERIALIZED (
  SELECT no, tracking, others, code, description, amount_minor, billed_g FROM supplier_bill_line WHERE bill_id = %(bill)s
), number AS (
  SELECT tracking, number, min(rank) AS rank
    FROM (SELECT tracking, tracking AS number, 0::bigint AS rank FROM line WHERE tracking <> ''
          UNION ALL
          SELECT l.tracking, o.number, o.rank FROM line l, unnest(l.others) WITH ORDINALITY AS o(number, rank)
           WHERE l.tracking <> '') n GROUP BY 1, 2
), candidate AS (
  SELECT n.tracking, n.rank, d.account_id, d.waybill_id, d.kind, d.since,
         count(*) FILTER (WHERE d.kind = 'reference') OVER (PARTITION BY n.tracking, n.number) AS same
    FROM number n JOIN waybill_number d ON d.number = n.number
), hit AS MATERIALIZED (
  SELECT DISTINCT ON (tracking) tracking, account_id, waybill_id, kind FROM candidate
   WHERE kind <> 'reference' OR same = 1
   ORDER BY tracking, kind = 'reference', rank, since DESC
), before AS MATERIALIZED (
  SELECT l.tracking, l.code, abs(l.amount_minor) AS amount, max(l.bill_id) AS bill_id,
         count(*) FILTER (WHERE l.amount_minor > 0) - count(*) FILTER (WHERE l.amount_minor < 0) AS standing
    FROM (SELECT DISTINCT tracking FROM line WHERE tracking <> '') t
    JOIN supplier_bill_line l ON l.tracking = t.tracking AND l.tracking <> '' AND l.amount_minor <> 0
    JOIN supplier_bill b ON b.id = l.bill_id AND b.supplier_id = %(supplier)s AND b.id < %(bill)s
   GROUP BY 1, 2, 3
), judged AS MATERIALIZED (
  SELECT l.*, coalesce('w' || h.waybill_id, nullif('t' || l.tracking, 't'), 'f' || l.code || '|' || l.description) AS key,
         h.account_id, h.waybill_id, h.kind, coalesce(b.standing, 0) AS standing, b.bill_id AS earlier,
         row_number() OVER (PARTITION BY l.tracking, l.code, l.amount_minor ORDER BY l.no) AS nth,
         count(*) FILTER (WHERE l.amount_minor < 0) OVER (PARTITION BY l.tracking, l.code, abs(l.amount_minor)) AS credits
    FROM line l LEFT JOIN hit h ON h.tracking = l.tracking
    LEFT JOIN before b ON b.tracking = l.tracking AND b.code = l.code AND b.amount = l.amount_minor
), doubled AS MATERIALIZED (
  SELECT no, key, amount_minor > 0 AND tracking <> '' AND nth - credits + greatest(standing, 0) > 1 AS is_double FROM judged
), parcel AS MATERIALIZED (
  SELECT j.key, min(j.no) AS first_no, (array_agg(j.tracking ORDER BY j.no))[1] AS tracking,
         (array_agg(j.description ORDER BY j.no))[1] AS label, count(DISTINCT nullif(j.tracking, ''))::int AS trackings,
         min(j.account_id) AS account_id, min(j.waybill_id) AS waybill_id, min(j.kind) AS kind, count(*)::int AS lines,
         sum(j.amount_minor)::bigint AS billed, coalesce(sum(j.amount_minor) FILTER (WHERE d.is_double), 0)::bigint AS double,
         max(CASE WHEN d.is_double THEN coalesce(j.earlier, 0) END) AS double_of
    FROM judged j JOIN doubled d ON d.no = j.no GROUP BY j.key
), weighed AS (  -- a tracking number's weight stands on each of its lines
  SELECT key, sum(g)::int AS billed_g
    FROM (SELECT key, tracking, max(billed_g) AS g FROM judged GROUP BY 1, 2) w GROUP BY key
), earlier AS (
  SELECT p.key, sum(i.billed_minor - i.disputed_minor)::bigint AS minor, max(i.billed_g) AS g
    FROM parcel p JOIN supplier_bill_item i ON i.account_id = p.account_id AND i.waybill_id = p.waybill_id AND i.lines > 0
    JOIN supplier_bill b ON b.id = i.bill_id AND b.supplier_id = %(supplier)s AND b.id < %(bill)s
   GROUP BY p.key
), numbered AS MATERIALIZED (
  SELECT galeon_id() AS id, o.* FROM (
    SELECT p.*, w.billed_g, e.minor, e.g FROM parcel p JOIN weighed w ON w.key = p.key
      LEFT JOIN earlier e ON e.key = p.key ORDER BY p.first_no) o
), born AS (
  INSERT INTO supplier_bill_item (id, bill_id, tracking, label, trackings, account_id, waybill_id, found_by, lines,
      billed_minor, billed_g, prior_minor, prior_g, double_minor, double_of, expected_by, difference_minor, verdict, decision,
      is_automatic, pass_currency, disputed_minor, outcome, outcome_reference)
  SELECT id, %(bill)s, tracking, CASE WHEN tracking = '' THEN label ELSE '' END, trackings, account_id, waybill_id,
         coalesce(kind, ''), lines, billed, billed_g, coalesce(minor, 0), CASE WHEN minor IS NOT NULL THEN coalesce(g, 0) END,
         double, double_of, '', 0, '', '', false, '', 0, '', ''
    FROM numbered RETURNING 1
), put AS (
  UPDATE supplier_bill_line l SET item_id = n.id, is_double = d.is_double
    FROM doubled d JOIN numbered n ON n.key = d.key WHERE l.bill_id = %(bill)s AND l.no = d.no RETURNING 1
)
SELECT (SELECT count(*) FROM born), (SELECT count(*) FROM put)

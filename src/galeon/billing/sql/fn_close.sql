-- Close up to p_limit open statements that ended by p_as_of, oldest first, as issued at p_at, and return them. To be
-- repeated, each time in a transaction of its own, until nothing comes back: stopped anywhere and run again it gives
-- the same statements with the same numbers. The order is fixed (last day, account), so that a statement's number does
-- not depend on how many are closed at a time.
DROP FUNCTION IF EXISTS billing_close(timestamptz, int);
CREATE OR REPLACE FUNCTION billing_close(p_as_of timestamptz, p_limit int, p_at timestamptz)
RETURNS TABLE (account_id bigint, statement_id bigint) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  v_accounts bigint[];
  v_ids bigint[];
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('billing_close'));  -- one closing at a time: numbers have no gaps
  SELECT array_agg(DISTINCT d.account_id) INTO v_accounts FROM (
    SELECT s.account_id FROM statement s WHERE s.state = 'open' AND s.ends_at <= p_as_of
     ORDER BY s.last_day, s.account_id, s.currency, s.begins_at LIMIT p_limit) d;
  IF v_accounts IS NULL THEN
    RETURN;
  END IF;
  -- Whoever charges or opens a statement shares the account until the commit. Once the accounts are ours nobody is on
  -- the way, and what follows, being statements of their own, sees all they wrote: also a statement opened meanwhile
  -- that is older than those found above.
  PERFORM FROM account a WHERE a.id = ANY (v_accounts) ORDER BY a.id FOR NO KEY UPDATE;
  SELECT array_agg(d.account_id), array_agg(d.id) INTO v_accounts, v_ids FROM (
    SELECT s.account_id, s.id FROM statement s
     WHERE s.state = 'open' AND s.ends_at <= p_as_of AND s.account_id = ANY (v_accounts)
     ORDER BY s.last_day, s.account_id, s.currency, s.begins_at LIMIT p_limit) d;
  PERFORM FROM statement s JOIN unnest(v_accounts, v_ids) AS d(account_id, id) ON s.account_id = d.account_id AND s.id = d.id
   ORDER BY s.account_id, s.id FOR UPDATE OF s;
  INSERT INTO statement_series (year, last)
  SELECT DISTINCT extract(year FROM s.last_day)::smallint, 0 FROM statement s
    JOIN unnest(v_accounts, v_ids) AS d(account_id, id) ON s.account_id = d.account_id AND s.id = d.id
  ON CONFLICT (year) DO NOTHING;
  RETURN QUERY
  WITH due AS MATERIALIZED (
    SELECT s.account_id, s.id, s.currency, s.begins_at, s.last_day FROM statement s
      JOIN unnest(v_ids) AS d(id) ON s.id = d.id WHERE s.account_id = ANY (v_accounts)
  ), moved AS (  -- one pass, whose work is the lines of the statements that close, however many others there are
    SELECT d.account_id, d.id, c.amount_minor AS charged, 0 AS paid, NULL AS currency, NULL::timestamptz AS begins_at,
           NULL::date AS last_day
      FROM due d JOIN charge c ON c.account_id = d.account_id AND c.statement_id = d.id
    UNION ALL
    SELECT d.account_id, d.id, 0, p.amount_minor, NULL, NULL, NULL
      FROM due d JOIN payment p ON p.account_id = d.account_id AND p.statement_id = d.id
    UNION ALL
    SELECT account_id, id, 0, 0, currency, begins_at, last_day FROM due
  ), summed AS (
    SELECT account_id, id, sum(charged)::bigint AS charged, sum(paid)::bigint AS paid, max(currency) AS currency,
           max(begins_at) AS begins_at, max(last_day) AS last_day, extract(year FROM max(last_day))::smallint AS year
      FROM moved GROUP BY account_id, id
  ), chained AS (  -- an account may have several periods in one run: each opens with what the one before closed with
    SELECT s.*, coalesce(prior.closing_minor, 0) + (sum(s.charged - s.paid) OVER chain - (s.charged - s.paid))::bigint AS opening,
           row_number() OVER (PARTITION BY s.year ORDER BY s.last_day, s.account_id, s.currency, s.begins_at) AS place
      FROM summed s LEFT JOIN LATERAL (
        SELECT b.closing_minor FROM statement b
         WHERE b.account_id = s.account_id AND b.currency = s.currency AND b.state = 'closed'
         ORDER BY b.begins_at DESC LIMIT 1) prior ON true
    WINDOW chain AS (PARTITION BY s.account_id, s.currency ORDER BY s.begins_at)
  ), drawn AS (
    UPDATE statement_series y SET last = y.last + n.many
      FROM (SELECT extract(year FROM last_day)::smallint AS year, count(*)::int AS many FROM due GROUP BY 1) n WHERE y.year = n.year
    RETURNING y.year, y.last - n.many AS base
  )
  UPDATE statement s
     SET state = 'closed', closed_at = p_at, opening_minor = c.opening, charges_minor = c.charged,
         payments_minor = c.paid, closing_minor = c.opening + c.charged - c.paid,
         number = c.year || '-' || lpad((y.base + c.place)::text, 6, '0'),
         due_on = CASE WHEN c.opening + c.charged - c.paid > 0 AND a.terms = 'credit' THEN c.last_day + a.due_days::int END
    FROM chained c JOIN drawn y ON y.year = c.year JOIN account a ON a.id = c.account_id
   WHERE s.account_id = c.account_id AND s.id = c.id
  RETURNING s.account_id, s.id;
END $$;

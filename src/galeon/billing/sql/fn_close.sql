-- What the charges of these statements come to, by fee, and apart where they have a document of their own. Planned each
-- time it is asked: one statement is read through its index; where a good part of all that are young enough close, the
-- table is read once, from the page where the oldest of them begins (statement ids are ordered in time, and so are the
-- pages; `charge_by_age` knows which), by as many processes as there are. Only the speed rests on that order.
CREATE OR REPLACE FUNCTION billing_lines_of(p_accounts bigint[], p_ids bigint[])
RETURNS TABLE (account_id bigint, statement_id bigint, code varchar, has_document boolean, lines int, amount_minor bigint)
LANGUAGE plpgsql SET plan_cache_mode = force_custom_plan AS $$
#variable_conflict use_column
DECLARE
  v_first bigint := (SELECT min(i) FROM unnest(p_ids) AS i);
  v_last bigint := (SELECT max(i) FROM unnest(p_ids) AS i);
  v_many CONSTANT int := 100;
BEGIN
  IF cardinality(p_ids) < v_many
     OR cardinality(p_ids) * 4 < (SELECT count(*) FROM (SELECT FROM statement s WHERE s.id >= v_first LIMIT cardinality(p_ids) * 5) y) THEN
    RETURN QUERY
    SELECT d.account_id, d.id, c.code, c.has_document, c.lines, c.amount_minor
      FROM unnest(p_accounts, p_ids) AS d(account_id, id) CROSS JOIN LATERAL (
        SELECT c.code, c.document_id IS NOT NULL AS has_document, count(*)::int AS lines, sum(c.amount_minor)::bigint AS amount_minor
          FROM charge c WHERE c.account_id = d.account_id AND c.statement_id = d.id GROUP BY 1, 2) c;
  ELSE
    RETURN QUERY
    SELECT d.account_id, d.id, c.code, c.has_document, c.lines, c.amount_minor
      FROM unnest(p_accounts, p_ids) AS d(account_id, id) JOIN (
        SELECT c.statement_id, c.code, c.document_id IS NOT NULL AS has_document, count(*)::int AS lines,
               sum(c.amount_minor)::bigint AS amount_minor
          FROM charge c WHERE c.statement_id BETWEEN v_first AND v_last AND c.statement_id = ANY (p_ids)
         GROUP BY 1, 2, 3) c ON c.statement_id = d.id;
  END IF;
END $$;

-- Close up to p_limit open statements that ended by p_as_of, oldest first, as issued at p_at, and return them. To be
-- repeated, each time in a transaction of its own, until nothing comes back: stopped anywhere and run again it gives
-- the same statements with the same numbers. The order is fixed (last day, account), so that a statement's number does
-- not depend on how many are closed at a time. In the same transaction: taxes, invoices, and a journal
-- `closing:<statement>` that moves what was charged from unbilled to receivable.
DROP FUNCTION IF EXISTS billing_close(timestamptz, int);
CREATE OR REPLACE FUNCTION billing_close(p_as_of timestamptz, p_limit int, p_at timestamptz)
RETURNS TABLE (account_id bigint, statement_id bigint)
LANGUAGE plpgsql SET plan_cache_mode = force_custom_plan SET client_min_messages = warning AS $$
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

  DROP TABLE IF EXISTS pg_temp.closing_line;
  CREATE TEMP TABLE closing_line ON COMMIT DROP AS
  SELECT l.account_id, l.statement_id, a.entity_id, s.currency, l.code, l.has_document, l.lines, l.amount_minor
    FROM billing_lines_of(v_accounts, v_ids) l
    JOIN statement s ON s.account_id = l.account_id AND s.id = l.statement_id
    JOIN account a ON a.id = l.account_id;
  PERFORM billing_tax_closing(p_at);
  PERFORM billing_issue_invoices(p_at);
  PERFORM billing_sum_closing(v_accounts, v_ids, p_at);
  PERFORM billing_post_closing(v_accounts, v_ids);
  DROP TABLE pg_temp.closing_line;
  RETURN QUERY SELECT d.account_id, d.id FROM unnest(v_accounts, v_ids) AS d(account_id, id);
END $$;

-- Give the statements that close their sums and numbers. An account may have several periods in one run: each opens
-- with what the one before closed with. What is credited is what has a document to say so: the credit notes, and the
-- statement's own where its lines come to less than zero. A credit that is a line of its invoice is in what that asks for.
CREATE OR REPLACE FUNCTION billing_sum_closing(p_accounts bigint[], p_ids bigint[], p_at timestamptz) RETURNS void
LANGUAGE plpgsql SET plan_cache_mode = force_custom_plan AS $$
#variable_conflict use_column
BEGIN
  INSERT INTO statement_series (year, last)
  SELECT DISTINCT extract(year FROM s.last_day)::smallint, 0 FROM statement s
    JOIN unnest(p_accounts, p_ids) AS d(account_id, id) ON s.account_id = d.account_id AND s.id = d.id
  ON CONFLICT (year) DO NOTHING;
  WITH due AS MATERIALIZED (
    SELECT s.account_id, s.id, s.currency, s.begins_at, s.last_day, extract(year FROM s.last_day)::smallint AS year,
           coalesce(c.amount, 0)::bigint AS charged, coalesce(c.credits, 0)::bigint AS credits, p.amount AS paid
      FROM unnest(p_accounts, p_ids) AS d(account_id, id)
      JOIN statement s ON s.account_id = d.account_id AND s.id = d.id
      LEFT JOIN (SELECT statement_id, sum(amount_minor) AS amount,  -- least() leaves out what is null
                        least(sum(amount_minor) FILTER (WHERE has_document), 0)
                        + least(sum(amount_minor) FILTER (WHERE NOT has_document), 0) AS credits
                   FROM closing_line GROUP BY 1) c ON c.statement_id = d.id
     CROSS JOIN LATERAL (SELECT coalesce(sum(p.amount_minor), 0)::bigint AS amount FROM payment p
                          WHERE p.account_id = d.account_id AND p.statement_id = d.id) p
  ), chained AS (
    SELECT s.*, coalesce(prior.closing_minor, 0) + (sum(s.charged - s.paid) OVER chain - (s.charged - s.paid))::bigint AS opening,
           row_number() OVER (PARTITION BY s.year ORDER BY s.last_day, s.account_id, s.currency, s.begins_at) AS place
      FROM due s LEFT JOIN LATERAL (
        SELECT b.closing_minor FROM statement b
         WHERE b.account_id = s.account_id AND b.currency = s.currency AND b.state = 'closed'
         ORDER BY b.begins_at DESC LIMIT 1) prior ON true
    WINDOW chain AS (PARTITION BY s.account_id, s.currency ORDER BY s.begins_at)
  ), drawn AS (
    UPDATE statement_series y SET last = y.last + n.many
      FROM (SELECT year, count(*)::int AS many FROM due GROUP BY 1) n WHERE y.year = n.year
    RETURNING y.year, y.last - n.many AS base
  )
  UPDATE statement s
     SET state = 'closed', closed_at = p_at, opening_minor = c.opening, charges_minor = c.charged,
         payments_minor = c.paid, closing_minor = c.opening + c.charged - c.paid, credits_minor = c.credits,
         number = c.year || '-' || lpad((y.base + c.place)::text, 6, '0'),
         due_on = CASE WHEN c.opening + c.charged - c.paid > 0 AND a.terms = 'credit' THEN c.last_day + a.due_days::int END
    FROM chained c JOIN drawn y ON y.year = c.year JOIN account a ON a.id = c.account_id
   WHERE s.account_id = c.account_id AND s.id = c.id;
END $$;

-- What these statements charged is owed from now on: one journal each, `closing:<statement>`, unbilled to receivable.
CREATE OR REPLACE FUNCTION billing_post_closing(p_accounts bigint[], p_ids bigint[]) RETURNS void
LANGUAGE plpgsql SET plan_cache_mode = force_custom_plan AS $$
DECLARE
  v_journals jsonb;
  v_outcome text;
BEGIN
  SELECT jsonb_agg(jsonb_build_object(
           'source', 'closing:' || j.id, 'hash', encode(sha256(convert_to(j.lines::text, 'UTF8')), 'hex'), 'kind', 'closing',
           'occurred_at', j.closed_at, 'memo', j.number, 'entity', j.entity_id, 'lines', j.lines) ORDER BY j.number)
    INTO v_journals FROM (
      SELECT s.id, s.closed_at, s.number, a.entity_id, jsonb_build_array(
               jsonb_build_array(s.account_id, 'receivable', s.charges_minor, s.currency),
               jsonb_build_array(s.account_id, 'unbilled', -s.charges_minor, s.currency)) AS lines
        FROM unnest(p_accounts, p_ids) AS d(account_id, id)
        JOIN statement s ON s.account_id = d.account_id AND s.id = d.id
        JOIN account a ON a.id = s.account_id
       WHERE s.charges_minor <> 0) j;
  IF v_journals IS NULL THEN
    RETURN;
  END IF;
  SELECT p.source INTO v_outcome FROM ledger_post(v_journals) p WHERE p.outcome <> 'posted' LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'journal % was posted before its statement closed', v_outcome USING ERRCODE = 'integrity_constraint_violation';
  END IF;
END $$;

-- Charge the tax of the statements that are closing: rounded once for each statement and rate, a half away from zero.
-- Reads the temporary table closing_line, adds the tax's lines to it, and keeps for billing_issue_invoices how each fee
-- is taxed (closing_fee) and what that comes to (closing_tax). What has a document of its own has its tax there too.
CREATE OR REPLACE FUNCTION billing_tax_closing(p_at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  DROP TABLE IF EXISTS pg_temp.closing_fee, pg_temp.closing_tax;  -- of a closing in the same transaction
  CREATE TEMP TABLE closing_fee ON COMMIT DROP AS
  WITH fee AS MATERIALIZED (
    SELECT l.account_id, l.statement_id, l.entity_id, l.code, sum(l.lines)::int AS lines, sum(l.amount_minor)::bigint AS net
      FROM closing_line l WHERE NOT l.has_document
     GROUP BY 1, 2, 3, 4 HAVING sum(l.amount_minor) <> 0
  ), of_statement AS MATERIALIZED (
    SELECT s.account_id, s.id AS statement_id, s.last_day, a.country, a.tax_number <> '' AS has_number
      FROM (SELECT DISTINCT account_id, statement_id FROM fee) f
      JOIN statement s ON s.account_id = f.account_id AND s.id = f.statement_id
      JOIN account a ON a.id = s.account_id
  ), rule AS MATERIALIZED (  -- asked once for all that are alike: a run has many statements and few kinds of customers
    SELECT k.*, r.category, r.percent, r.reason FROM (
      SELECT DISTINCT f.entity_id, s.country, s.has_number, f.code, s.last_day
        FROM fee f JOIN of_statement s ON s.account_id = f.account_id AND s.statement_id = f.statement_id) k
      CROSS JOIN LATERAL billing_tax_rule(k.entity_id, k.country, k.has_number, k.code, k.last_day) r
  )
  SELECT f.account_id, f.statement_id, f.entity_id, f.code, f.lines, f.net, coalesce(r.category, 'O') AS category,
         coalesce(r.percent, 0) AS percent, coalesce(r.reason, '') AS reason
    FROM fee f
    JOIN of_statement s ON s.account_id = f.account_id AND s.statement_id = f.statement_id
    LEFT JOIN rule r ON r.entity_id = f.entity_id AND r.country = s.country AND r.has_number = s.has_number
                    AND r.code = f.code AND r.last_day = s.last_day;

  CREATE TEMP TABLE closing_tax ON COMMIT DROP AS
  SELECT account_id, statement_id, entity_id, category, percent, string_agg(DISTINCT nullif(reason, ''), '; ') AS reason, sum(net)::bigint AS net,
         round(sum(net) * percent / 100)::bigint AS tax
    FROM closing_fee GROUP BY 1, 2, 3, 4, 5;
  IF NOT EXISTS (SELECT FROM closing_tax WHERE tax <> 0) THEN
    RETURN;
  END IF;

  -- the columns of charge.sql; it happens in the last moment of the statement's own period
  INSERT INTO charge (account_id, id, statement_id, waybill_id, code, amount_minor, currency, charged_at, event, source,
                      round, before_minor, charge_g, version_id, reason, event_id, bearer, borne_minor, document_id)
  SELECT t.account_id, galeon_id(), t.statement_id, 0, 'tax', t.tax, s.currency, s.ends_at - interval '1 microsecond',
         'closing', 'tax:' || t.statement_id, 1, 0, NULL, NULL,
         jsonb_build_object('kind', 'tax', 'percent', trim_scale(t.percent)::text, 'net_minor', t.net), NULL, 'customer', 0, NULL
    FROM closing_tax t JOIN statement s ON s.account_id = t.account_id AND s.id = t.statement_id
   WHERE t.tax <> 0 ORDER BY t.account_id, t.statement_id, t.percent;
  INSERT INTO closing_line (account_id, statement_id, entity_id, currency, code, has_document, lines, amount_minor)
  SELECT t.account_id, t.statement_id, t.entity_id, s.currency, 'tax', false, count(*)::int, sum(t.tax)::bigint
    FROM closing_tax t JOIN statement s ON s.account_id = t.account_id AND s.id = t.statement_id
   WHERE t.tax <> 0 GROUP BY 1, 2, 3, 4;
  PERFORM billing_post_tax();
END $$;

-- The journals of the tax just charged: owed by the customer, not invoiced until the closing's own journal, owed to the
-- state.
CREATE OR REPLACE FUNCTION billing_post_tax() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v_source text;
BEGIN
  SELECT p.source INTO v_source FROM ledger_post((
    SELECT jsonb_agg(jsonb_build_object('source', j.source, 'hash', encode(sha256(convert_to(j.lines::text, 'UTF8')), 'hex'),
             'kind', CASE WHEN j.tax > 0 THEN 'charge' ELSE 'credit' END, 'occurred_at', j.at, 'memo', '',
             'entity', j.entity_id, 'lines', j.lines) ORDER BY j.account_id, j.source)
      FROM (
        SELECT t.account_id, t.entity_id, 'tax:' || t.statement_id AS source, sum(t.tax) AS tax,
               max(s.ends_at) - interval '1 microsecond' AS at,
               jsonb_build_array(
                 jsonb_build_array(t.account_id, 'unbilled', sum(t.tax)::bigint, max(s.currency), ''),
                 jsonb_build_array(1, 'tax_payable', -sum(t.tax)::bigint, max(s.currency), '')) AS lines
          FROM closing_tax t JOIN statement s ON s.account_id = t.account_id AND s.id = t.statement_id
         GROUP BY t.account_id, t.entity_id, t.statement_id HAVING sum(t.tax) <> 0) j)) p
   WHERE p.outcome <> 'posted' LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'the tax % was posted before', v_source;
  END IF;
END $$;

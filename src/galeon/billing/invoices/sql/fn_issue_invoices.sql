-- Issue one document for each statement that is closing and has lines: an invoice, or a credit note where they come to
-- less than zero. Reads what billing_tax_closing kept. The numbers are drawn in one statement, in the order of series
-- (see kernel/locks.py), and whoever else draws from them waits for the commit: so there are no gaps.
CREATE OR REPLACE FUNCTION billing_issue_invoices(p_at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  DROP TABLE IF EXISTS pg_temp.closing_document;
  CREATE TEMP TABLE closing_document ON COMMIT DROP AS
  SELECT galeon_id() AS id, d.*, row_number() OVER (
           PARTITION BY d.entity_id, d.kind, d.year ORDER BY d.last_day, d.account_id, d.currency, d.begins_at)::int AS place
    FROM (
      SELECT t.account_id, t.statement_id, t.entity_id, t.net, t.tax, s.currency, s.first_day, s.last_day, s.begins_at,
             CASE WHEN t.net + t.tax < 0 THEN 'credit' ELSE 'invoice' END AS kind,
             (p_at AT TIME ZONE e.timezone)::date AS issued_on,
             extract(year FROM p_at AT TIME ZONE e.timezone)::smallint AS year
        FROM (SELECT account_id, statement_id, entity_id, sum(net)::bigint AS net, sum(tax)::bigint AS tax
                FROM closing_tax GROUP BY 1, 2, 3) t
        JOIN statement s ON s.account_id = t.account_id AND s.id = t.statement_id
        JOIN legal_entity e ON e.id = t.entity_id
       ORDER BY s.last_day, t.account_id, s.currency, s.begins_at OFFSET 0) d;  -- OFFSET: ids follow the numbers

  WITH drawn AS (
    INSERT INTO invoice_series AS y (entity_id, kind, year, last)
    SELECT entity_id, kind, year, count(*)::int FROM closing_document GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    ON CONFLICT (entity_id, kind, year) DO UPDATE SET last = y.last + EXCLUDED.last
    RETURNING entity_id, kind, year, last
  ), numbered AS (
    SELECT d.*, y.last - (count(*) OVER (PARTITION BY d.entity_id, d.kind, d.year))::int + d.place AS no
      FROM closing_document d JOIN drawn y USING (entity_id, kind, year)
  )
  INSERT INTO invoice (account_id, id, entity_id, kind, year, no, number, statement_id, corrects_id, reason, currency,
    first_day, last_day, issued_on, due_on, net_minor, tax_minor, gross_minor, seller_name, seller_address, seller_country,
    seller_tax_number, payment_text, buyer_code, buyer_name, buyer_address, buyer_country, buyer_tax_number, language,
    issued_at, issued_by)
  SELECT n.account_id, n.id, n.entity_id, n.kind, n.year, n.no, billing_invoice_number(e.prefix, n.kind, n.year, n.no),
         n.statement_id, NULL, '', n.currency, n.first_day, n.last_day, n.issued_on,
         CASE WHEN a.terms = 'credit' AND n.net + n.tax > 0 THEN n.last_day + a.due_days::int END,
         n.net, n.tax, n.net + n.tax, e.name, e.address, e.country, e.tax_number, e.payment_text, a.code,
         coalesce(nullif(a.invoice_name, ''), a.name), a.address, a.country, a.tax_number, a.language, p_at, NULL
    FROM numbered n JOIN legal_entity e ON e.id = n.entity_id JOIN account a ON a.id = n.account_id
   ORDER BY n.id;

  INSERT INTO invoice_line (account_id, invoice_id, no, code, text, count, net_minor, category, percent)
  SELECT d.account_id, d.id, row_number() OVER (PARTITION BY d.account_id, d.id ORDER BY f.net DESC, f.code)::smallint,
         f.code, '', f.lines, f.net, f.category, f.percent
    FROM closing_document d JOIN closing_fee f ON f.account_id = d.account_id AND f.statement_id = d.statement_id
                                              AND f.entity_id = d.entity_id;
  INSERT INTO invoice_tax (account_id, invoice_id, category, percent, reason, net_minor, tax_minor)
  SELECT d.account_id, d.id, t.category, t.percent, left(coalesce(t.reason, ''), 200), t.net, t.tax
    FROM closing_document d JOIN closing_tax t ON t.account_id = d.account_id AND t.statement_id = d.statement_id
                                              AND t.entity_id = d.entity_id;
END $$;

CREATE OR REPLACE FUNCTION billing_invoice_number(p_prefix text, p_kind text, p_year int, p_no int) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
  SELECT p_prefix || CASE WHEN p_kind = 'credit' THEN 'C-' ELSE '-' END || p_year || '-' || lpad(p_no::text, greatest(6, length(p_no::text)), '0')
$$;

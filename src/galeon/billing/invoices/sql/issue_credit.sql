-- A credit note by itself: its number, the note, its lines and taxes. Amounts are below zero.
WITH lines AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset(%(lines)s::jsonb) AS l(no smallint, code text, text text, count int, net_minor bigint,
                                                          category text, percent numeric)
), taxes AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset(%(taxes)s::jsonb) AS t(category text, percent numeric, reason text, net_minor bigint,
                                                          tax_minor bigint)
), head AS MATERIALIZED (
  SELECT galeon_id() AS id, e.id AS entity_id, e.prefix, (%(at)s AT TIME ZONE e.timezone)::date AS issued_on,
         (SELECT sum(net_minor) FROM taxes)::bigint AS net, (SELECT sum(tax_minor) FROM taxes)::bigint AS tax,
         e.name, e.address, e.country, e.tax_number, e.payment_text
    FROM legal_entity e WHERE e.id = %(entity)s
), drawn AS (
  INSERT INTO invoice_series AS y (entity_id, kind, year, last)
  SELECT entity_id, 'credit', extract(year FROM issued_on)::smallint, 1 FROM head
  ON CONFLICT (entity_id, kind, year) DO UPDATE SET last = y.last + 1 RETURNING year, last
), note AS (
  INSERT INTO invoice (account_id, id, entity_id, kind, year, no, number, statement_id, corrects_id, reason, currency,
    first_day, last_day, issued_on, due_on, net_minor, tax_minor, gross_minor, seller_name, seller_address, seller_country,
    seller_tax_number, payment_text, buyer_code, buyer_name, buyer_address, buyer_country, buyer_tax_number, language,
    issued_at, issued_by)
  SELECT a.id, h.id, h.entity_id, 'credit', y.year, y.last, billing_invoice_number(h.prefix, 'credit', y.year, y.last),
         NULL, %(corrects)s, %(reason)s, %(currency)s, coalesce(i.first_day, h.issued_on), coalesce(i.last_day, h.issued_on),
         h.issued_on, NULL, h.net, h.tax, h.net + h.tax, h.name, h.address, h.country, h.tax_number, h.payment_text, a.code,
         coalesce(nullif(a.invoice_name, ''), a.name), a.address, a.country, a.tax_number, a.language, %(at)s, %(by)s
    FROM head h CROSS JOIN drawn y JOIN account a ON a.id = %(account)s
    LEFT JOIN invoice i ON i.account_id = a.id AND i.id = %(corrects)s
  RETURNING id, number
), lined AS (
  INSERT INTO invoice_line (account_id, invoice_id, no, code, text, count, net_minor, category, percent)
  SELECT %(account)s, n.id, l.no, l.code, l.text, l.count, l.net_minor, l.category, l.percent FROM note n CROSS JOIN lines l
), taxed AS (
  INSERT INTO invoice_tax (account_id, invoice_id, category, percent, reason, net_minor, tax_minor)
  SELECT %(account)s, n.id, t.category, t.percent, t.reason, t.net_minor, t.tax_minor FROM note n CROSS JOIN taxes t
)
SELECT id, number FROM note

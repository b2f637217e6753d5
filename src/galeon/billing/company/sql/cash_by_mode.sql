-- Customers' payments and payments of suppliers' bills booked from %(first)s to %(last)s, and what each has to do with the
-- modes: one row for each debt it pays and mode that debt has something of. weight: of that mode on it, above zero.
-- column_name: the mode ('' of none), else where all of the part goes. A payment that pays nothing has one row, part 0.
WITH moved AS MATERIALIZED (
  SELECT j.id, j.source, j.kind, j.entity_id, date_trunc('month', j.booked_on)::date AS month
    FROM journal j
   WHERE j.booked_on BETWEEN %(first)s::date AND %(last)s::date AND (%(entity)s::int IS NULL OR j.entity_id = %(entity)s)
     AND (j.kind IN ('payment', 'top_up') AND j.source ~ '^payment:[0-9]+$'
          OR j.kind = 'supplier_payment' AND j.source ~ '^bill-paid:[0-9]+:[0-9]+$')
), money AS MATERIALIZED (
  SELECT m.id, m.source, m.kind, m.entity_id, m.month, split_part(m.source, ':', 2)::bigint AS object_id, p.currency,
         sum(p.amount_minor)::bigint AS minor
    FROM moved m JOIN posting p ON p.journal_id = m.id
   WHERE p.book = ANY (%(books)s)
   GROUP BY m.id, m.source, m.kind, m.entity_id, m.month, p.currency HAVING sum(p.amount_minor) <> 0
), payments AS MATERIALIZED (
  SELECT m.source, m.entity_id, m.month, m.currency, m.minor, y.account_id, y.id, y.amount_minor AS whole
    FROM money m
    JOIN posting r ON r.journal_id = m.id AND r.book = 'receivable'
    JOIN payment y ON y.account_id = r.account_id AND y.id = m.object_id
   WHERE m.kind <> 'supplier_payment' AND y.amount_minor > 0
), used AS MATERIALIZED (
  SELECT a.account_id, a.credit_id, a.debit_kind, a.debit_id, sum(a.amount_minor)::bigint AS part
    FROM payments y JOIN allocation a ON a.account_id = y.account_id AND a.credit_id = y.id AND a.credit_kind = 'payment'
   GROUP BY a.account_id, a.credit_id, a.debit_kind, a.debit_id HAVING sum(a.amount_minor) <> 0
), charged AS MATERIALIZED (
  SELECT d.account_id, d.debit_id, coalesce(w.mode, '') AS mode, sum(c.amount_minor)::bigint AS weight
    FROM (SELECT DISTINCT account_id, debit_id FROM used WHERE debit_kind = 'statement') d
    JOIN statement s ON s.account_id = d.account_id AND s.id = d.debit_id
    JOIN charge c ON c.account_id = d.account_id AND c.statement_id = d.debit_id
                 AND (c.document_id IS NULL OR s.credits_minor IS NULL)  -- a credit note is of another statement's charges
    LEFT JOIN waybill w ON w.account_id = c.account_id AND w.id = c.waybill_id
   GROUP BY 1, 2, 3 HAVING sum(c.amount_minor) > 0
), bills AS MATERIALIZED (
  SELECT m.source, m.entity_id, m.month, m.currency, m.minor, b.bill_id
    FROM money m JOIN supplier_bill_payment b ON b.id = m.object_id WHERE m.kind = 'supplier_payment'
), billed AS MATERIALIZED (
  SELECT i.bill_id, i.entity_id, coalesce(w.mode, '') AS mode,
         sum(i.billed_minor - CASE i.outcome WHEN 'credited' THEN i.disputed_minor ELSE 0 END)::bigint AS weight
    FROM (SELECT DISTINCT bill_id, entity_id FROM bills) d
    JOIN supplier_bill_item i ON i.bill_id = d.bill_id AND i.entity_id = d.entity_id
    LEFT JOIN waybill w ON w.account_id = i.account_id AND w.id = i.waybill_id
   GROUP BY 1, 2, 3
  HAVING sum(i.billed_minor - CASE i.outcome WHEN 'credited' THEN i.disputed_minor ELSE 0 END) > 0
)
SELECT y.source, 'received', y.entity_id, y.month, y.currency, y.minor, y.whole, coalesce(u.debit_id, 0),
       coalesce(u.part, 0),
       CASE WHEN u.debit_kind = 'payment' THEN CASE d.method WHEN 'opening' THEN '' ELSE 'other' END
            ELSE coalesce(c.mode, '') END AS column_name, coalesce(c.weight, 1)
  FROM payments y
  LEFT JOIN used u ON u.account_id = y.account_id AND u.credit_id = y.id
  LEFT JOIN payment d ON d.account_id = u.account_id AND d.id = u.debit_id AND u.debit_kind = 'payment'
  LEFT JOIN charged c ON c.account_id = u.account_id AND c.debit_id = u.debit_id AND u.debit_kind = 'statement'
UNION ALL
SELECT p.source, 'paid', p.entity_id, p.month, p.currency, p.minor, abs(p.minor), p.bill_id, abs(p.minor),
       coalesce(i.mode, ''), coalesce(i.weight, 1)
  FROM bills p LEFT JOIN billed i ON i.bill_id = p.bill_id AND i.entity_id = p.entity_id

-- Customers' payments and payments of suppliers' bills that moved from %(first)s to %(last)s, or of which something was
-- allocated then, and what each has to do with the modes: one row for each debt, month in which it was allocated to it, and
-- mode that debt has something of. weight: of that mode on it, above zero. column_name: the mode ('' of none), else where all
-- of the part goes. A payment that pays nothing has one row, part 0. Nothing that is booked after %(last)s is looked at, nor
-- what a supplier credited after it was paid: a month that is over is told the same for ever.
WITH placed AS MATERIALIZED (
  SELECT a.account_id, a.credit_id, a.debit_kind, a.debit_id, a.amount_minor,
         coalesce(a.booked_on, (a.allocated_at AT TIME ZONE e.timezone)::date) AS day
    FROM allocation a JOIN account k ON k.id = a.account_id JOIN legal_entity e ON e.id = k.entity_id
   WHERE a.credit_kind = 'payment' AND coalesce(a.booked_on, (a.allocated_at AT TIME ZONE e.timezone)::date) <= %(last)s::date
), moved AS MATERIALIZED (
  SELECT j.id, j.source, j.kind, j.entity_id, date_trunc('month', j.booked_on)::date AS month, j.posted_at
    FROM journal j
   WHERE (%(entity)s::int IS NULL OR j.entity_id = %(entity)s)
     AND (j.kind IN ('payment', 'top_up') AND j.source ~ '^payment:[0-9]+$' AND j.booked_on <= %(last)s::date
          AND (j.booked_on >= %(first)s::date
               OR j.source IN (SELECT 'payment:' || l.credit_id FROM placed l WHERE l.day >= %(first)s::date))
          OR j.kind = 'supplier_payment' AND j.source ~ '^bill-paid:[0-9]+:[0-9]+$'
          AND j.booked_on BETWEEN %(first)s::date AND %(last)s::date)
), money AS MATERIALIZED (
  SELECT m.id, m.source, m.kind, m.entity_id, m.month, m.posted_at, split_part(m.source, ':', 2)::bigint AS object_id, p.currency,
         sum(p.amount_minor)::bigint AS minor
    FROM moved m JOIN posting p ON p.journal_id = m.id
   WHERE p.book = ANY (%(books)s)
   GROUP BY m.id, m.source, m.kind, m.entity_id, m.month, m.posted_at, p.currency HAVING sum(p.amount_minor) <> 0
), payments AS MATERIALIZED (
  SELECT m.source, m.entity_id, m.month, m.currency, m.minor, y.account_id, y.id, y.amount_minor AS whole
    FROM money m
    JOIN posting r ON r.journal_id = m.id AND r.book = 'receivable'
    JOIN payment y ON y.account_id = r.account_id AND y.id = m.object_id
   WHERE m.kind <> 'supplier_payment' AND y.amount_minor > 0
), used AS MATERIALIZED (
  SELECT l.account_id, l.credit_id, l.debit_kind, l.debit_id,
         greatest(date_trunc('month', l.day)::date, y.month) AS month, sum(l.amount_minor)::bigint AS part
    FROM payments y JOIN placed l ON l.account_id = y.account_id AND l.credit_id = y.id
   GROUP BY 1, 2, 3, 4, 5 HAVING sum(l.amount_minor) <> 0
), charged AS MATERIALIZED (
  SELECT d.account_id, d.debit_id, coalesce(w.mode, '') AS mode, sum(c.amount_minor)::bigint AS weight
    FROM (SELECT DISTINCT account_id, debit_id FROM used WHERE debit_kind = 'statement') d
    JOIN statement s ON s.account_id = d.account_id AND s.id = d.debit_id
    JOIN charge c ON c.account_id = d.account_id AND c.statement_id = d.debit_id
                 AND (c.document_id IS NULL OR s.credits_minor IS NULL)  -- a credit note is of another statement's charges
    LEFT JOIN waybill w ON w.account_id = c.account_id AND w.id = c.waybill_id
   GROUP BY 1, 2, 3 HAVING sum(c.amount_minor) > 0
), bills AS MATERIALIZED (
  SELECT m.source, m.entity_id, m.month, m.currency, m.minor, m.posted_at, b.bill_id
    FROM money m JOIN supplier_bill_payment b ON b.id = m.object_id WHERE m.kind = 'supplier_payment'
), billed AS MATERIALIZED (
  SELECT d.source, coalesce(w.mode, '') AS mode, sum(x.minor)::bigint AS weight
    FROM bills d
    JOIN supplier_bill_item i ON i.bill_id = d.bill_id AND i.entity_id = d.entity_id
   CROSS JOIN LATERAL (
     SELECT i.billed_minor - CASE WHEN i.outcome = 'credited' AND i.outcome_at <= d.posted_at THEN i.disputed_minor
                                  ELSE 0 END AS minor) x
    LEFT JOIN waybill w ON w.account_id = i.account_id AND w.id = i.waybill_id
   GROUP BY 1, 2 HAVING sum(x.minor) > 0
)
SELECT y.source, 'received', y.entity_id, y.month, y.currency, y.minor, y.whole, coalesce(u.debit_id, 0),
       coalesce(u.month, y.month), coalesce(u.part, 0),
       CASE WHEN u.debit_kind = 'payment' THEN CASE d.method WHEN 'opening' THEN '' ELSE 'other' END
            ELSE coalesce(c.mode, '') END AS column_name, coalesce(c.weight, 1)
  FROM payments y
  LEFT JOIN used u ON u.account_id = y.account_id AND u.credit_id = y.id
  LEFT JOIN payment d ON d.account_id = u.account_id AND d.id = u.debit_id AND u.debit_kind = 'payment'
  LEFT JOIN charged c ON c.account_id = u.account_id AND c.debit_id = u.debit_id AND u.debit_kind = 'statement'
UNION ALL
SELECT p.source, 'paid', p.entity_id, p.month, p.currency, p.minor, abs(p.minor), p.bill_id, p.month, abs(p.minor),
       coalesce(i.mode, ''), coalesce(i.weight, 1)
  FROM bills p LEFT JOIN billed i ON i.source = p.source

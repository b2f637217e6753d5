-- What is open by account and currency, by days overdue. Items are dated by their journals, as the ledger's receivable is;
-- an allocation counts when both its sides do. Statements of before closings had journals are dated by their last day.
WITH item AS MATERIALIZED (
  SELECT i.*, a.code, a.name, a.entity_id FROM v_billing_item i
    JOIN account a ON a.id = i.account_id
    LEFT JOIN journal j ON j.source = CASE i.kind WHEN 'payment' THEN 'payment:' ELSE 'closing:' END || i.id
   WHERE coalesce(j.booked_on, i.since) <= %(as_of)s AND (%(entity)s::int IS NULL OR a.entity_id = %(entity)s)
     AND (%(account)s::bigint IS NULL OR i.account_id = %(account)s)
), paid AS (
  SELECT x.account_id, x.kind, x.id, sum(x.amount)::bigint AS amount
    FROM allocation l
    JOIN item d ON d.account_id = l.account_id AND d.kind = l.debit_kind AND d.id = l.debit_id
    JOIN item c ON c.account_id = l.account_id AND c.kind = l.credit_kind AND c.id = l.credit_id
   CROSS JOIN LATERAL (VALUES (l.account_id, l.debit_kind, l.debit_id, -l.amount_minor),
                              (l.account_id, l.credit_kind, l.credit_id, l.amount_minor)) AS x(account_id, kind, id, amount)
   GROUP BY 1, 2, 3
), open AS (
  SELECT i.account_id, i.code, i.name, i.entity_id, i.currency, i.due_on, %(as_of)s - i.due_on AS days,
         i.amount_minor + coalesce(p.amount, 0) AS amount
    FROM item i LEFT JOIN paid p ON p.account_id = i.account_id AND p.kind = i.kind AND p.id = i.id
)
SELECT account_id, code, name, entity_id, currency,
       coalesce(sum(amount) FILTER (WHERE amount > 0 AND days <= 0), 0)::bigint,
       coalesce(sum(amount) FILTER (WHERE amount > 0 AND days BETWEEN 1 AND 30), 0)::bigint,
       coalesce(sum(amount) FILTER (WHERE amount > 0 AND days BETWEEN 31 AND 60), 0)::bigint,
       coalesce(sum(amount) FILTER (WHERE amount > 0 AND days BETWEEN 61 AND 90), 0)::bigint,
       coalesce(sum(amount) FILTER (WHERE amount > 0 AND days > 90), 0)::bigint,
       coalesce(sum(amount) FILTER (WHERE amount < 0), 0)::bigint,
       min(due_on) FILTER (WHERE amount > 0)
  FROM open WHERE amount <> 0
 GROUP BY 1, 2, 3, 4, 5
 ORDER BY sum(amount) FILTER (WHERE amount > 0) DESC NULLS LAST, code, currency

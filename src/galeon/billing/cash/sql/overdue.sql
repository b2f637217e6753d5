-- Accounts with something overdue on a day: what, since when, what they were last told about it, whether they have promised.
-- Left out: what is set aside in a dispute, what a credit note in a statement that is still open takes off, and an item of
-- which nothing else is left.
WITH noted AS (
  SELECT c.account_id, i.statement_id, -sum(c.amount_minor) AS amount
    FROM statement s
    JOIN charge c ON c.account_id = s.account_id AND c.statement_id = s.id AND c.amount_minor < 0
    JOIN invoice n ON n.account_id = c.account_id AND n.id = c.document_id
    JOIN invoice i ON i.account_id = n.account_id AND i.id = n.corrects_id
   WHERE s.state = 'open' GROUP BY 1, 2
), item AS (
  SELECT i.account_id, i.currency, i.kind, i.id, coalesce(n.number, i.number) AS number, i.due_on, i.amount_minor,
         greatest(i.open_minor - coalesce(o.amount, 0) - coalesce((
           SELECT sum(x.amount_minor) FROM credit_aside x
            WHERE x.account_id = i.account_id AND x.statement_id = i.id AND i.kind = 'statement' AND x.ended_at IS NULL), 0), 0)::bigint AS open
    FROM v_billing_open_item i
    LEFT JOIN invoice n ON n.account_id = i.account_id AND n.statement_id = i.id AND i.kind = 'statement'
    LEFT JOIN noted o ON o.account_id = i.account_id AND o.statement_id = i.id AND i.kind = 'statement'
   WHERE i.open_minor > 0 AND i.due_on < %(as_of)s::date
), credit AS (
  SELECT account_id, currency, -sum(open_minor)::bigint AS amount FROM v_billing_open_item WHERE open_minor < 0 GROUP BY 1, 2
), summed AS (
  SELECT account_id, currency, sum(open)::bigint AS overdue, min(due_on) AS oldest,
         jsonb_agg(jsonb_build_array(number, due_on, amount_minor, open) ORDER BY due_on, id) AS items
    FROM item WHERE open > 0 GROUP BY 1, 2
)
SELECT s.account_id, s.currency, a.language, s.overdue, %(as_of)s::date - s.oldest, coalesce(l.level, 0), %(as_of)s::date - l.as_of,
       s.items::text, coalesce(p.until >= %(as_of)s::date, false)
  FROM summed s JOIN account a ON a.id = s.account_id
  LEFT JOIN credit c ON c.account_id = s.account_id AND c.currency = s.currency
  LEFT JOIN LATERAL (  -- about these debts: a letter older than the oldest of them was about others
    SELECT d.level, d.as_of FROM dunning_letter d
     WHERE d.account_id = s.account_id AND d.currency = s.currency AND d.state = 'sent' AND d.as_of > s.oldest
     ORDER BY d.id DESC LIMIT 1) l ON true
  LEFT JOIN LATERAL (SELECT until FROM promise q WHERE q.account_id = s.account_id ORDER BY q.id DESC LIMIT 1) p ON true
 WHERE NOT a.is_house AND a.is_active AND s.overdue > coalesce(c.amount, 0)
 ORDER BY s.account_id, s.currency

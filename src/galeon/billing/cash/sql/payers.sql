-- Customers of a company of ours with what they owe, the oldest first; due: all of it, less what stands to their credit.
SELECT a.id, a.code, a.name, a.invoice_name, a.currency, coalesce(o.due, 0)::bigint, coalesce(o.debts, '[]')::text
  FROM account a
  LEFT JOIN (
    SELECT i.account_id, sum(i.open_minor) AS due,
           jsonb_agg(jsonb_build_array(i.kind, i.id, i.open_minor, i.due_on, i.number, coalesce(n.number, ''))
                     ORDER BY i.due_on, i.id) FILTER (WHERE i.open_minor > 0) AS debts
      FROM v_billing_open_item i JOIN account c ON c.id = i.account_id AND c.currency = i.currency AND c.entity_id = %(entity)s
      LEFT JOIN invoice n ON n.account_id = i.account_id AND n.statement_id = i.id AND i.kind = 'statement'
     WHERE i.open_minor <> 0 GROUP BY i.account_id) o ON o.account_id = a.id
 WHERE NOT a.is_house AND a.entity_id = %(entity)s

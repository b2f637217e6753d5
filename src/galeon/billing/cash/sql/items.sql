-- Items of these accounts' receivables, open ones or all, with the number of the invoice that documents a statement.
SELECT i.account_id, i.kind, i.id, i.currency, i.amount_minor, i.number, i.due_on, i.since, i.open_minor, coalesce(n.number, '')
  FROM v_billing_open_item i
  LEFT JOIN invoice n ON n.account_id = i.account_id AND n.statement_id = i.id AND i.kind = 'statement'
 WHERE i.account_id = ANY (%(accounts)s) AND (i.open_minor <> 0 OR NOT %(open)s)
 ORDER BY i.account_id, i.currency, i.due_on, i.kind DESC, i.id

-- Items of these accounts' receivables, open ones or all.
SELECT account_id, kind, id, currency, amount_minor, number, due_on, since, open_minor FROM v_billing_open_item
 WHERE account_id = ANY (%(accounts)s) AND (open_minor <> 0 OR NOT %(open)s)
 ORDER BY account_id, currency, due_on, kind DESC, id

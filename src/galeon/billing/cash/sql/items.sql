-- Items of these accounts' receivables, open ones or all, with the number of the invoice that documents a statement, or of
-- the credit notes that document a credit.
SELECT i.account_id, i.kind, i.id, i.currency, i.amount_minor, i.number, i.due_on, i.since, i.open_minor,
       CASE i.kind WHEN 'statement' THEN coalesce(n.number, '')
                   WHEN 'credit' THEN concat_ws(', ', CASE WHEN n.kind = 'credit' THEN n.number END, (
         SELECT string_agg(DISTINCT k.number, ', ') FROM charge c
           JOIN invoice k ON k.account_id = c.account_id AND k.id = c.document_id
          WHERE c.account_id = i.account_id AND c.statement_id = i.id AND c.amount_minor < 0)) ELSE '' END
  FROM v_billing_open_item i
  LEFT JOIN invoice n ON n.account_id = i.account_id AND n.statement_id = i.id AND i.kind <> 'payment'
 WHERE i.account_id = ANY (%(accounts)s) AND (i.open_minor <> 0 OR NOT %(open)s)
 ORDER BY i.account_id, i.currency, i.due_on, i.kind DESC, i.id

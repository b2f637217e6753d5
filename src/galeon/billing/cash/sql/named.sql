-- Which statements' invoices these credits correct, and how much of each they have still to pay of them.
SELECT u.account_id, u.credit_id, u.debit_id, (u.amount - coalesce((
         SELECT sum(a.amount_minor) FROM allocation a
          WHERE a.account_id = u.account_id AND a.credit_kind = 'credit' AND a.credit_id = u.credit_id
            AND a.debit_kind = 'statement' AND a.debit_id = u.debit_id), 0))::bigint
  FROM (
    SELECT c.account_id, c.statement_id AS credit_id, i.statement_id AS debit_id, -sum(c.amount_minor) AS amount
      FROM unnest(%(accounts)s::bigint[], %(ids)s::bigint[]) AS d(account_id, id)
      JOIN charge c ON c.account_id = d.account_id AND c.statement_id = d.id AND c.amount_minor < 0
      JOIN invoice n ON n.account_id = c.account_id AND n.id = c.document_id
      JOIN invoice i ON i.account_id = n.account_id AND i.id = n.corrects_id AND i.statement_id IS NOT NULL
     GROUP BY 1, 2, 3) u
 ORDER BY u.account_id, u.credit_id, u.debit_id

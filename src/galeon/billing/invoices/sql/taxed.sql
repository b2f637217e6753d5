-- The tax of an invoice by category and rate, and what of net and tax was credited since.
SELECT t.category, t.percent, t.reason, t.net_minor, t.tax_minor, coalesce(-sum(x.net_minor), 0)::bigint,
       coalesce(-sum(x.tax_minor), 0)::bigint
  FROM invoice_tax t
  LEFT JOIN invoice c ON c.account_id = t.account_id AND c.corrects_id = t.invoice_id
  LEFT JOIN invoice_tax x ON x.account_id = c.account_id AND x.invoice_id = c.id AND x.category = t.category AND x.percent = t.percent
 WHERE t.account_id = %(account)s AND t.invoice_id = %(invoice)s
 GROUP BY t.category, t.percent, t.reason, t.net_minor, t.tax_minor ORDER BY t.category, t.percent

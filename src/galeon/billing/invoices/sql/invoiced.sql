-- What an invoice has of each fee, and what of it was credited since.
SELECT l.code, l.category, l.percent, sum(l.net_minor)::bigint, coalesce((
         SELECT -sum(x.net_minor) FROM invoice c JOIN invoice_line x ON x.account_id = c.account_id AND x.invoice_id = c.id
          WHERE c.corrects_id = %(invoice)s AND c.account_id = %(account)s AND x.code = l.code), 0)::bigint
  FROM invoice_line l WHERE l.account_id = %(account)s AND l.invoice_id = %(invoice)s
 GROUP BY l.code, l.category, l.percent ORDER BY l.code

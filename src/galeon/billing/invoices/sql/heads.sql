-- Documents, the newest first.
SELECT i.account_id, i.id, i.entity_id, i.kind, i.number, i.statement_id, i.corrects_id, coalesce(c.number, ''), c.issued_on,
       coalesce(s.number, ''), i.reason, i.currency, i.first_day, i.last_day, i.issued_on, i.due_on, i.net_minor,
       i.tax_minor, i.gross_minor, i.seller_name, i.seller_address, i.seller_country, i.seller_tax_number,
       i.payment_text, i.buyer_code, i.buyer_name, i.buyer_address, i.buyer_country, i.buyer_tax_number, i.language,
       i.issued_at
  FROM (
    SELECT * FROM invoice x
     WHERE (%(account)s::bigint IS NULL OR x.account_id = %(account)s)
       AND (%(id)s::bigint IS NULL OR x.id = %(id)s)
       AND (%(entity)s::int IS NULL OR x.entity_id = %(entity)s)
       AND (%(kind)s::text IS NULL OR x.kind = %(kind)s)
       AND (%(month)s::date IS NULL OR x.issued_on >= %(month)s::date AND x.issued_on < %(month)s::date + interval '1 month')
       AND (%(statement)s::bigint IS NULL OR x.statement_id = %(statement)s)
       AND (%(number)s::text IS NULL OR x.number ILIKE %(number)s)
       AND (%(before)s::bigint IS NULL OR x.id < %(before)s)
     ORDER BY x.id DESC LIMIT %(limit)s) i
  LEFT JOIN invoice c ON c.account_id = i.account_id AND c.id = i.corrects_id
  LEFT JOIN statement s ON s.account_id = i.account_id AND s.id = i.statement_id
 ORDER BY i.id DESC

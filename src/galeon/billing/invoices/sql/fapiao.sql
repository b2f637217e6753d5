-- The lines of what an entity issued in a month in yuan, but for what it only passed on or paid.
SELECT i.number, i.kind, coalesce(c.number, ''), i.buyer_name, i.buyer_tax_number, i.buyer_address, coalesce(s.number, ''),
       l.code, l.text, l.count, l.net_minor, l.category, l.percent, t.tax_minor
  FROM invoice i
  JOIN invoice_line l ON l.account_id = i.account_id AND l.invoice_id = i.id
  JOIN invoice_tax t ON t.account_id = i.account_id AND t.invoice_id = i.id AND t.category = l.category AND t.percent = l.percent
  LEFT JOIN invoice c ON c.account_id = i.account_id AND c.id = i.corrects_id
  LEFT JOIN statement s ON s.account_id = i.account_id AND s.id = i.statement_id
 WHERE i.entity_id = %(entity)s AND i.currency = 'CNY'
   AND i.issued_on >= %(month)s::date AND i.issued_on < %(month)s::date + interval '1 month'
   AND l.code NOT IN ('duty', 'import_vat', 'compensation')
 ORDER BY i.kind DESC, i.no, l.no

-- The credit notes of a case, one for each invoice that what it gave back stood on.
SELECT DISTINCT i.id, i.number, i.gross_minor, i.corrects_id, coalesce(p.number, '')
  FROM dispute_case k
  JOIN dispute_line l ON l.account_id = k.account_id AND l.case_id = k.id
  JOIN charge c ON c.account_id = l.account_id AND c.id = l.charge_id
  JOIN charge x ON x.account_id = c.account_id AND x.waybill_id = c.waybill_id AND x.event_id = c.id AND x.event = k.kind
               AND starts_with(x.source, k.kind || ':' || k.id || ':')
  JOIN invoice i ON i.account_id = x.account_id AND i.id = x.document_id
  LEFT JOIN invoice p ON p.account_id = i.account_id AND p.id = i.corrects_id
 WHERE k.account_id = %(account)s AND k.id = %(case)s
 ORDER BY i.id

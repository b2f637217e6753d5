-- The credit notes of a case, one for each invoice that what it gave back stood on.
SELECT i.id, i.number, i.gross_minor, i.corrects_id, coalesce(p.number, '')
  FROM dispute_case k
  JOIN invoice i ON i.account_id = k.account_id AND i.id = ANY (k.document_ids)
  LEFT JOIN invoice p ON p.account_id = i.account_id AND p.id = i.corrects_id
 WHERE k.account_id = %(account)s AND k.id = %(case)s
 ORDER BY i.id

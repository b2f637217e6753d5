-- Cases, those open first by their deadline, then the newest; of one account or of all.
SELECT c.account_id, c.id, c.number, c.kind, c.about, a.code, a.name, c.statement_id, coalesce(s.number, ''), c.waybill_id,
       coalesce(w.number, ''), c.currency, c.asked_minor, c.text, c.opened_at, c.opened_by, c.due_on, c.owner_id, c.state,
       c.outcome, c.credited_minor, c.document_ids, c.decided_at, c.decided_by
  FROM (
    SELECT * FROM dispute_case x
     WHERE (%(account)s::bigint IS NULL OR x.account_id = %(account)s)
       AND (%(id)s::bigint IS NULL OR x.id = %(id)s)
       AND (%(statement)s::bigint IS NULL OR x.statement_id = %(statement)s)
       AND (%(waybill)s::bigint IS NULL OR x.waybill_id = %(waybill)s)
       AND (%(kind)s = '' OR x.kind = %(kind)s)
       AND (NOT %(open)s OR x.state = 'open')
       AND (%(owner)s::bigint IS NULL OR x.owner_id = %(owner)s)
     ORDER BY x.state <> 'open', CASE WHEN x.state = 'open' THEN x.due_on END, x.id DESC
     LIMIT %(limit)s OFFSET %(offset)s) c
  JOIN account a ON a.id = c.account_id
  LEFT JOIN statement s ON s.account_id = c.account_id AND s.id = c.statement_id
  LEFT JOIN LATERAL (
    SELECT x.number FROM waybill x WHERE x.account_id = c.account_id AND x.id = c.waybill_id LIMIT 1) w ON true
 ORDER BY c.state <> 'open', CASE WHEN c.state = 'open' THEN c.due_on END, c.id DESC

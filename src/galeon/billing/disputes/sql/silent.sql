-- Closed statements nobody answered within their company's days of silence are confirmed by it.
INSERT INTO statement_answered (account_id, statement_id, confirmed_at, confirmed_by)
SELECT s.account_id, s.id, %(at)s, NULL
  FROM statement s
  JOIN account a ON a.id = s.account_id
 CROSS JOIN LATERAL (
   SELECT t.silent_days FROM dispute_terms t WHERE coalesce(t.entity_id, a.entity_id) = a.entity_id
    ORDER BY t.entity_id IS NULL LIMIT 1) t
 WHERE s.state = 'closed' AND s.closed_at < %(at)s::timestamptz - make_interval(days => t.silent_days)
   AND NOT EXISTS (SELECT FROM statement_answered x WHERE x.account_id = s.account_id AND x.statement_id = s.id)
ON CONFLICT DO NOTHING

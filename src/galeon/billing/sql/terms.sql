-- How these accounts are settled, the day they were opened, and where their last closed statement ended, per currency asked for.
SELECT u.account_id, u.currency, a.cycle, a.timezone, (a.opened_at AT TIME ZONE a.timezone)::date, c.ends_at
  FROM unnest(%s::bigint[], %s::text[]) AS u(account_id, currency)
  JOIN account a ON a.id = u.account_id
  LEFT JOIN LATERAL (
    SELECT s.ends_at FROM statement s
     WHERE s.account_id = u.account_id AND s.currency = u.currency AND s.state = 'closed'
     ORDER BY s.begins_at DESC LIMIT 1) c ON true

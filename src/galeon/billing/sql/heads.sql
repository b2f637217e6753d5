-- Statements, the one opened last first, with their sums: as closed, or as they stand now. An open one opens with what
-- the last closed one closed with, and whatever still open ones before it came to.
SELECT s.account_id, s.id, a.code, a.name, a.language, a.terms, s.currency, s.cycle, s.timezone, s.first_day, s.last_day, s.state,
       coalesce(s.number, ''), coalesce(s.opening_minor, prior.closing, 0) + coalesce(between_.moved, 0),
       -- CASE, not a join: a join's condition may be tried after the sums of years of closed statements were made
       coalesce(CASE WHEN s.state = 'open' THEN (
         SELECT sum(c.amount_minor) FROM charge c WHERE c.account_id = s.account_id AND c.statement_id = s.id)::bigint
         ELSE s.charges_minor END, 0),
       coalesce(CASE WHEN s.state = 'open' THEN (
         SELECT sum(p.amount_minor) FROM payment p WHERE p.account_id = s.account_id AND p.statement_id = s.id)::bigint
         ELSE s.payments_minor END, 0), s.due_on, s.closed_at,
       coalesce(CASE WHEN s.state = 'closed' AND s.closing_minor > 0 THEN (
         SELECT sum(coalesce(l.payments_minor, (
             SELECT sum(p.amount_minor) FROM payment p WHERE p.account_id = l.account_id AND p.statement_id = l.id), 0)
                    - coalesce(l.credits_minor, least(l.charges_minor, 0)))
           FROM statement l
          WHERE l.account_id = s.account_id AND l.currency = s.currency AND l.begins_at > s.begins_at)::bigint END, 0)
  FROM (
    SELECT * FROM statement x
     WHERE (%(account)s::bigint IS NULL OR x.account_id = %(account)s)
       AND (%(id)s::bigint IS NULL OR x.id = %(id)s)
       AND (%(state)s::text IS NULL OR x.state = %(state)s)
       AND (%(before)s::bigint IS NULL OR x.id < %(before)s)
     ORDER BY x.id DESC LIMIT %(limit)s) s
  JOIN account a ON a.id = s.account_id
  LEFT JOIN LATERAL (
    SELECT b.closing_minor AS closing FROM statement b
     WHERE b.account_id = s.account_id AND b.currency = s.currency AND b.state = 'closed' AND s.state = 'open'
     ORDER BY b.begins_at DESC LIMIT 1) prior ON true
  LEFT JOIN LATERAL (
    SELECT sum(coalesce((SELECT sum(c.amount_minor) FROM charge c
                          WHERE c.account_id = b.account_id AND c.statement_id = b.id), 0)
             - coalesce((SELECT sum(p.amount_minor) FROM payment p
                          WHERE p.account_id = b.account_id AND p.statement_id = b.id), 0))::bigint AS moved
      FROM statement b
     WHERE b.account_id = s.account_id AND b.currency = s.currency AND b.state = 'open' AND s.state = 'open'
       AND b.begins_at < s.begins_at) between_ ON true
 ORDER BY s.id DESC

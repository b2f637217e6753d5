-- A statement against its own lines, against the ledger, and against the statement before it.
WITH s AS MATERIALIZED (
  SELECT * FROM statement WHERE account_id = %(account)s AND id = %(id)s
), sources AS MATERIALIZED (
  SELECT DISTINCT 'charge' AS kind, c.source FROM charge c WHERE c.account_id = %(account)s AND c.statement_id = %(id)s
  UNION ALL
  SELECT 'payment', 'payment:' || p.id FROM payment p WHERE p.account_id = %(account)s AND p.statement_id = %(id)s
  UNION ALL  -- its own; `unbilled` is of what was open when closings got journals
  SELECT 'closing', x || %(id)s::text FROM unnest(ARRAY['closing:', 'unbilled:']) AS x
), ledger AS (
  SELECT coalesce(sum(p.amount_minor) FILTER (WHERE x.kind = 'charge'), 0)::bigint AS charged,
         coalesce(-sum(p.amount_minor) FILTER (WHERE x.kind = 'payment'), 0)::bigint AS paid,
         coalesce(sum(p.amount_minor) FILTER (WHERE p.book = 'unbilled'), 0)::bigint AS unbilled
    FROM sources x JOIN journal j ON j.source = x.source
    JOIN posting p ON p.account_id = %(account)s AND p.journal_id = j.id AND p.book IN ('receivable', 'unbilled')
)
SELECT s.state, s.opening_minor, s.charges_minor, s.payments_minor, s.closing_minor,
       (SELECT coalesce(sum(amount_minor), 0)::bigint FROM charge c WHERE c.account_id = s.account_id AND c.statement_id = s.id),
       (SELECT coalesce(sum(amount_minor), 0)::bigint FROM payment p WHERE p.account_id = s.account_id AND p.statement_id = s.id),
       l.charged, l.paid, l.unbilled,
       coalesce((SELECT b.closing_minor FROM statement b
                  WHERE b.account_id = s.account_id AND b.currency = s.currency AND b.begins_at < s.begins_at
                  ORDER BY b.begins_at DESC LIMIT 1), 0)
  FROM s, ledger l

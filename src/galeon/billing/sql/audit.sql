-- A statement against its own lines, against the ledger, and against the statement before it.
WITH s AS MATERIALIZED (
  SELECT * FROM statement WHERE account_id = %(account)s AND id = %(id)s
), sources AS MATERIALIZED (
  SELECT DISTINCT c.source FROM charge c WHERE c.account_id = %(account)s AND c.statement_id = %(id)s
  UNION ALL
  SELECT 'payment:' || p.id FROM payment p WHERE p.account_id = %(account)s AND p.statement_id = %(id)s
), ledger AS (
  SELECT coalesce(sum(p.amount_minor) FILTER (WHERE j.kind IN ('charge', 'credit')), 0)::bigint AS charged,
         coalesce(-sum(p.amount_minor) FILTER (WHERE j.kind NOT IN ('charge', 'credit')), 0)::bigint AS paid
    FROM sources x JOIN journal j ON j.source = x.source
    JOIN posting p ON p.account_id = %(account)s AND p.journal_id = j.id AND p.book IN ('receivable', 'unbilled')
)
SELECT s.state, s.opening_minor, s.charges_minor, s.payments_minor, s.closing_minor,
       (SELECT coalesce(sum(amount_minor), 0)::bigint FROM charge c WHERE c.account_id = s.account_id AND c.statement_id = s.id),
       (SELECT coalesce(sum(amount_minor), 0)::bigint FROM payment p WHERE p.account_id = s.account_id AND p.statement_id = s.id),
       l.charged, l.paid,
       coalesce((SELECT b.closing_minor FROM statement b
                  WHERE b.account_id = s.account_id AND b.currency = s.currency AND b.begins_at < s.begins_at
                  ORDER BY b.begins_at DESC LIMIT 1), 0)
  FROM s, ledger l

-- Journals of an account of the book that may be these lines: as much, within a fortnight, and no line's yet; five a line.
WITH line AS (SELECT * FROM unnest(%(ids)s::bigint[], %(amounts)s::bigint[], %(days)s::date[]) AS u(id, minor, day)
), moved AS MATERIALIZED (
  SELECT j.id, j.source, j.kind, j.memo, j.booked_on, sum(p.amount_minor)::bigint AS minor
    FROM posting p JOIN journal j ON j.id = p.journal_id
   WHERE p.book = %(book)s AND p.book IN ('bank', 'cash', 'wallets') AND p.currency = %(currency)s AND j.entity_id = %(entity)s
     AND j.booked_on BETWEEN (SELECT min(day) - 14 FROM line) AND (SELECT max(day) + 14 FROM line)
     AND j.source NOT LIKE 'bank-opening:%%' AND j.source NOT LIKE 'reversal:bank-line:%%'
     AND j.source NOT IN (SELECT a.source FROM v_billing_bank_answered a)
   GROUP BY j.id
)
SELECT l.id, m.id, m.source, m.kind, m.memo, m.booked_on, m.minor
  FROM line l
 CROSS JOIN LATERAL (
   SELECT * FROM moved m WHERE m.minor = l.minor AND abs(m.booked_on - l.day) <= 14
    ORDER BY abs(m.booked_on - l.day), m.id LIMIT 5) m
 ORDER BY l.id, abs(m.booked_on - l.day), m.id

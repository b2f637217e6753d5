-- What the book moved on an account of an entity up to a day, journal by journal: with the line of the bank that answers for it.
WITH moved AS MATERIALIZED (
  SELECT j.id, j.source, j.kind, j.memo, j.booked_on, sum(p.amount_minor)::bigint AS minor
    FROM posting p JOIN journal j ON j.id = p.journal_id
   WHERE p.book = %(book)s AND p.book IN ('bank', 'cash', 'wallets') AND p.currency = %(currency)s
     AND j.entity_id = %(entity)s AND j.booked_on <= %(on)s::date
   GROUP BY j.id HAVING sum(p.amount_minor) <> 0
)
SELECT m.id, m.source, m.kind, m.memo, m.booked_on, m.minor,
       m.source IN (SELECT a.source FROM v_billing_bank_answered a) AS is_answered
  FROM moved m

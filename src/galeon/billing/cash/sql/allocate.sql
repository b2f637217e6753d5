-- The one INSERT INTO allocation; ids in the order of the rows. booked_on: the day it is written, or the one that is said,
-- in the zone of the books; no day that is locked, and none before what the same credit had paid or was taken back from, so
-- that what is allocated of it by the end of any day is what was at some moment.
INSERT INTO allocation (account_id, id, currency, credit_kind, credit_id, debit_kind, debit_id, amount_minor, undoes_id,
                        allocated_at, allocated_by, booked_on)
SELECT r.account_id, galeon_id(), r.currency, r.credit_kind, r.credit_id, r.debit_kind, r.debit_id, r.amount_minor, r.undoes_id,
       %(at)s, %(by)s,
       greatest(coalesce(r.booked_on, (%(at)s::timestamptz AT TIME ZONE e.timezone)::date), l.until + 1, (
         SELECT max(p.booked_on) FROM allocation p
          WHERE p.account_id = r.account_id AND p.credit_id = r.credit_id AND p.credit_kind = r.credit_kind))
  FROM ROWS FROM (jsonb_to_recordset(%(rows)s::jsonb) AS (account_id bigint, currency text, credit_kind text,
       credit_id bigint, debit_kind text, debit_id bigint, amount_minor bigint, undoes_id bigint, booked_on date))
       WITH ORDINALITY AS r(account_id, currency, credit_kind, credit_id, debit_kind, debit_id, amount_minor, undoes_id,
       booked_on, n)
  JOIN account a ON a.id = r.account_id JOIN legal_entity e ON e.id = a.entity_id
  LEFT JOIN LATERAL (SELECT until FROM book_lock b WHERE b.entity_id = e.id ORDER BY b.id DESC LIMIT 1) l ON true
 ORDER BY r.n
RETURNING id

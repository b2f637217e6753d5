-- Journals on one account of the book, the last booked first, from where a page left off.
SELECT j.id, j.booked_on, j.occurred_at, j.entity_id, j.kind, j.source, j.memo, sum(p.amount_minor)::bigint
  FROM journal j JOIN posting p ON p.journal_id = j.id
 WHERE j.booked_on BETWEEN %(first)s::date AND %(day)s::date
   AND (j.booked_on, j.id) < (%(day)s::date, %(id)s::bigint)
   AND (%(entity)s::int IS NULL OR j.entity_id = %(entity)s)
   AND p.book = %(book)s AND p.currency = %(currency)s
   AND (%(segment)s::text IS NULL OR p.segment = %(segment)s)
 GROUP BY j.id ORDER BY j.booked_on DESC, j.id DESC LIMIT %(limit)s

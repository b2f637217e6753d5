-- Journals on one account of the book, the last booked first, from where a page left off; what each puts there, by currency.
WITH page AS (
  SELECT j.id, j.booked_on, j.occurred_at, j.entity_id, j.kind, j.source, j.memo FROM journal j
   WHERE j.booked_on BETWEEN %(first)s::date AND %(day)s::date
     AND (j.booked_on, j.id) < (%(day)s::date, %(id)s::bigint)
     AND (%(entity)s::int IS NULL OR j.entity_id = %(entity)s)
     AND EXISTS (SELECT FROM posting p WHERE p.journal_id = j.id AND p.book = %(book)s
                    AND (%(currency)s::text IS NULL OR p.currency = %(currency)s)
                    AND (%(segment)s::text IS NULL OR p.segment = %(segment)s))
   ORDER BY j.booked_on DESC, j.id DESC LIMIT %(limit)s
)
SELECT page.*, (
         SELECT jsonb_object_agg(s.currency, s.amount) FROM (
           SELECT p.currency, sum(p.amount_minor)::bigint AS amount FROM posting p
            WHERE p.journal_id = page.id AND p.book = %(book)s
              AND (%(currency)s::text IS NULL OR p.currency = %(currency)s)
              AND (%(segment)s::text IS NULL OR p.segment = %(segment)s)
            GROUP BY 1) s)::text
  FROM page ORDER BY booked_on DESC, id DESC

-- What was booked from %(first)s to %(last)s, by entity, book, segment, currency and month: months locked whole by their
-- kept sums, the others by their postings. %(first)s is the first of a month, or -infinity.
WITH books AS MATERIALIZED (
  SELECT e.id AS entity_id,
         greatest(%(first)s::date, least(coalesce(date_trunc('month', l.until + 1)::date, '-infinity'),
                                         date_trunc('month', %(last)s::date + 1)::date)) AS open_from
    FROM legal_entity e
    LEFT JOIN LATERAL (SELECT until FROM book_lock b WHERE b.entity_id = e.id ORDER BY b.id DESC LIMIT 1) l ON true
   WHERE %(entity)s::int IS NULL OR e.id = %(entity)s
), booked AS (
  SELECT t.entity_id, t.book, t.segment, t.currency, t.month, t.amount_minor
    FROM books k JOIN book_total t ON t.entity_id = k.entity_id AND t.month >= %(first)s::date AND t.month < k.open_from
  UNION ALL
  SELECT k.entity_id, p.book, p.segment, p.currency, date_trunc('month', j.booked_on)::date, p.amount_minor
    FROM books k JOIN journal j ON j.entity_id = k.entity_id AND j.booked_on >= k.open_from AND j.booked_on <= %(last)s::date
    JOIN posting p ON p.journal_id = j.id
)
SELECT entity_id, book, segment, currency, month, sum(amount_minor)::bigint AS amount_minor FROM booked
 GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5

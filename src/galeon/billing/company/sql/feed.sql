-- Journals with their lines, in the order in which they were written, for an accounting system to go on from a cursor.
WITH page AS (
  SELECT j.* FROM journal j
   WHERE j.id > %(after)s AND j.id < %(settled)s AND (%(entity)s::int IS NULL OR j.entity_id = %(entity)s)
   ORDER BY j.id LIMIT %(limit)s
)
SELECT page.id, e.code, page.kind, page.source, page.memo, page.booked_on, page.occurred_at, page.posted_at, (
         SELECT jsonb_agg(jsonb_build_object('no', p.no, 'book', p.book, 'segment', p.segment,
                                             'account', CASE WHEN a.is_house THEN '' ELSE a.code END,
                                             'amount_minor', p.amount_minor, 'currency', p.currency) ORDER BY p.no)
           FROM posting p JOIN account a ON a.id = p.account_id WHERE p.journal_id = page.id)::text
  FROM page JOIN legal_entity e ON e.id = page.entity_id ORDER BY page.id

-- The book's lines in the order of its days, for exports.
SELECT j.id, j.booked_on, j.entity_id, e.code AS entity, j.kind, j.source, j.memo, p.no, p.book, p.segment, p.account_id,
       a.code AS account, a.name AS account_name, p.amount_minor, p.currency
  FROM journal j
  JOIN posting p ON p.journal_id = j.id
  JOIN legal_entity e ON e.id = j.entity_id
  JOIN account a ON a.id = p.account_id
 WHERE (%(entity)s::int IS NULL OR j.entity_id = %(entity)s)
   AND j.booked_on BETWEEN %(first)s::date AND %(last)s::date
 ORDER BY j.booked_on, j.id, p.no

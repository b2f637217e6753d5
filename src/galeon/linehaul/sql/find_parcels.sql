-- Which waybills each scanned number names, open numbers before closed ones.
SELECT u.i, w.account_id, w.id, w.pieces, n.until IS NULL
  FROM unnest(%(number)s::text[]) WITH ORDINALITY AS u(number, i)
  JOIN waybill_number n ON n.number = waybills_norm(u.number)
  JOIN waybill w ON w.account_id = n.account_id AND w.id = n.waybill_id
 WHERE w.state NOT IN ('cancelled', 'returned', 'destroyed', 'lost', 'delivered')
 GROUP BY u.i, w.account_id, w.id, w.pieces, n.until
 ORDER BY u.i, n.until IS NOT NULL, w.id

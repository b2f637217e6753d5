-- Of these waybills, those whose every piece lies in a bag of one of the states: they move as a whole.
SELECT w.account_id, w.id, array_agg(DISTINCT b.number ORDER BY b.number)
  FROM (SELECT DISTINCT * FROM unnest(%(account)s::bigint[], %(waybill)s::bigint[])) AS u(account_id, waybill_id)
  JOIN waybill w ON w.account_id = u.account_id AND w.id = u.waybill_id
  JOIN bag_parcel x ON x.account_id = w.account_id AND x.waybill_id = w.id AND x.out_at IS NULL
  JOIN bag b ON b.id = x.bag_id AND b.state = ANY (%(states)s)
 GROUP BY w.account_id, w.id, w.pieces HAVING count(*) = w.pieces
 ORDER BY w.id

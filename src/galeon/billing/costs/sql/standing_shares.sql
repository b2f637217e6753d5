-- What each waybill bears of these costs now, with its mode of transport, the last round and the weight it was shared by.
SELECT s.cost_id, s.account_id, s.waybill_id, w.mode, w.number, sum(s.amount_minor)::bigint, max(s.round),
       (array_agg(s.weight ORDER BY s.round DESC, s.weight NULLS LAST))[1]
  FROM cost_share s JOIN waybill w ON w.account_id = s.account_id AND w.id = s.waybill_id
 WHERE s.cost_id = ANY (%(costs)s::bigint[])
 GROUP BY s.cost_id, s.account_id, s.waybill_id, w.mode, w.number
 ORDER BY s.cost_id, s.waybill_id

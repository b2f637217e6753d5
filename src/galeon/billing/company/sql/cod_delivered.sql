-- Delivered waybills that asked for cash and have none written down. Ids are time-ordered: only what was booked since a
-- moment is looked at. The carrier is the service's, where it is one of our suppliers.
SELECT w.id, w.number, (w.extras ->> 'cod_minor')::bigint, w.currency, w.state_at, coalesce(p.code, '')
  FROM waybill w
  JOIN service s ON s.id = w.service_id
  LEFT JOIN supplier p ON p.carrier = s.carrier AND s.carrier <> ''
 WHERE w.state = 'delivered' AND w.id >= ((extract(epoch FROM %(since)s::timestamptz) * 1000)::bigint - 1704067200000) << 20
   AND (w.extras ->> 'cod_minor')::bigint > 0
   AND NOT EXISTS (SELECT FROM cod_collection c WHERE c.account_id = w.account_id AND c.waybill_id = w.id)
 ORDER BY w.id LIMIT %(limit)s

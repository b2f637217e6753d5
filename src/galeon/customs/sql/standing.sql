-- Where each waybill stands with customs; locked in id order.
SELECT w.account_id, w.id, w.number, w.state, d.declaration_id, d.state,
  ARRAY(SELECT DISTINCT s.kind::text FROM waybill_stop s
         WHERE s.account_id = w.account_id AND s.waybill_id = w.id AND s.until IS NULL
           AND NOT (s.kind = 'customs' AND s.source = 'customs')
        UNION SELECT DISTINCT s.kind::text FROM account_stop s WHERE s.account_id = w.account_id AND s.until IS NULL),
  (SELECT p.destination_id FROM declaration x JOIN master m ON m.id = x.master_id JOIN departure p ON p.id = m.departure_id
    WHERE x.id = d.declaration_id)
  FROM (SELECT DISTINCT * FROM unnest(%(account)s::bigint[], %(waybill)s::bigint[])) AS u(account_id, waybill_id)
  JOIN waybill w ON w.account_id = u.account_id AND w.id = u.waybill_id
  LEFT JOIN declaration_waybill d ON d.account_id = w.account_id AND d.waybill_id = w.id
 ORDER BY w.id

SELECT id FROM waybill WHERE (account_id, id) IN (SELECT * FROM unnest(%(account)s::bigint[], %(waybill)s::bigint[]))
 ORDER BY id FOR UPDATE

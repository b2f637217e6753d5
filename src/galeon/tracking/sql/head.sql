-- The waybill, the carriers' numbers in force, and the legs of its service in order.
SELECT w.number, w.displayed_number, w.reference, w.state, w.state_at, w.mode, w.service_id, w.origin_site_id,
       w.to_country, w.to_city, w.pieces, w.booked_at,
       coalesce((SELECT jsonb_agg(jsonb_build_array(n.number, n.carrier) ORDER BY n.since) FROM waybill_number n
                  WHERE n.account_id = w.account_id AND n.waybill_id = w.id AND n.kind = 'carrier' AND n.until IS NULL), '[]')::text,
       coalesce((SELECT jsonb_agg(jsonb_build_array(l.kind, l.transport, l.carrier, l.days, l.origin_id, l.destination_id)
                                  ORDER BY l.no) FROM service_leg l WHERE l.service_id = w.service_id), '[]')::text
  FROM waybill w WHERE w.account_id = %(account)s AND w.id = %(waybill)s

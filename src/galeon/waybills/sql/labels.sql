-- What the labels of these waybills say, a row a piece. company: the house's name, which customers do not see.
SELECT w.account_id, w.id, w.displayed_number, s.code, s.name_en, coalesce(port.mark, ''), w.consignee::text, w.shipper::text,
       o.city, o.address, o.country_id, p.weight_g, p.no, w.pieces, (w.booked_at AT TIME ZONE o.timezone)::date, w.reference,
       w.cargo_class, coalesce(w.taxes ->> 'incoterm', 'DAP'), s.label_layout, goods.lines
  FROM unnest(%(account)s::bigint[], %(waybill)s::bigint[]) WITH ORDINALITY AS asked(account_id, waybill_id, at)
  JOIN waybill w ON w.account_id = asked.account_id AND w.id = asked.waybill_id
  JOIN service s ON s.id = w.service_id
  JOIN site o ON o.id = w.origin_site_id
  JOIN parcel p ON p.account_id = w.account_id AND p.waybill_id = w.id
  LEFT JOIN LATERAL (
    SELECT coalesce(nullif(t.iata, ''), right(t.locode, 3)) AS mark FROM service_leg l JOIN port t ON t.locode = l.destination_id
     WHERE l.service_id = w.service_id AND l.kind = 'line_haul' ORDER BY l.no DESC LIMIT 1) port ON true
  LEFT JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_object('title', i.title, 'quantity', i.quantity,
             'value_minor', i.quantity * i.unit_value_minor, 'currency', i.currency, 'hs_code', i.hs_code,
             'origin', i.origin_country) ORDER BY i.line)::text AS lines
      FROM item i WHERE i.account_id = w.account_id AND i.waybill_id = w.id AND i.parcel_no = p.no) goods ON true
 ORDER BY asked.at, p.no

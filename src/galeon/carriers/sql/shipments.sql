-- What a carrier must know of each waybill: consignee, pieces as measured (else as declared), goods.
SELECT u.id, w.consignee, w.taxes ->> 'incoterm', w.declared_currency,
  (SELECT json_agg(json_build_array(p.no, coalesce(p.measured_g, p.weight_g),
            coalesce(nullif(p.measured_length_mm, 0), p.length_mm), coalesce(nullif(p.measured_width_mm, 0), p.width_mm),
            coalesce(nullif(p.measured_height_mm, 0), p.height_mm)) ORDER BY p.no)
     FROM parcel p WHERE p.account_id = w.account_id AND p.waybill_id = w.id),
  (SELECT json_agg(json_build_array(i.parcel_no, i.title, i.quantity, i.unit_weight_g, i.unit_value_minor, i.hs_code,
            i.origin_country, i.sku) ORDER BY i.line)
     FROM item i WHERE i.account_id = w.account_id AND i.waybill_id = w.id)
  FROM unnest(%(account)s::bigint[], %(waybill)s::bigint[], %(id)s::bigint[]) AS u(account_id, waybill_id, id)
  JOIN waybill w ON w.account_id = u.account_id AND w.id = u.waybill_id

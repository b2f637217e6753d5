-- Waybills as the orders they came from (`orders.Order` as JSON): what a merchant compares a second order with.
SELECT w.id, w.number, jsonb_build_object(
         'reference', w.reference, 'service', s.code, 'consignee', w.consignee, 'shipper', w.shipper,
         'cargo_class', w.cargo_class, 'taxes', w.taxes,
         'extras', coalesce(w.extras, '{}'),
         'parcels', (SELECT jsonb_agg(jsonb_build_object('weight_g', p.weight_g, 'length_mm', p.length_mm,
                       'width_mm', p.width_mm, 'height_mm', p.height_mm) ORDER BY p.no)
                       FROM parcel p WHERE p.account_id = w.account_id AND p.waybill_id = w.id),
         'items', (SELECT jsonb_agg(to_jsonb(i) - '{account_id,waybill_id,line}'::text[] ORDER BY i.line)
                     FROM item i WHERE i.account_id = w.account_id AND i.waybill_id = w.id))::text
  FROM waybill w JOIN service s ON s.id = w.service_id
 WHERE w.account_id = %(account)s AND w.id = ANY (%(ids)s)

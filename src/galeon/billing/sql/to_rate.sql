-- All that pricing these waybills needs: pieces as weighed (sizes as declared where the tape was not used), and what
-- was charged for their weight before, as [round, event, charged_at, code, amount_minor].
SELECT w.account_id, w.id, w.service_id, a.level_id, w.currency, w.to_country, w.to_postcode, w.cargo_class,
       p.pieces, p.measured_at, c.past, coalesce(w.consignee ->> 'state', ''), w.to_city, s.code, w.extras::text,
       CASE WHEN w.declared_currency = w.currency THEN w.declared_minor ELSE 0 END, w.booked_at, a.agent_id, w.mode, a.entity_id
  FROM unnest(%(account)s::bigint[], %(waybill)s::bigint[]) AS u(account_id, waybill_id)
  JOIN waybill w ON w.account_id = u.account_id AND w.id = u.waybill_id
  JOIN account a ON a.id = w.account_id
  JOIN site s ON s.id = w.origin_site_id
 CROSS JOIN LATERAL (
    SELECT CASE WHEN bool_and(p.measured_g IS NOT NULL) THEN max(p.measured_at) END AS measured_at,
           jsonb_agg(jsonb_build_array(coalesce(p.measured_g, p.weight_g), coalesce(p.measured_length_mm, p.length_mm),
             coalesce(p.measured_width_mm, p.width_mm), coalesce(p.measured_height_mm, p.height_mm)) ORDER BY p.no
           )::text AS pieces
      FROM parcel p WHERE p.account_id = w.account_id AND p.waybill_id = w.id) p
 CROSS JOIN LATERAL (
    SELECT coalesce(jsonb_agg(jsonb_build_array(c.round, c.event, c.charged_at, c.code, c.amount_minor)
                              ORDER BY c.round, c.id), '[]')::text AS past
      FROM charge c WHERE c.account_id = w.account_id AND c.waybill_id = w.id
       AND c.event IN ('weigh_in', 'reweigh', 'undo_weigh_in')) c

-- The waybills of each asked object, with all a cost can be shared by. `no` is the object's place in the call.
-- Where only some pieces of a waybill lie in the object, gross weight, volume and pieces are of those; what is known of
-- the whole waybill only (charge weight, declared value) counts by the part of its pieces that is there.
-- A weight not charged yet falls back to the measured, then to the declared one; a size to the declared one.
WITH asked AS MATERIALIZED (
  SELECT * FROM unnest(%(no)s::int[], %(kind)s::text[], %(id)s::bigint[], %(account)s::bigint[], %(ref)s::text[])
             AS u(no, kind, id, account_id, ref)
), bags AS (
  SELECT no, id AS bag_id FROM asked WHERE kind = 'bag'
  UNION SELECT a.no, b.id FROM asked a JOIN bag b ON b.master_id = a.id WHERE a.kind = 'master'
  UNION SELECT a.no, b.id FROM asked a JOIN master m ON m.departure_id = a.id JOIN bag b ON b.master_id = m.id
         WHERE a.kind = 'departure'
  UNION SELECT a.no, l.bag_id FROM asked a JOIN container_load l ON l.container = a.ref AND l.out_at IS NULL
         WHERE a.kind = 'container' AND l.bag_id IS NOT NULL
  UNION SELECT a.no, b.id FROM asked a JOIN container_load l ON l.container = a.ref AND l.out_at IS NULL
          JOIN bag b ON b.master_id = l.master_id WHERE a.kind = 'container'
), pieces AS (
  SELECT g.no, x.account_id, x.waybill_id, x.parcel_no FROM bags g JOIN bag_parcel x ON x.bag_id = g.bag_id AND x.out_at IS NULL
  UNION ALL
  SELECT a.no, p.account_id, p.waybill_id, p.no FROM asked a JOIN declaration_waybill d ON d.declaration_id = a.id
    JOIN parcel p ON p.account_id = d.account_id AND p.waybill_id = d.waybill_id WHERE a.kind = 'declaration'
  UNION ALL
  SELECT a.no, p.account_id, p.waybill_id, p.no FROM asked a
    JOIN parcel p ON p.account_id = a.account_id AND p.waybill_id = a.id WHERE a.kind = 'waybill'
), inside AS (
  SELECT x.no, x.account_id, x.waybill_id, count(*) AS pieces, sum(coalesce(p.measured_g, p.weight_g)) AS gross_g,
         sum(coalesce(p.measured_length_mm, p.length_mm)::numeric * coalesce(p.measured_width_mm, p.width_mm)
             * coalesce(p.measured_height_mm, p.height_mm)) AS volume
    FROM pieces x JOIN parcel p ON p.account_id = x.account_id AND p.waybill_id = x.waybill_id AND p.no = x.parcel_no
   GROUP BY x.no, x.account_id, x.waybill_id
)
SELECT i.no, w.account_id, w.id, w.number, w.mode, a.entity_id,
       coalesce(w.charge_g, w.measured_g, w.weight_g)::bigint * i.pieces / greatest(w.pieces, i.pieces), i.gross_g::bigint,
       i.volume, i.pieces, w.declared_minor * i.pieces / greatest(w.pieces, i.pieces), w.declared_currency
  FROM inside i JOIN waybill w ON w.account_id = i.account_id AND w.id = i.waybill_id
  JOIN account a ON a.id = w.account_id
 ORDER BY i.no, w.number

WITH found AS MATERIALIZED (
  SELECT * FROM unnest(%(account)s::bigint[], %(waybill)s::bigint[], %(no)s::smallint[], %(g)s::int[],
    %(length)s::int[], %(width)s::int[], %(height)s::int[], %(at)s::timestamptz[])
    AS u(account_id, waybill_id, no, g, l, w, h, at)
), parcels AS (
  UPDATE parcel p SET measured_g = f.g, measured_length_mm = nullif(f.l, 0), measured_width_mm = nullif(f.w, 0),
         measured_height_mm = nullif(f.h, 0), measured_at = f.at
    FROM found f WHERE p.account_id = f.account_id AND p.waybill_id = f.waybill_id AND p.no = f.no
  RETURNING p.account_id, p.waybill_id, p.no, p.measured_g
), whole AS (
  SELECT account_id, waybill_id, sum(g) AS g FROM (
    SELECT account_id, waybill_id, no, measured_g AS g FROM parcels
    UNION ALL  -- pieces weighed earlier
    SELECT p.account_id, p.waybill_id, p.no, p.measured_g FROM parcel p
     WHERE (p.account_id, p.waybill_id) IN (SELECT account_id, waybill_id FROM found)
       AND NOT EXISTS (SELECT FROM found f WHERE f.account_id = p.account_id AND f.waybill_id = p.waybill_id AND f.no = p.no)
  ) AS pieces GROUP BY 1, 2
)
UPDATE waybill w SET measured_g = x.g FROM whole x WHERE w.account_id = x.account_id AND w.id = x.waybill_id

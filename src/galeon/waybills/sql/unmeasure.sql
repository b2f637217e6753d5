WITH gone AS MATERIALIZED (
  SELECT * FROM unnest(%(account)s::bigint[], %(waybill)s::bigint[], %(no)s::smallint[]) AS u(account_id, waybill_id, no)
), parcels AS (
  UPDATE parcel p SET measured_g = NULL, measured_length_mm = NULL, measured_width_mm = NULL, measured_height_mm = NULL,
         measured_at = NULL
    FROM gone g WHERE p.account_id = g.account_id AND p.waybill_id = g.waybill_id AND p.no = g.no
)
UPDATE waybill w
   SET measured_g = (SELECT sum(p.measured_g) FROM parcel p  -- of the pieces that stay measured
                      WHERE p.account_id = w.account_id AND p.waybill_id = w.id
                        AND NOT EXISTS (SELECT FROM gone g WHERE g.account_id = p.account_id AND g.waybill_id = p.waybill_id
                                                             AND g.no = p.no))
 WHERE (w.account_id, w.id) IN (SELECT account_id, waybill_id FROM gone)

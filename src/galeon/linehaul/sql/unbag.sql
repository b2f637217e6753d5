-- Take parcels out of one bag, while it is open.
WITH gone AS (
  UPDATE bag_parcel x SET out_at = %(at)s
    FROM unnest(%(account)s::bigint[], %(waybill)s::bigint[], %(parcel)s::smallint[]) AS u(account_id, waybill_id, parcel_no),
         bag b
   WHERE x.account_id = u.account_id AND x.waybill_id = u.waybill_id AND x.parcel_no = u.parcel_no AND x.out_at IS NULL
     AND b.id = x.bag_id AND b.id = %(bag)s AND b.state = 'open'
  RETURNING x.account_id, x.waybill_id, x.parcel_no, x.bag_id, x.weight_g
), lighter AS (
  UPDATE bag b SET parcels = b.parcels - n.parcels, weight_g = b.weight_g - n.weight_g
    FROM (SELECT bag_id, count(*) AS parcels, sum(weight_g) AS weight_g FROM gone GROUP BY bag_id) n WHERE b.id = n.bag_id
)
SELECT account_id, waybill_id, parcel_no, bag_id FROM gone

-- Put parcels into their bags; the bags' counts and weights run with them.
WITH put AS (
  INSERT INTO bag_parcel (account_id, id, waybill_id, parcel_no, bag_id, weight_g, bagged_at, bagged_by)
  SELECT account_id, galeon_id(), waybill_id, parcel_no, bag_id, weight_g, at, by
    FROM unnest(%(account)s::bigint[], %(waybill)s::bigint[], %(parcel)s::smallint[], %(bag)s::bigint[], %(weight)s::int[],
                %(at)s::timestamptz[], %(by)s::bigint[]) AS u(account_id, waybill_id, parcel_no, bag_id, weight_g, at, by)
  RETURNING bag_id, weight_g
)
UPDATE bag b SET parcels = b.parcels + n.parcels, weight_g = b.weight_g + n.weight_g
  FROM (SELECT bag_id, count(*) AS parcels, sum(weight_g) AS weight_g FROM put GROUP BY bag_id) n
 WHERE b.id = n.bag_id
RETURNING b.id, b.number, b.parcels, b.weight_g, (SELECT code FROM site WHERE site.id = b.site_id)

-- The waybills with a piece in these bags.
SELECT DISTINCT account_id, waybill_id FROM bag_parcel WHERE bag_id = ANY (%(bags)s::bigint[]) AND out_at IS NULL
 ORDER BY waybill_id

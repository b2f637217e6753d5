-- The group a waybill of a statement stands in: the first master or the customs entry it is in, or beyond all ids: in
-- none yet, the account as a whole. By fee there is one group, 0: the fee itself tells them apart. Each is looked up by
-- its key: joined whole, a plan made before anybody counted the rows reads all of them for each waybill.
CREATE OR REPLACE FUNCTION billing_waybill_group(p_by text, p_account bigint, p_waybill bigint)
RETURNS TABLE (group_no bigint) LANGUAGE sql STABLE AS $$
  SELECT CASE
    WHEN p_by = 'fee' THEN 0
    WHEN p_waybill = 0 THEN 9223372036854775806
    WHEN p_by = 'master' THEN coalesce((
      SELECT min(b.master_id) FROM bag_parcel x JOIN bag b ON b.id = x.bag_id
       WHERE x.account_id = p_account AND x.waybill_id = p_waybill AND x.out_at IS NULL), 9223372036854775805)
    ELSE coalesce((
      SELECT d.declaration_id FROM declaration_waybill d
       WHERE d.account_id = p_account AND d.waybill_id = p_waybill), 9223372036854775805)
  END
$$;

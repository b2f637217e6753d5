-- The group each waybill of a statement stands in: the first master or the customs entry it is in, or beyond all ids: in
-- none yet, the account as a whole. By fee there is one group, 0: the fee itself tells them apart.
CREATE OR REPLACE FUNCTION billing_statement_groups(p_by text, p_account bigint, p_statement bigint)
RETURNS TABLE (waybill_id bigint, group_no bigint) LANGUAGE sql STABLE AS $$
  SELECT w.waybill_id, CASE WHEN p_by = 'fee' THEN 0 WHEN w.waybill_id = 0 THEN 9223372036854775806
                            ELSE coalesce(m.id, d.declaration_id, 9223372036854775805) END
    FROM (SELECT DISTINCT c.waybill_id FROM charge c WHERE c.account_id = p_account AND c.statement_id = p_statement) w
    LEFT JOIN LATERAL (
      SELECT min(b.master_id) AS id FROM bag_parcel x JOIN bag b ON b.id = x.bag_id
       WHERE p_by = 'master' AND x.account_id = p_account AND x.waybill_id = w.waybill_id AND x.out_at IS NULL) m ON true
    LEFT JOIN declaration_waybill d
      ON p_by = 'customs' AND d.account_id = p_account AND d.waybill_id = w.waybill_id
$$;

INSERT INTO receipt (account_id, id, waybill_id, parcel_no, site_id, operator_id, scanned, weight_g, length_mm, width_mm,
  height_mm, before_g, verdict, is_measured, undoes, occurred_at)
SELECT account_id, galeon_id(), waybill_id, parcel_no, site_id, operator_id, scanned, weight_g, length_mm, width_mm,
  height_mm, before_g, verdict, is_measured, undoes, occurred_at
  FROM unnest(%s::bigint[], %s::bigint[], %s::smallint[], %s::bigint[], %s::bigint[], %s::text[], %s::int[], %s::int[],
    %s::int[], %s::int[], %s::int[], %s::text[], %s::boolean[], %s::bigint[], %s::timestamptz[]) WITH ORDINALITY
    AS r(account_id, waybill_id, parcel_no, site_id, operator_id, scanned, weight_g, length_mm, width_mm, height_mm,
         before_g, verdict, is_measured, undoes, occurred_at, i)
 ORDER BY i

-- Every waybill that answers to the numbers p_number, locked until the commit, with its pieces and open stops.
-- i: position in p_number. Two statements on purpose: the second one sees what whoever held the locks has written.
CREATE OR REPLACE FUNCTION warehouse_find(p_number text[])
RETURNS TABLE (i bigint, kind text, is_current boolean, account_id bigint, account_name text, waybill_id bigint,
  number text, displayed_number text, reference text, service_id bigint, mode text, state text, to_country text,
  to_city text, origin_site_id bigint, pieces text, halts text[])
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  v_number text[] := ARRAY(SELECT waybills_norm(u.n) FROM unnest(p_number) WITH ORDINALITY AS u(n, i) ORDER BY u.i);
BEGIN
  PERFORM FROM waybill w
   WHERE (w.account_id, w.id) IN (SELECT n.account_id, n.waybill_id FROM waybill_number n WHERE n.number = ANY (v_number))
   ORDER BY w.id FOR UPDATE OF w;
  RETURN QUERY
  SELECT u.i, n.kind::text, n.until IS NULL, w.account_id, a.name::text, w.id, w.number::text, w.displayed_number::text,
         w.reference::text, w.service_id, w.mode::text, w.state::text, w.to_country::text, w.to_city::text, w.origin_site_id,
         (SELECT jsonb_agg(jsonb_build_array(p.no, p.weight_g, p.measured_g, p.measured_at,
                 coalesce(p.measured_length_mm, 0), coalesce(p.measured_width_mm, 0), coalesce(p.measured_height_mm, 0)) ORDER BY p.no)::text FROM parcel p
           WHERE p.account_id = w.account_id AND p.waybill_id = w.id),
         ARRAY(SELECT s.kind::text FROM waybill_stop s
                WHERE s.account_id = w.account_id AND s.waybill_id = w.id AND s.until IS NULL
               UNION SELECT s.kind::text FROM account_stop s WHERE s.account_id = w.account_id AND s.until IS NULL)
    FROM unnest(v_number) WITH ORDINALITY AS u(number, i)
    JOIN waybill_number n ON n.number = u.number
    JOIN waybill w ON w.account_id = n.account_id AND w.id = n.waybill_id
    JOIN account a ON a.id = w.account_id
   ORDER BY u.i, w.id;
END $$;

-- Place orders for one account: once(key), hold, book, one commit. Runs as galeon_customer under row-level security.
-- p_orders: as intake/wire.py encodes them, priced; n is the position in the caller's list. Outcomes per order: booked,
-- rebooked (the key's first answer again), existing (same reference and contents), clash (same reference, other contents), no_funds; or one row (n = -1)
-- key_reused for the whole call. Raises GA001 when a number range is used up, and unique_violation when another
-- transaction has just placed the same reference or key: the caller tries again and then sees what the other did.
-- p_references, p_n, p_amounts, p_ranges: reference as written, position in the caller's list, price and number range of
-- each order, beside the JSON, because taking them out of it costs as much as looking them up.
DROP FUNCTION IF EXISTS intake_place(bigint, text, bytea, text, jsonb);
DROP FUNCTION IF EXISTS intake_place(bigint, text, bytea, text, text, jsonb, int[], text[], bigint[], bigint[]);
CREATE OR REPLACE FUNCTION intake_place(
  p_account bigint, p_key text, p_hash bytea, p_source text, p_currency text, p_orders jsonb,
  p_references text[], p_n int[], p_amounts bigint[], p_ranges bigint[])
RETURNS TABLE (n int, outcome text, number text, waybill_id bigint) LANGUAGE plpgsql
SET role = galeon_customer SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE  -- loops over arrays cost a twentieth of a statement each, so statements are kept for what touches tables
  v_count int := cardinality(p_n);
  v_before text := coalesce(current_setting('galeon.account', true), '');
  v_account text := set_config('galeon.account', p_account::text, true);
  v_reply jsonb;
  v_same boolean;
  v_known text[];
  v_at int[] := '{}';
  v_ids bigint[] := '{}';
  v_amounts bigint[] := '{}';
  v_ranges bigint[] := '{}';
  v_numbers text[];
  v_ok boolean[];
BEGIN
  IF p_key IS NOT NULL THEN
    SELECT k.reply, k.body_hash = p_hash INTO v_reply, v_same FROM once_key k
     WHERE k.account_id = p_account AND k.key = p_key;
    IF v_same THEN
      RETURN QUERY SELECT r.n, CASE r.outcome WHEN 'booked' THEN 'rebooked' ELSE r.outcome END, r.number, r.waybill_id
        FROM jsonb_to_recordset(v_reply) AS r(n int, outcome text, number text, waybill_id bigint);
      v_account := set_config('galeon.account', v_before, true);
      RETURN;
    ELSIF NOT v_same THEN
      RETURN QUERY SELECT -1, 'key_reused', NULL::text, NULL::bigint;
      v_account := set_config('galeon.account', v_before, true);
      RETURN;
    END IF;
  END IF;

  SELECT array_agg(u.exact) INTO v_known FROM unnest(p_references) AS u(exact)
   WHERE (SELECT d.waybill_id FROM waybill_number d
           WHERE d.account_id = p_account AND d.exact = u.exact AND d.kind = 'reference' AND d.until IS NULL
           LIMIT 1) IS NOT NULL;
  FOR i IN 1 .. v_count LOOP
    IF array_position(p_references, p_references[i]) = i AND array_position(v_known, p_references[i]) IS NULL THEN
      v_at := v_at || i;
      v_ids := v_ids || galeon_id();
      v_amounts := v_amounts || p_amounts[i];
      v_ranges := v_ranges || p_ranges[i];
    END IF;
  END LOOP;

  IF cardinality(v_at) > 0 THEN
    v_numbers := network_draw(v_ranges);
    IF array_position(v_numbers, NULL) IS NOT NULL THEN
      RAISE EXCEPTION 'number_range_empty' USING ERRCODE = 'GA001';
    END IF;
    v_ok := ledger_hold(p_account, p_currency, v_ids, v_amounts);
    IF NOT true = ALL (v_ok) THEN
      SELECT coalesce(array_agg(u.at ORDER BY u.at), '{}'), array_agg(u.id ORDER BY u.at), array_agg(u.number ORDER BY u.at)
        INTO v_at, v_ids, v_numbers
        FROM unnest(v_at, v_ids, v_numbers, v_ok) AS u(at, id, number, ok) WHERE u.ok;
    END IF;
    IF cardinality(v_at) > 0 THEN
      PERFORM waybills_book(p_account, p_source, p_orders, v_at, v_ids, v_numbers);
    END IF;
  END IF;

  IF cardinality(v_at) = v_count THEN  -- the ordinary case: all were booked
    v_reply := '[]';
    FOR i IN 1 .. v_count LOOP
      n := p_n[i];
      outcome := 'booked';
      number := v_numbers[i];
      waybill_id := v_ids[i];
      v_reply := v_reply || jsonb_build_object('n', n, 'outcome', outcome, 'number', number, 'waybill_id', waybill_id);
      RETURN NEXT;
    END LOOP;
  ELSE
    SELECT jsonb_agg(jsonb_build_object('n', r.n, 'outcome', r.outcome, 'number', r.number, 'waybill_id', r.waybill_id))
      INTO v_reply FROM intake_outcomes(p_account, p_orders, v_at, v_ids, v_numbers) AS r;
    RETURN QUERY SELECT * FROM jsonb_to_recordset(v_reply) AS r(n int, outcome text, number text, waybill_id bigint);
  END IF;
  -- a call of which nothing stands leaves its key free: what was wrong is mended, and the same call sent again
  IF p_key IS NOT NULL AND (v_reply @> '[{"outcome": "booked"}]' OR v_reply @> '[{"outcome": "existing"}]') THEN
    INSERT INTO once_key (account_id, key, body_hash, reply, created_at)
    VALUES (p_account, p_key, p_hash, v_reply, clock_timestamp());
  END IF;
  v_account := set_config('galeon.account', v_before, true);  -- the role goes back by itself, the account would not
END $$;

-- What became of each order, after booking those at p_at. Look-ups are subqueries with LIMIT, here and above: a join
-- planned while the tables were small would walk the whole account, and under row-level security an expression that
-- is not leakproof (upper, translate) would keep the index from being used. What makes two references one is how they
-- are written, to the letter: `norm`, made by the caller, is for looking up only.
CREATE OR REPLACE FUNCTION intake_outcomes(
  p_account bigint, p_orders jsonb, p_at int[], p_ids bigint[], p_numbers text[])
RETURNS TABLE (n int, outcome text, number text, waybill_id bigint) LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN QUERY
  WITH o AS MATERIALIZED (
    SELECT (t.v ->> 'n')::int AS n, t.v ->> 'reference' AS exact, decode(t.v ->> 'hash', 'hex') AS hash,
           array_position(p_at, t.at::int) AS b
      FROM jsonb_array_elements(p_orders) WITH ORDINALITY AS t(v, at)
  )
  SELECT o.n, 'booked', p_numbers[o.b], p_ids[o.b] FROM o WHERE o.b IS NOT NULL
  UNION ALL
  SELECT o.n, CASE WHEN f.id IS NULL THEN 'no_funds' WHEN f.content_hash = o.hash THEN 'existing' ELSE 'clash' END,
         f.number::text, f.id
    FROM o LEFT JOIN LATERAL (
      SELECT w.id, w.number, w.content_hash FROM waybill w
       WHERE w.account_id = p_account AND w.id = (
         SELECT d.waybill_id FROM waybill_number d
          WHERE d.account_id = p_account AND d.exact = o.exact AND d.kind = 'reference' AND d.until IS NULL LIMIT 1)
       LIMIT 1) f ON true
   WHERE o.b IS NULL;
END $$;

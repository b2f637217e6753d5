-- Place orders for one account: once(key), hold, book, one commit. Runs as galeon_customer under row-level security.
-- p_orders: as intake/wire.py encodes them, priced; n is the position in the caller's list. Outcomes per order: booked, existing (same reference and contents),
-- clash (same reference, other contents), no_funds; or one row (n = -1) key_reused for the whole call. Raises GA001 when a
-- number range is used up.
CREATE OR REPLACE FUNCTION intake_place(p_account bigint, p_key text, p_hash bytea, p_source text, p_orders jsonb)
RETURNS TABLE (n int, outcome text, number text, waybill_id bigint) LANGUAGE plpgsql
SET role = galeon_customer AS $$
#variable_conflict use_column
DECLARE
  v_reply jsonb;
  v_same boolean;
  v_at int[];
  v_ids bigint[];
  v_amounts bigint[];
  v_ranges bigint[];
  v_numbers text[];
  v_ok boolean[];
  v_currency text := p_orders -> 0 ->> 'currency';
BEGIN
  PERFORM set_config('galeon.account', p_account::text, true);
  IF p_key IS NOT NULL THEN
    INSERT INTO once_key (account_id, key, body_hash, created_at) VALUES (p_account, p_key, p_hash, clock_timestamp())
    ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
      SELECT k.reply, k.body_hash = p_hash INTO v_reply, v_same FROM once_key k
       WHERE k.account_id = p_account AND k.key = p_key;
      IF NOT v_same THEN
        RETURN QUERY SELECT -1, 'key_reused', NULL::text, NULL::bigint;
        RETURN;
      END IF;
      RETURN QUERY SELECT * FROM jsonb_to_recordset(v_reply) AS r(n int, outcome text, number text, waybill_id bigint);
      RETURN;
    END IF;
  END IF;
  PERFORM FROM balance WHERE account_id = p_account FOR UPDATE;  -- the account's turnstile (see kernel/locks.py)

  SELECT array_agg(o.at ORDER BY o.at), array_agg(galeon_id() ORDER BY o.at), array_agg(o.amount ORDER BY o.at),
         array_agg(o.range_id ORDER BY o.at)
    INTO v_at, v_ids, v_amounts, v_ranges
    FROM (SELECT t.at::int AS at, (t.v ->> 'quoted_minor')::bigint AS amount, s.number_range_id AS range_id,
                 row_number() OVER (PARTITION BY waybills_norm(t.v ->> 'reference') ORDER BY t.at) AS copy
            FROM jsonb_array_elements(p_orders) WITH ORDINALITY AS t(v, at)
            JOIN service s ON s.id = (t.v ->> 'service_id')::bigint
           WHERE NOT EXISTS (SELECT FROM waybill_number n
                              WHERE n.account_id = p_account AND n.number = waybills_norm(t.v ->> 'reference')
                                AND n.kind = 'reference' AND n.until IS NULL)) o
   WHERE o.copy = 1;

  IF v_at IS NOT NULL THEN
    v_numbers := network_draw(v_ranges);
    IF array_position(v_numbers, NULL) IS NOT NULL THEN
      RAISE EXCEPTION 'number_range_empty' USING ERRCODE = 'GA001';
    END IF;
    v_ok := ledger_hold(p_account, v_currency, v_ids, v_amounts);
    SELECT array_agg(u.at ORDER BY u.at), array_agg(u.id ORDER BY u.at), array_agg(u.number ORDER BY u.at)
      INTO v_at, v_ids, v_numbers
      FROM unnest(v_at, v_ids, v_numbers, v_ok) AS u(at, id, number, ok) WHERE u.ok;
    IF v_at IS NOT NULL THEN
      PERFORM waybills_book(p_account, p_source, p_orders, v_at, v_ids, v_numbers);
    END IF;
  END IF;

  SELECT jsonb_agg(jsonb_build_object('n', r.n, 'outcome', r.outcome, 'number', r.number, 'waybill_id', r.waybill_id))
    INTO v_reply FROM intake_outcomes(p_account, p_orders, v_at, v_ids, v_numbers) AS r;
  IF p_key IS NOT NULL THEN
    UPDATE once_key k SET reply = v_reply WHERE k.account_id = p_account AND k.key = p_key;
  END IF;
  RETURN QUERY SELECT * FROM jsonb_to_recordset(v_reply) AS r(n int, outcome text, number text, waybill_id bigint);
END $$;

-- What became of each order, after booking those at v_at.
CREATE OR REPLACE FUNCTION intake_outcomes(
  p_account bigint, p_orders jsonb, p_at int[], p_ids bigint[], p_numbers text[])
RETURNS TABLE (n int, outcome text, number text, waybill_id bigint) LANGUAGE sql STABLE AS $$
  SELECT (t.v ->> 'n')::int,
         CASE WHEN b.id IS NOT NULL THEN 'booked'
              WHEN w.id IS NULL THEN 'no_funds'
              WHEN w.content_hash = decode(t.v ->> 'hash', 'hex') THEN 'existing' ELSE 'clash' END,
         coalesce(b.number, w.number), coalesce(b.id, w.id)
    FROM jsonb_array_elements(p_orders) WITH ORDINALITY AS t(v, at)
    LEFT JOIN unnest(p_at, p_ids, p_numbers) AS b(at, id, number) ON b.at = t.at
    LEFT JOIN waybill_number n ON b.id IS NULL AND n.account_id = p_account AND n.kind = 'reference'
         AND n.until IS NULL AND n.number = waybills_norm(t.v ->> 'reference')
    LEFT JOIN waybill w ON w.account_id = p_account AND w.id = n.waybill_id
$$;

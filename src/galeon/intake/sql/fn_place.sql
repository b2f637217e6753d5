-- Place orders for one account: once(key), hold, book, one commit. Runs as galeon_customer under row-level security.
-- p_orders: as intake/wire.py encodes them, priced; p_n: position of each in the caller's list. p_take: the positions in
-- p_orders (from 1) of the orders to book, one a reference; beside them p_references (as written), p_amounts (price) and
-- p_ranges (number range) of those, because taking them out of the JSON costs as much as looking them up.
-- Returns {n, outcome, number, id}, four lists, which is also what the key keeps. Outcomes: booked, existing (same
-- reference and contents), clash (same reference, other contents), account_stopped (something halts the account), no_funds.
-- With `again` it is the key's first answer;
-- NULL: the key was used for other orders. Raises GA001 when a number range is used up, and unique_violation when another
-- transaction has just placed the same reference or key: the caller tries again and then sees what the other did.
DROP FUNCTION IF EXISTS intake_place(bigint, text, bytea, text, jsonb);
DROP FUNCTION IF EXISTS intake_place(bigint, text, bytea, text, text, jsonb, int[], text[], bigint[], bigint[]);
DROP FUNCTION IF EXISTS intake_place(bigint, text, bytea, text, text, jsonb, text[], int[], bigint[], bigint[]);
CREATE OR REPLACE FUNCTION intake_place(
  p_account bigint, p_key text, p_hash bytea, p_source text, p_currency text, p_orders jsonb, p_n int[],
  p_take int[], p_references text[], p_amounts bigint[], p_ranges bigint[])
RETURNS jsonb LANGUAGE plpgsql
SET role = galeon_customer SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  v_before text := coalesce(current_setting('galeon.account', true), '');
  v_account text := set_config('galeon.account', p_account::text, true);
  v_reply jsonb;
  v_same boolean;
  v_at int[];
  v_ids bigint[];
  v_amounts bigint[];
  v_ranges bigint[];
  v_numbers text[];
  v_ok boolean[];
BEGIN
  IF p_key IS NOT NULL THEN
    SELECT k.reply, k.body_hash = p_hash INTO v_reply, v_same FROM once_key k
     WHERE k.account_id = p_account AND k.key = p_key;
    IF v_same IS NOT NULL THEN
      v_account := set_config('galeon.account', v_before, true);
      RETURN CASE WHEN v_same THEN v_reply || '{"again": true}' END;
    END IF;
  END IF;

  SELECT array_agg(u.at), array_agg(galeon_id()), array_agg(u.amount), array_agg(u.range)
    INTO v_at, v_ids, v_amounts, v_ranges
    FROM unnest(p_take, p_references, p_amounts, p_ranges) AS u(at, exact, amount, range)
   WHERE (SELECT d.waybill_id FROM waybill_number d
           WHERE d.account_id = p_account AND d.exact = u.exact AND d.kind = 'reference' AND d.until IS NULL
           LIMIT 1) IS NULL
     AND NOT EXISTS (SELECT FROM account_stop s WHERE s.account_id = p_account AND s.until IS NULL);  -- looked at once
  IF v_at IS NOT NULL THEN
    v_numbers := network_draw(v_ranges);
    IF array_position(v_numbers, NULL) IS NOT NULL THEN
      RAISE EXCEPTION 'number_range_empty' USING ERRCODE = 'GA001';
    END IF;
    v_ok := ledger_hold(p_account, p_currency, v_ids, v_amounts);
    IF NOT true = ALL (v_ok) THEN
      SELECT array_agg(u.at), array_agg(u.id), array_agg(u.number) INTO v_at, v_ids, v_numbers
        FROM unnest(v_at, v_ids, v_numbers, v_ok) AS u(at, id, number, ok) WHERE u.ok;
    END IF;
  END IF;

  IF cardinality(v_at) = cardinality(p_n) THEN  -- the ordinary case: all are booked
    PERFORM waybills_book(p_account, p_source, p_orders, v_ids, v_numbers);
    v_reply := jsonb_build_object('n', to_jsonb(p_n), 'outcome', to_jsonb(array_fill('booked'::text, ARRAY[cardinality(p_n)])),
                                  'number', to_jsonb(v_numbers), 'id', to_jsonb(v_ids));
  ELSE
    IF v_at IS NOT NULL THEN
      PERFORM waybills_book(p_account, p_source, (SELECT jsonb_agg(p_orders -> (u.at - 1)) FROM unnest(v_at) AS u(at)),
                            v_ids, v_numbers);
    END IF;
    SELECT jsonb_build_object(
             'n', coalesce(jsonb_agg(r.n), '[]'), 'outcome', coalesce(jsonb_agg(r.outcome), '[]'),
             'number', coalesce(jsonb_agg(r.number), '[]'), 'id', coalesce(jsonb_agg(r.waybill_id), '[]'))
      INTO v_reply FROM intake_outcomes(p_account, p_orders, v_at, v_ids, v_numbers) AS r;
  END IF;
  -- a call of which nothing stands leaves its key free: what was wrong is mended, and the same call sent again
  IF p_key IS NOT NULL AND v_reply -> 'outcome' ?| ARRAY['booked', 'existing'] THEN
    INSERT INTO once_key (account_id, key, body_hash, reply, created_at)
    VALUES (p_account, p_key, p_hash, v_reply, clock_timestamp());
  END IF;
  v_account := set_config('galeon.account', v_before, true);  -- the role goes back by itself, the account would not
  RETURN v_reply;
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
  SELECT o.n, CASE WHEN f.id IS NULL AND EXISTS (SELECT FROM account_stop s WHERE s.account_id = p_account AND s.until IS NULL)
                   THEN 'account_stopped' WHEN f.id IS NULL THEN 'no_funds' WHEN f.content_hash = o.hash THEN 'existing' ELSE 'clash' END,
         f.number::text, f.id
    FROM o LEFT JOIN LATERAL (
      SELECT w.id, w.number, w.content_hash FROM waybill w
       WHERE w.account_id = p_account AND w.id = (
         SELECT d.waybill_id FROM waybill_number d
          WHERE d.account_id = p_account AND d.exact = o.exact AND d.kind = 'reference' AND d.until IS NULL LIMIT 1)
       LIMIT 1) f ON true
   WHERE o.b IS NULL;
END $$;

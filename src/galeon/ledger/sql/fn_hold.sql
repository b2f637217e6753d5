-- Set money aside for each source, in order, while posted - held + limit allows. Returns a boolean per source.
-- The balance row is the account's turnstile: it is locked first and until the commit, so 16 writers cannot overdraw.
CREATE OR REPLACE FUNCTION ledger_hold(p_account bigint, p_currency text, p_sources bigint[], p_amounts bigint[])
RETURNS boolean[] LANGUAGE plpgsql AS $$
DECLARE
  v_total bigint := 0;
  v_free bigint;
  v_taken bigint := 0;
  v_ok boolean[] := array_fill(true, ARRAY[cardinality(p_amounts)]);
BEGIN
  FOR n IN 1 .. cardinality(p_amounts) LOOP
    v_total := v_total + p_amounts[n];
  END LOOP;
  UPDATE balance SET held_minor = held_minor + v_total
   WHERE account_id = p_account AND currency = p_currency AND posted_minor - held_minor + limit_minor >= v_total;
  IF FOUND THEN
    INSERT INTO hold (account_id, id, source_id, amount_minor, currency, state, held_at)
    SELECT p_account, galeon_id(), h.source, h.amount, p_currency, 'held', clock_timestamp()
      FROM unnest(p_sources, p_amounts) AS h(source, amount);
    RETURN v_ok;
  END IF;

  -- not all of it fits: one by one, so that a smaller order behind a large one still goes
  SELECT posted_minor - held_minor + limit_minor INTO v_free FROM balance
   WHERE account_id = p_account AND currency = p_currency FOR UPDATE;
  FOR n IN 1 .. cardinality(p_amounts) LOOP
    v_ok[n] := coalesce(v_taken + p_amounts[n] <= v_free, false);
    v_taken := v_taken + CASE WHEN v_ok[n] THEN p_amounts[n] ELSE 0 END;
  END LOOP;
  UPDATE balance SET held_minor = held_minor + v_taken
   WHERE account_id = p_account AND currency = p_currency AND v_taken > 0;
  INSERT INTO hold (account_id, id, source_id, amount_minor, currency, state, held_at)
  SELECT p_account, galeon_id(), h.source, h.amount, p_currency, 'held', clock_timestamp()
    FROM unnest(p_sources, p_amounts, v_ok) AS h(source, amount, ok) WHERE h.ok;
  RETURN v_ok;
END $$;

-- End holds: capture (the charge has been posted) or release (nothing is due). Returns how many were open.
CREATE OR REPLACE FUNCTION ledger_end_holds(p_account bigint[], p_sources bigint[], p_captured bigint[])
RETURNS int LANGUAGE sql VOLATILE AS $$
  WITH wanted AS MATERIALIZED (
    SELECT * FROM unnest(p_account, p_sources, p_captured) AS u(account_id, source_id, captured)
  ), open AS MATERIALIZED (
    SELECT h.account_id, h.id, h.amount_minor, h.currency, u.captured FROM hold h
      JOIN wanted u ON u.account_id = h.account_id AND u.source_id = h.source_id
     WHERE h.state = 'held' ORDER BY h.id FOR UPDATE OF h
  ), ended AS (
    UPDATE hold h SET state = CASE WHEN o.captured IS NULL THEN 'released' ELSE 'captured' END,
           captured_minor = o.captured, ended_at = clock_timestamp()
      FROM open o WHERE h.account_id = o.account_id AND h.id = o.id RETURNING 1
  ), turnstiles AS MATERIALIZED (  -- in order, so that two batches of many accounts cannot deadlock
    SELECT b.account_id, b.currency, f.amount FROM balance b
      JOIN (SELECT account_id, currency, sum(amount_minor) AS amount FROM open GROUP BY 1, 2) f
        ON f.account_id = b.account_id AND f.currency = b.currency
     ORDER BY b.account_id, b.currency FOR UPDATE OF b
  ), freed AS (
    UPDATE balance b SET held_minor = b.held_minor - f.amount FROM turnstiles f
     WHERE b.account_id = f.account_id AND b.currency = f.currency RETURNING 1
  )
  SELECT count(*)::int FROM ended
$$;

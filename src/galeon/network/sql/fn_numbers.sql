-- Draw the next number of each range in p_ranges; null where a range is used up. Sequences, so nobody waits.
CREATE OR REPLACE FUNCTION network_draw(p_ranges bigint[]) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
  v_range number_range;
  v_sequence regclass;
  v_serial bigint;
  v_body text;
  v_drawn text[] := '{}';
BEGIN
  FOR n IN 1 .. cardinality(p_ranges) LOOP
    IF v_range.id IS DISTINCT FROM p_ranges[n] THEN  -- the orders of a batch mostly share a range
      SELECT * INTO STRICT v_range FROM number_range WHERE id = p_ranges[n];
      v_sequence := 'number_range_' || v_range.id || '_seq';
    END IF;
    v_serial := nextval(v_sequence);
    v_body := lpad(v_serial::text, v_range.digits, '0');
    v_drawn := v_drawn || CASE WHEN v_serial <= v_range.last THEN v_range.prefix || v_body ||
      CASE v_range.check_digit WHEN 'mod10' THEN network_mod10(v_serial) WHEN 's10' THEN network_s10(v_body) ELSE '' END
      || v_range.suffix END;
  END LOOP;
  RETURN v_drawn;
END $$;

-- GS1 modulo 10 check digit: from the right the digits count three times and once in turn; leading zeros do not count.
CREATE OR REPLACE FUNCTION network_mod10(p bigint) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE v_sum int := 0;
BEGIN
  WHILE p > 0 LOOP
    v_sum := v_sum + p % 10 * 3 + p / 10 % 10;
    p := p / 100;
  END LOOP;
  RETURN (10 - v_sum % 10) % 10;
END $$;
DROP FUNCTION IF EXISTS network_mod10(text);

-- UPU S10 check digit of an 8-digit serial.
CREATE OR REPLACE FUNCTION network_s10(p text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE r WHEN 10 THEN '0' WHEN 11 THEN '5' ELSE r::text END
    FROM (SELECT 11 - sum(substr(p, n, 1)::int * substr('86423597', n, 1)::int) % 11 AS r
            FROM generate_series(1, 8) AS n) d
$$;

-- Make the sequence of a range. Runs with the owner's rights, since the application may not create anything.
CREATE OR REPLACE FUNCTION network_open_range(p_id bigint, p_first bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  EXECUTE format('CREATE SEQUENCE IF NOT EXISTS %I START %s MINVALUE 0', 'number_range_' || p_id || '_seq', p_first);
  EXECUTE format('GRANT USAGE ON SEQUENCE %I TO galeon_app, galeon_customer', 'number_range_' || p_id || '_seq');
END $$;
REVOKE EXECUTE ON FUNCTION network_open_range(bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION network_open_range(bigint, bigint) TO galeon_app;

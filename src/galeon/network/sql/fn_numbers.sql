-- Draw the next number of each range in p_ranges; null where a range is used up. Sequences, so nobody waits.
CREATE OR REPLACE FUNCTION network_draw(p_ranges bigint[]) RETURNS text[] LANGUAGE sql VOLATILE AS $$
  SELECT array_agg(CASE WHEN d.serial <= d.last THEN d.prefix || d.body || CASE d.check_digit
           WHEN 'mod10' THEN network_mod10(d.body) WHEN 's10' THEN network_s10(d.body) ELSE '' END || d.suffix END
           ORDER BY d.ord)
    FROM (SELECT u.ord, r.prefix, r.suffix, r.check_digit, r.last, s.serial,
                 lpad(s.serial::text, r.digits, '0') AS body
            FROM unnest(p_ranges) WITH ORDINALITY AS u(id, ord)
            JOIN number_range r ON r.id = u.id,
            LATERAL (SELECT nextval('number_range_' || u.id || '_seq') AS serial) s) d
$$;

-- GS1 modulo 10 check digit.
CREATE OR REPLACE FUNCTION network_mod10(p text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT ((10 - sum(substr(reverse(p), n, 1)::int * CASE WHEN n % 2 = 1 THEN 3 ELSE 1 END) % 10) % 10)::text
    FROM generate_series(1, length(p)) AS n
$$;

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

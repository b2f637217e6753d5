-- Time-ordered ids: 41 bits of milliseconds since 2024-01-01, 20 bits of a sequence. A range of ids is a range of
-- time, so PRIMARY KEY (account_id, id) holds both the distribution column and the month-partition key.
CREATE OR REPLACE FUNCTION galeon_id() RETURNS bigint LANGUAGE sql VOLATILE PARALLEL SAFE AS $$
  SELECT ((extract(epoch FROM clock_timestamp()) * 1000)::bigint - 1704067200000) << 20
         | (nextval('galeon_id_seq') & 1048575)
$$;

-- How many places were added, how many changed, how many lie in a country we do not know.
-- A place with a time zone is one of our own table: its point is finer than the table's whole minutes, and stays.
WITH given AS MATERIALIZED (
  SELECT DISTINCT ON (locode) * FROM unnest(%(locodes)s::text[], %(names)s::text[], %(functions)s::text[],
    %(iatas)s::text[], %(latitudes)s::int[], %(longitudes)s::int[])
    WITH ORDINALITY AS t (locode, name, functions, iata, latitude, longitude, no)
  ORDER BY locode, no DESC),
known AS (SELECT g.*, c.alpha2 FROM given g JOIN country c ON c.alpha2 = left(g.locode, 2)),
merged AS (
  SELECT k.locode, k.alpha2, k.name, k.functions, coalesce(nullif(k.iata, ''), p.iata, '') AS iata,
         CASE WHEN p.timezone <> '' THEN p.latitude_udeg ELSE coalesce(k.latitude, p.latitude_udeg) END AS latitude,
         CASE WHEN p.timezone <> '' THEN p.longitude_udeg ELSE coalesce(k.longitude, p.longitude_udeg) END AS longitude,
         coalesce(p.timezone, '') AS timezone
    FROM known k LEFT JOIN port p ON p.locode = k.locode
   WHERE p.locode IS NULL OR (p.name, p.functions) IS DISTINCT FROM (k.name, k.functions)
      OR (k.iata <> '' AND k.iata <> p.iata)
      OR (p.timezone = '' AND (k.latitude, k.longitude) IS DISTINCT FROM (p.latitude_udeg, p.longitude_udeg)
          AND k.latitude IS NOT NULL)),
written AS (
  INSERT INTO port (locode, country_id, name, functions, iata, latitude_udeg, longitude_udeg, timezone)
  SELECT * FROM merged
  ON CONFLICT (locode) DO UPDATE SET name = excluded.name, functions = excluded.functions, iata = excluded.iata,
    latitude_udeg = excluded.latitude_udeg, longitude_udeg = excluded.longitude_udeg
  RETURNING (xmax = 0) AS is_new)
SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new),
       (SELECT count(*) FROM given) - (SELECT count(*) FROM known)
  FROM written

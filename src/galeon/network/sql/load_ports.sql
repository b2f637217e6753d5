-- What an operator's import has completed (functions, the place's name) stays; our points and time zones are newer.
INSERT INTO port (locode, country_id, name, functions, iata, latitude_udeg, longitude_udeg, timezone)
SELECT * FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::int[], %s::int[], %s::text[])
ON CONFLICT (locode) DO UPDATE SET iata = excluded.iata, latitude_udeg = excluded.latitude_udeg,
  longitude_udeg = excluded.longitude_udeg, timezone = excluded.timezone

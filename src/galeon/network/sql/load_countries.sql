INSERT INTO country (alpha2, alpha3, numeric, name_en, name_es, name_zh, is_eu, postcode_required)
SELECT * FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::bool[], %s::bool[])
ON CONFLICT (alpha2) DO UPDATE SET alpha3 = excluded.alpha3, numeric = excluded.numeric, name_en = excluded.name_en,
  name_es = excluded.name_es, name_zh = excluded.name_zh, is_eu = excluded.is_eu,
  postcode_required = excluded.postcode_required

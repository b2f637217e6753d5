-- Events without a price, and why; one that waits already keeps its first day, and is asked again as it was asked last.
INSERT INTO unrated_event (account_id, waybill_id, key, event, happened_at, code, message, params, asked)
SELECT (x ->> 0)::bigint, (x ->> 1)::bigint, x ->> 2, e.event, e.at, x ->> 3, x ->> 4, x -> 5, x -> 6
  FROM (SELECT %s::text AS event, %s::timestamptz AS at, %s::jsonb AS rows) AS e, jsonb_array_elements(e.rows) AS x
ON CONFLICT (account_id, waybill_id, event, key) DO UPDATE
  SET code = EXCLUDED.code, message = EXCLUDED.message, params = EXCLUDED.params, asked = EXCLUDED.asked

-- A page of waybills, newest first: reach, the waybill. Always a row at least.
-- Of the states asked for, the newest %(depth)s waybills are looked at, through waybill_by_state (one account) or
-- waybill_floor (all), so a page costs the same whatever was shipped before. reach: the id down to which it looked,
-- 0 when it saw all. Under row-level security only what is leakproof bounds an index: no coalesce, no LIKE up there.
-- Starts of numbers are compared without the rarer blanks of waybills_norm, which would cost more than all the rest.
WITH named AS MATERIALIZED (  -- a whole number is looked up, however old; then nothing is looked for
  SELECT DISTINCT n.account_id, n.waybill_id AS id FROM waybill_number n
   WHERE n.number = %(exact)s AND (%(account)s::bigint IS NULL OR n.account_id = %(account)s) LIMIT %(limit)s
), reach AS MATERIALIZED (
  SELECT CASE WHEN count(*) = %(depth)s THEN min(n.id) ELSE 0 END AS id FROM (
    SELECT n.id FROM unnest(%(states)s::text[]) AS s(state) CROSS JOIN LATERAL (
      SELECT w.id FROM waybill w
       WHERE w.state = s.state AND (%(account)s::bigint IS NULL OR w.account_id = %(account)s)
         AND (%(before)s::bigint IS NULL OR w.id < %(before)s) AND (%(ids)s::bigint[] IS NULL OR w.id = ANY (%(ids)s))
       ORDER BY w.id DESC LIMIT %(depth)s) n
     WHERE NOT EXISTS (SELECT FROM named)
     ORDER BY n.id DESC LIMIT %(depth)s) n
), found AS (
  SELECT w.account_id, w.id
    FROM reach r CROSS JOIN unnest(%(states)s::text[]) AS s(state) CROSS JOIN LATERAL (
      SELECT w.* FROM waybill w
       WHERE w.state = s.state AND w.id >= r.id AND (%(account)s::bigint IS NULL OR w.account_id = %(account)s)
         AND (%(before)s::bigint IS NULL OR w.id < %(before)s) AND (%(ids)s::bigint[] IS NULL OR w.id = ANY (%(ids)s))
       ORDER BY w.id DESC LIMIT %(depth)s) w
   WHERE NOT EXISTS (SELECT FROM named)
     AND (%(mode)s::text IS NULL OR w.mode = %(mode)s) AND (%(country)s::text IS NULL OR w.to_country = %(country)s)
     AND (%(name)s::text IS NULL OR w.to_name ILIKE %(name)s OR %(number)s::text IS NOT NULL AND (w.number LIKE %(number)s
          OR upper(translate(w.reference, '- ', '')) LIKE %(number)s
          OR upper(translate(w.displayed_number, '- ', '')) LIKE %(number)s))
  UNION ALL
  SELECT w.account_id, w.id FROM named n JOIN waybill w ON w.account_id = n.account_id AND w.id = n.id
   WHERE w.state = ANY (%(states)s) AND (%(before)s::bigint IS NULL OR w.id < %(before)s)
     AND (%(mode)s::text IS NULL OR w.mode = %(mode)s) AND (%(country)s::text IS NULL OR w.to_country = %(country)s)
   ORDER BY 2 DESC LIMIT %(limit)s
)
SELECT r.id, w.id, w.account_id, a.name, w.number, w.displayed_number, w.reference, w.state, w.mode, w.service_id,
       w.to_name, w.to_city, w.to_country, w.weight_g, w.measured_g, w.charge_g, w.quoted_minor, w.currency,
       w.booked_at, e.code, e.place, e.occurred_at
  FROM reach r
  LEFT JOIN (found f JOIN waybill w ON w.account_id = f.account_id AND w.id = f.id JOIN account a ON a.id = w.account_id) ON true
  LEFT JOIN LATERAL (
    SELECT v.code, v.place, v.occurred_at FROM waybill_event v
     WHERE v.account_id = w.account_id AND v.waybill_id = w.id
     ORDER BY v.occurred_at DESC, v.rank DESC, v.id DESC LIMIT 1) e ON true
 ORDER BY w.id DESC

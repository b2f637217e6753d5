-- How many of the waybills `list.sql` looks at for these filters stand in each state, and whether there are older ones.
WITH named AS MATERIALIZED (
  SELECT DISTINCT n.account_id, n.waybill_id AS id FROM waybill_number n
   WHERE n.number = %(exact)s AND (%(account)s::bigint IS NULL OR n.account_id = %(account)s) LIMIT %(depth)s
), reach AS MATERIALIZED (
  SELECT CASE WHEN count(*) = %(depth)s THEN min(n.id) ELSE 0 END AS id FROM (
    SELECT n.id FROM unnest(%(states)s::text[]) AS s(state) CROSS JOIN LATERAL (
      SELECT w.id FROM waybill w
       WHERE w.state = s.state AND (%(account)s::bigint IS NULL OR w.account_id = %(account)s)
       ORDER BY w.id DESC LIMIT %(depth)s) n
     WHERE NOT EXISTS (SELECT FROM named)
     ORDER BY n.id DESC LIMIT %(depth)s) n
), found AS (
  SELECT s.state FROM reach r CROSS JOIN unnest(%(states)s::text[]) AS s(state) CROSS JOIN LATERAL (
      SELECT w.* FROM waybill w
       WHERE w.state = s.state AND w.id >= r.id AND (%(account)s::bigint IS NULL OR w.account_id = %(account)s)
       ORDER BY w.id DESC LIMIT %(depth)s) w
   WHERE NOT EXISTS (SELECT FROM named)
     AND (%(mode)s::text IS NULL OR w.mode = %(mode)s) AND (%(country)s::text IS NULL OR w.to_country = %(country)s)
     AND (%(name)s::text IS NULL OR w.to_name ILIKE %(name)s OR %(number)s::text IS NOT NULL AND (w.number LIKE %(number)s
          OR upper(translate(w.reference, '- ', '')) LIKE %(number)s
          OR upper(translate(w.displayed_number, '- ', '')) LIKE %(number)s))
  UNION ALL
  SELECT w.state FROM named n JOIN waybill w ON w.account_id = n.account_id AND w.id = n.id
   WHERE (%(mode)s::text IS NULL OR w.mode = %(mode)s) AND (%(country)s::text IS NULL OR w.to_country = %(country)s)
)
SELECT s.state, count(f.state), (SELECT id > 0 FROM reach) FROM unnest(%(states)s::text[]) AS s(state)
  LEFT JOIN found f ON f.state = s.state GROUP BY s.state

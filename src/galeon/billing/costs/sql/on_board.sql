-- The costs that stand on these masters and departures, and on the bags and containers that travel with them.
WITH master_of AS (
  SELECT id FROM master WHERE id = ANY (%(masters)s::bigint[]) OR departure_id = ANY (%(departures)s::bigint[])
), named AS (
  SELECT 'master' AS kind, m.number AS ref FROM master m JOIN master_of o ON o.id = m.id
  UNION ALL SELECT 'departure', d::text FROM unnest(%(departures)s::bigint[]) AS d
  UNION ALL SELECT 'bag', unnest(ARRAY[b.number, b.sscc]) FROM bag b JOIN master_of o ON o.id = b.master_id
  UNION ALL SELECT 'container', l.container FROM container_load l JOIN master_of o ON o.id = l.master_id
  UNION ALL SELECT 'container', l.container FROM container_load l JOIN bag b ON b.id = l.bag_id JOIN master_of o ON o.id = b.master_id
)
SELECT DISTINCT c.id FROM named n
  JOIN cost c ON c.object_kind = n.kind AND c.object_ref = n.ref AND c.object_kind <> 'waybill'
 WHERE c.reverses IS NULL AND NOT EXISTS (SELECT FROM cost r WHERE r.reverses = c.id)
 ORDER BY c.id

UPDATE bag b SET state = 'sealed', seal = u.seal, sealed_at = u.at, sealed_by = u.by
  FROM unnest(%(bag)s::bigint[], %(seal)s::text[], %(at)s::timestamptz[], %(by)s::bigint[]) AS u(bag_id, seal, at, by)
 WHERE b.id = u.bag_id

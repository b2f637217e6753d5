-- What the looks brought.
UPDATE carrier_poll p
   SET next_at = u.next_at, misses = u.misses, last_code = u.last_code, trouble_text = u.trouble,
       seen_hash = coalesce(u.seen_hash, p.seen_hash), seen_at = CASE WHEN u.misses = 0 THEN %(at)s ELSE p.seen_at END,
       ended_at = CASE WHEN u.over THEN %(at)s END
  FROM unnest(%(account)s::bigint[], %(number)s::text[], %(next)s::timestamptz[], %(misses)s::smallint[],
              %(code)s::text[], %(trouble)s::text[], %(hash)s::bytea[], %(over)s::boolean[])
       AS u(account_id, number, next_at, misses, last_code, trouble, seen_hash, over)
 WHERE p.account_id = u.account_id AND p.number = u.number AND p.ended_at IS NULL

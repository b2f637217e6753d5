-- The first chunk of a run that is neither done nor worked on; none of a run that was cancelled or whose price lists changed.
SELECT c.no, c.from_no, c.to_no
  FROM price_run_chunk c JOIN price_run r ON r.id = c.run_id
 WHERE c.run_id = %(run)s AND c.done_at IS NULL
   AND r.signature = %(signature)s AND r.cancelled_at IS NULL AND r.finished_at IS NULL
 ORDER BY c.no LIMIT 1 FOR UPDATE OF c SKIP LOCKED

-- Runs with how far each is: rows done, fees charged, rows refused, and the moment of the last chunk. Of a finished one its
-- own counts say it, so that a list of runs does not read their chunks.
SELECT r.id, r.name, r.service_id, r.account, r.level, r.currency, r.side, r.total, r.opened_at, u.name, r.began_at, r.done_before,
       r.cancelled_at, r.finished_at, r.fault,
       CASE WHEN r.finished_at IS NULL THEN coalesce(c.done, 0) ELSE r.total END,
       CASE WHEN r.finished_at IS NULL THEN coalesce(c.priced, 0) ELSE r.priced END,
       CASE WHEN r.finished_at IS NULL THEN coalesce(c.refused, 0) ELSE r.refused END,
       CASE WHEN r.finished_at IS NULL THEN coalesce(c.fees, 0) ELSE r.fees END,
       coalesce(r.finished_at, c.last_at), clock_timestamp()
  FROM (SELECT * FROM price_run WHERE %(run)s::bigint IS NULL OR id = %(run)s ORDER BY id DESC LIMIT %(limit)s) r
  LEFT JOIN person u ON u.id = r.opened_by_id
  LEFT JOIN LATERAL (
    SELECT sum(to_no - from_no) AS done, sum(priced) AS priced, sum(refused) AS refused, sum(fees) AS fees, max(done_at) AS last_at
      FROM price_run_chunk WHERE run_id = r.id AND done_at IS NOT NULL AND r.finished_at IS NULL) c ON true
 ORDER BY r.id DESC

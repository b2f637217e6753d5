-- In id order (see kernel/locks.py). What is read of them is read in a later statement, which sees what the last
-- holder of the locks committed.
SELECT w.account_id, w.id
  FROM (SELECT DISTINCT account_id, waybill_id
          FROM unnest(%(account)s::bigint[], %(waybill)s::bigint[]) AS u(account_id, waybill_id)) u
  JOIN waybill w ON w.account_id = u.account_id AND w.id = u.waybill_id
 ORDER BY w.id FOR NO KEY UPDATE OF w

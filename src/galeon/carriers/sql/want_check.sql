-- For each waybill asked for: its state (null = unknown) and whether anything halts it.
SELECT u.i, w.state, EXISTS (SELECT FROM waybill_stop s WHERE s.account_id = w.account_id AND s.waybill_id = w.id
                              AND s.until IS NULL)
    OR EXISTS (SELECT FROM account_stop a WHERE a.account_id = w.account_id AND a.until IS NULL)
  FROM unnest(%(account)s::bigint[], %(waybill)s::bigint[]) WITH ORDINALITY AS u(account_id, waybill_id, i)
  LEFT JOIN waybill w ON w.account_id = u.account_id AND w.id = u.waybill_id
 ORDER BY u.i

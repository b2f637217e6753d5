-- Waybills take a new standing with customs; a declaration with nothing left to release is released.
WITH changed AS (
  UPDATE declaration_waybill d SET state = %(state)s, since = %(at)s, reason = %(reason)s
    FROM unnest(%(account)s::bigint[], %(waybill)s::bigint[]) AS u(account_id, waybill_id)
   WHERE d.account_id = u.account_id AND d.waybill_id = u.waybill_id
  RETURNING d.declaration_id, d.account_id, d.waybill_id
)
UPDATE declaration x SET state = 'released', released_at = %(at)s
 WHERE %(state)s = 'released' AND x.id IN (SELECT declaration_id FROM changed)
   AND NOT EXISTS (SELECT FROM declaration_waybill d WHERE d.declaration_id = x.id AND d.state <> 'released'
                    AND (d.account_id, d.waybill_id) NOT IN (SELECT account_id, waybill_id FROM changed))

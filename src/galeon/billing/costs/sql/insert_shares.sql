-- Write shares; stage and currency are the cost's. One statement a call: the guard sees whole costs.
INSERT INTO cost_share (account_id, id, waybill_id, cost_id, stage, amount_minor, currency, round, weight)
SELECT u.account_id, galeon_id(), u.waybill_id, u.cost_id, c.stage, u.amount_minor, c.currency, u.round, u.weight
  FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::smallint[], %s::numeric[])
         AS u(account_id, waybill_id, cost_id, amount_minor, round, weight)
  JOIN cost c ON c.id = u.cost_id
RETURNING 1

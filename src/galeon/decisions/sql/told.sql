-- What a report tells of some waybills beside their prices: the number, the account's code, and what was charged beside
-- their weight, as [event, code, amount_minor].
SELECT u.account_id, u.waybill_id, w.number, a.code, w.pieces, c.extras
  FROM unnest(%(account)s::bigint[], %(waybill)s::bigint[]) AS u(account_id, waybill_id)
  JOIN v_waybills_waybill w ON w.account_id = u.account_id AND w.waybill_id = u.waybill_id
  JOIN account a ON a.id = u.account_id
  LEFT JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_array(x.event, x.code, x.amount_minor) ORDER BY x.event, x.code)::text AS extras
      FROM (SELECT b.event, b.code, sum(b.amount_minor)::bigint AS amount_minor FROM v_billing_charge b
             WHERE b.account_id = u.account_id AND b.waybill_id = u.waybill_id AND b.event <> ALL (%(rated)s)
             GROUP BY 1, 2) x) c ON true

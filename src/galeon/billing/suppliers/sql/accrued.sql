-- What is still expected of a supplier for these waybills, by currency and fee; what the cost list names no supplier for
-- counts too.
SELECT c.account_id, c.waybill_id, c.currency, c.code, '', sum(c.amount_minor)::bigint
  FROM unnest(%(account)s::bigint[], %(waybill)s::bigint[]) AS u(account_id, waybill_id)
  JOIN v_billing_cost c ON c.account_id = u.account_id AND c.waybill_id = u.waybill_id
 WHERE c.stage = 'accrued' AND c.object_kind = 'waybill' AND (c.supplier_id = %(supplier)s OR c.supplier_id IS NULL)
 GROUP BY 1, 2, 3, 4 HAVING sum(c.amount_minor) <> 0

-- What is still expected of a booked bill's supplier for its parcels, but for those another bill of that supplier asks for
-- and is not booked yet; by currency.
WITH mine AS MATERIALIZED (
  SELECT DISTINCT i.account_id, i.waybill_id FROM supplier_bill_item i
   WHERE i.bill_id = %(bill)s AND i.waybill_id IS NOT NULL AND i.lines > 0
     AND NOT EXISTS (SELECT FROM supplier_bill_item o JOIN supplier_bill b ON b.id = o.bill_id
                      WHERE o.account_id = i.account_id AND o.waybill_id = i.waybill_id AND o.lines > 0
                        AND b.supplier_id = %(supplier)s AND b.state <> 'booked')
)
SELECT c.account_id, c.waybill_id, c.currency, sum(c.amount_minor)::bigint
  FROM mine m JOIN v_billing_cost c ON c.account_id = m.account_id AND c.waybill_id = m.waybill_id
 WHERE c.stage = 'accrued' AND c.object_kind = 'waybill' AND (c.supplier_id = %(supplier)s OR c.supplier_id IS NULL)
 GROUP BY 1, 2, 3 HAVING sum(c.amount_minor) <> 0

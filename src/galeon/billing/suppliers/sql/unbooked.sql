-- What earlier bills of a supplier that are not booked yet already ask for these waybills, by currency.
SELECT i.account_id, i.waybill_id, b.currency, sum(i.billed_minor - i.disputed_minor)::bigint
  FROM unnest(%(account)s::bigint[], %(waybill)s::bigint[]) AS u(account_id, waybill_id)
  JOIN supplier_bill_item i ON i.account_id = u.account_id AND i.waybill_id = u.waybill_id AND i.lines > 0
  JOIN supplier_bill b ON b.id = i.bill_id
 WHERE b.supplier_id = %(supplier)s AND b.state <> 'booked' AND b.id < %(bill)s
 GROUP BY 1, 2, 3

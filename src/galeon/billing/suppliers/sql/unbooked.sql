-- What earlier bills of a supplier that are not booked yet already ask for these waybills, by currency and fee; what is
-- disputed of a parcel and not of its lines stands apart, as of no fee.
WITH item AS (
  SELECT i.id, i.account_id, i.waybill_id, i.disputed_minor, b.currency
    FROM unnest(%(account)s::bigint[], %(waybill)s::bigint[]) AS u(account_id, waybill_id)
    JOIN supplier_bill_item i ON i.account_id = u.account_id AND i.waybill_id = u.waybill_id AND i.lines > 0
    JOIN supplier_bill b ON b.id = i.bill_id
   WHERE b.supplier_id = %(supplier)s AND b.state <> 'booked' AND b.id < %(bill)s
)
SELECT i.account_id, i.waybill_id, i.currency, l.code, l.description, sum(l.amount_minor - l.disputed_minor)::bigint
  FROM item i JOIN supplier_bill_line l ON l.item_id = i.id GROUP BY 1, 2, 3, 4, 5
UNION ALL
SELECT i.account_id, i.waybill_id, i.currency, '', '', (-i.disputed_minor + sum(l.disputed_minor))::bigint
  FROM item i JOIN supplier_bill_line l ON l.item_id = i.id WHERE i.disputed_minor <> 0
 GROUP BY i.id, i.account_id, i.waybill_id, i.currency, i.disputed_minor HAVING i.disputed_minor <> sum(l.disputed_minor)

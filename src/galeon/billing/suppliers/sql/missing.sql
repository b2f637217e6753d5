-- What we expected this supplier to bill for parcels weighed in the bill's days, and what is not on it: an item without lines.
WITH open AS (
  SELECT c.account_id, c.waybill_id, sum(c.amount_minor)::bigint AS minor
    FROM v_billing_cost c
   WHERE c.stage = 'accrued' AND c.supplier_id = %(supplier)s AND c.object_kind = 'waybill' AND c.currency = %(currency)s
     AND c.occurred_at >= %(since)s AND c.occurred_at < %(until)s
   GROUP BY 1, 2 HAVING sum(c.amount_minor) > 0
), born AS (
  INSERT INTO supplier_bill_item (id, bill_id, tracking, label, trackings, account_id, waybill_id, found_by, lines,
      billed_minor, prior_minor, double_minor, accrued_minor, expected_minor, expected_by, difference_minor, verdict, decision,
      is_automatic, pass_currency, disputed_minor, outcome, outcome_reference)
  SELECT galeon_id(), %(bill)s, w.number, '', 0, o.account_id, o.waybill_id, 'ours', 0, 0, 0, 0, o.minor, o.minor, 'accrued',
         -o.minor, '', '', false, '', 0, '', ''
    FROM open o JOIN waybill w ON w.account_id = o.account_id AND w.id = o.waybill_id
   WHERE NOT EXISTS (SELECT FROM supplier_bill_item i WHERE i.bill_id = %(bill)s AND i.account_id = o.account_id
                       AND i.waybill_id = o.waybill_id)
   ORDER BY o.waybill_id RETURNING 1
)
SELECT count(*) FROM born

-- The newest booking of each waybill.
SELECT DISTINCT ON (b.account_id, b.waybill_id) b.account_id, b.id, b.waybill_id, b.carrier_account_id, a.carrier, b.state,
       b.number, b.piece_numbers, b.cost_minor, b.cost_currency, b.trouble_code, b.trouble_text
  FROM unnest(%(account)s::bigint[], %(waybill)s::bigint[]) AS u(account_id, waybill_id)
  JOIN carrier_booking b ON b.account_id = u.account_id AND b.waybill_id = u.waybill_id
  JOIN carrier_account a ON a.id = b.carrier_account_id
 ORDER BY b.account_id, b.waybill_id, b.id DESC

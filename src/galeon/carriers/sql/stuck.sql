SELECT b.account_id, b.id, b.waybill_id, b.carrier_account_id, a.carrier, b.state, b.number, b.piece_numbers, b.cost_minor,
       b.cost_currency, b.trouble_code, b.trouble_text
  FROM carrier_booking b JOIN carrier_account a ON a.id = b.carrier_account_id
 WHERE b.state IN ('unknown', 'refused') OR (b.state = 'wanted' AND b.attempts >= 3)
 ORDER BY b.id DESC LIMIT %(limit)s

-- Bookings a person should see, the newest first.
SELECT b.account_id, b.id, b.waybill_id, b.carrier_account_id, a.carrier, b.state, b.number, b.piece_numbers, b.cost_minor,
       b.cost_currency, b.trouble_code, b.trouble_text
  FROM (
    SELECT * FROM carrier_booking WHERE state IN ('wanted', 'asking', 'unknown') AND (state = 'unknown' OR state = 'wanted' AND attempts >= 3)
    UNION ALL
    SELECT * FROM carrier_booking WHERE state = 'refused') b
  JOIN carrier_account a ON a.id = b.carrier_account_id
 ORDER BY b.id DESC LIMIT %(limit)s

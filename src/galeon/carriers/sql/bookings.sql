-- The newest booking of each waybill. One index holds the bookings that stand, another the few that came to nothing.
SELECT b.account_id, b.id, b.waybill_id, b.carrier_account_id, a.carrier, b.state, b.number, b.piece_numbers, b.cost_minor,
       b.cost_currency, b.trouble_code, b.trouble_text
  FROM (SELECT DISTINCT * FROM unnest(%(account)s::bigint[], %(waybill)s::bigint[])) AS u(account_id, waybill_id)
 CROSS JOIN LATERAL (
    SELECT * FROM (
      SELECT * FROM carrier_booking x WHERE x.account_id = u.account_id AND x.waybill_id = u.waybill_id
         AND x.state IN ('wanted', 'asking', 'booked', 'unknown')
      UNION ALL
      SELECT * FROM carrier_booking x WHERE x.account_id = u.account_id AND x.waybill_id = u.waybill_id
         AND x.state IN ('refused', 'voided')) x
     ORDER BY x.id DESC LIMIT 1) b
  JOIN carrier_account a ON a.id = b.carrier_account_id

-- The intent to buy a label; a waybill that has one open already gets no second.
INSERT INTO carrier_booking (account_id, id, waybill_id, carrier_account_id, service, state, wanted_at, next_at, attempts,
  number, piece_numbers, cost_currency, trouble_code, trouble_text)
SELECT account_id, galeon_id(), waybill_id, carrier_account_id, service, 'wanted', %(at)s, %(at)s, 0, '', '{}', '', '', ''
  FROM unnest(%(account)s::bigint[], %(waybill)s::bigint[], %(carrier)s::bigint[], %(service)s::text[])
       AS u(account_id, waybill_id, carrier_account_id, service)
 ORDER BY waybill_id
ON CONFLICT (account_id, waybill_id) WHERE state IN ('wanted', 'asking', 'booked', 'unknown') DO NOTHING

-- Watch the numbers of new labels.
INSERT INTO carrier_poll (account_id, number, waybill_id, booking_id, parcel_no, carrier_account_id, since, next_at, misses,
  last_code, trouble_text)
SELECT account_id, number, waybill_id, booking_id, parcel_no, carrier_account_id, %(at)s, next_at, 0, '', ''
  FROM unnest(%(account)s::bigint[], %(number)s::text[], %(waybill)s::bigint[], %(booking)s::bigint[], %(parcel)s::smallint[],
              %(carrier)s::bigint[], %(next)s::timestamptz[])
       AS u(account_id, number, waybill_id, booking_id, parcel_no, carrier_account_id, next_at)
ON CONFLICT (account_id, number) DO NOTHING

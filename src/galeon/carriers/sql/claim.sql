-- Take bookings that are due to be asked. Committed before any request leaves: a crash then leaves 'asking' behind.
WITH due AS (
  SELECT account_id, id FROM carrier_booking
   WHERE state = %(state)s AND next_at <= %(at)s AND (%(ids)s::bigint[] IS NULL OR id = ANY (%(ids)s::bigint[]))
   ORDER BY next_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED
)
UPDATE carrier_booking b
   SET state = %(claimed)s, attempts = b.attempts + 1, next_at = %(lease)s,
       asked_at = CASE WHEN %(claimed)s = 'asking' THEN %(at)s ELSE b.asked_at END
  FROM due WHERE b.account_id = due.account_id AND b.id = due.id
RETURNING b.account_id, b.id, b.waybill_id, b.carrier_account_id, b.service, b.attempts, b.asked_at

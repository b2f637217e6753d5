-- Numbers due for a look, with how many other pieces of the same waybill are still under way. Leased, so that two
-- workers never ask for the same number.
WITH due AS (
  SELECT account_id, number FROM carrier_poll
   WHERE ended_at IS NULL AND next_at <= %(at)s ORDER BY next_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED
)
UPDATE carrier_poll p SET next_at = %(lease)s FROM due
 WHERE p.account_id = due.account_id AND p.number = due.number
RETURNING p.account_id, p.number, p.waybill_id, p.parcel_no, p.carrier_account_id, p.since, p.misses, p.seen_hash,
          p.last_code, (SELECT count(*) FROM carrier_poll o WHERE o.account_id = p.account_id
                         AND o.waybill_id = p.waybill_id AND o.ended_at IS NULL)

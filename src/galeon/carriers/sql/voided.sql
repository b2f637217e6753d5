-- Labels given back; nobody need watch their numbers any more.
WITH done AS (
  UPDATE carrier_booking b SET state = 'voided', answered_at = %(at)s, trouble_code = '', trouble_text = ''
    FROM unnest(%(account)s::bigint[], %(id)s::bigint[]) AS u(account_id, id)
   WHERE b.account_id = u.account_id AND b.id = u.id AND b.state = 'booked'
  RETURNING b.account_id, b.id, b.waybill_id
)
UPDATE carrier_poll p SET ended_at = %(at)s FROM done
 WHERE p.account_id = done.account_id AND p.waybill_id = done.waybill_id AND p.booking_id = done.id AND p.ended_at IS NULL

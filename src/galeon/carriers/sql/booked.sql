-- Labels bought (or found again). Only bookings still open are answered, so that a late answer changes nothing.
UPDATE carrier_booking b
   SET state = 'booked', answered_at = %(at)s, number = u.number, piece_numbers = string_to_array(u.pieces, ' '),
       cost_minor = u.cost_minor, cost_currency = u.cost_currency, trouble_code = '', trouble_text = ''
  FROM unnest(%(account)s::bigint[], %(id)s::bigint[], %(number)s::text[], %(pieces)s::text[], %(cost)s::bigint[],
              %(currency)s::text[]) AS u(account_id, id, number, pieces, cost_minor, cost_currency)
 WHERE b.account_id = u.account_id AND b.id = u.id AND b.state IN ('asking', 'unknown')
RETURNING b.id

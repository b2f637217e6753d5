-- What became of questions that brought no label.
UPDATE carrier_booking b
   SET state = u.state, next_at = u.next_at, trouble_code = u.code, trouble_text = u.reason, answered_at = %(at)s
  FROM unnest(%(account)s::bigint[], %(id)s::bigint[], %(state)s::text[], %(next)s::timestamptz[], %(code)s::text[],
              %(text)s::text[]) AS u(account_id, id, state, next_at, code, reason)
 WHERE b.account_id = u.account_id AND b.id = u.id AND b.state IN ('asking', 'unknown')

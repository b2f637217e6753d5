-- Lines of a bank account with what they were taken for.
SELECT l.id, l.bank_account_id, b.entity_id, l.booked_on, l.amount_minor, l.currency, l.reference, l.end_to_end, l.payer,
       l.payer_account, l.text, l.fault, l.twin_id, t.booked_on, l.is_distinct, l.state, l.note, coalesce(m.taken, '[]')::text
  FROM bank_line l JOIN bank_account b ON b.id = l.bank_account_id
  LEFT JOIN bank_line t ON t.id = l.twin_id
  LEFT JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_array(m.account_id, a.code, a.name, m.share_minor, p.amount_minor, p.currency) ORDER BY m.id) AS taken
      FROM bank_match m JOIN account a ON a.id = m.account_id
      JOIN payment p ON p.account_id = m.account_id AND p.id = m.payment_id
     WHERE m.line_id = l.id AND m.undoes_id IS NULL
       AND NOT EXISTS (SELECT FROM bank_match u WHERE u.account_id = m.account_id AND u.undoes_id = m.id)) m ON true
 WHERE (%(bank)s::int IS NULL OR l.bank_account_id = %(bank)s) AND (%(state)s::text IS NULL OR l.state = %(state)s)
   AND (%(ids)s::bigint[] IS NULL OR l.id = ANY (%(ids)s))
   AND (%(day)s::date IS NULL OR (l.booked_on, l.id) < (%(day)s, %(id)s::bigint))
 ORDER BY l.booked_on DESC, l.id DESC LIMIT %(limit)s

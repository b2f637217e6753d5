-- Payments that a person wrote down around these days, which no bank line is matched to and nobody took back.
SELECT p.account_id, p.amount_minor, coalesce(p.paid_minor, 0), p.paid_currency, p.reference,
       (p.received_at AT TIME ZONE a.timezone)::date
  FROM payment p JOIN account a ON a.id = p.account_id
 WHERE a.entity_id = %(entity)s AND NOT a.is_house AND p.amount_minor > 0 AND p.kind IN ('payment', 'top_up')
   AND p.method NOT IN ('opening', 'netting')
   AND p.received_at BETWEEN %(first)s::date - 7 AND %(last)s::date + 7
   AND NOT EXISTS (SELECT FROM payment r WHERE r.account_id = p.account_id AND r.reference = p.reference || ' reversed')
   AND NOT EXISTS (
     SELECT FROM bank_match m WHERE m.account_id = p.account_id AND m.payment_id = p.id AND m.undoes_id IS NULL
        AND (m.is_made OR NOT EXISTS (SELECT FROM bank_match u WHERE u.account_id = m.account_id AND u.undoes_id = m.id)))

-- What the files tell of these accounts of ours: what lay there before the first movement, and after the last; null where no
-- file says. before: all that moved before the file that says what lay there; upto: until the day it closes with.
SELECT b.id, b.name, f.first_on, o.opening_minor, coalesce(x.before, 0)::bigint, c.closing_on, c.closing_minor, coalesce(y.upto, 0)::bigint,
       coalesce(z.upto, 0)::bigint
  FROM bank_account b
  LEFT JOIN LATERAL (
    SELECT opening_on, opening_minor FROM bank_file WHERE bank_account_id = b.id AND opening_on IS NOT NULL
     ORDER BY opening_on, id LIMIT 1) o ON true
  LEFT JOIN LATERAL (
    SELECT closing_on, closing_minor FROM bank_file WHERE bank_account_id = b.id AND closing_on IS NOT NULL
     ORDER BY closing_on DESC, id DESC LIMIT 1) c ON true
  LEFT JOIN LATERAL (SELECT least(min(booked_on), o.opening_on) AS first_on FROM v_billing_bank_movement WHERE bank_account_id = b.id) f ON true
  LEFT JOIN LATERAL (
    SELECT sum(amount_minor) AS before FROM v_billing_bank_movement WHERE bank_account_id = b.id AND booked_on < o.opening_on) x ON true
  LEFT JOIN LATERAL (
    SELECT sum(amount_minor) AS upto FROM v_billing_bank_movement WHERE bank_account_id = b.id AND booked_on <= c.closing_on) y ON true
  LEFT JOIN LATERAL (
    SELECT sum(amount_minor) AS upto FROM v_billing_bank_movement WHERE bank_account_id = b.id AND booked_on <= %(on)s::date) z ON true
 WHERE b.entity_id = %(entity)s AND b.currency = %(currency)s AND b.book = %(book)s
 ORDER BY b.id

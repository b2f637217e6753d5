-- What customers are to be charged once the bill is booked.
UPDATE supplier_bill_item i
   SET decision = 'pass_on', is_automatic = false, decided_at = clock_timestamp(), decided_by = %(by)s, pass_minor = p.minor,
       pass_currency = p.currency, pass_how = %(how)s::jsonb, disputed_minor = 0, dispute_until = NULL
  FROM jsonb_to_recordset(%(rows)s::jsonb) AS p(id bigint, minor bigint, currency text)
 WHERE i.id = p.id AND i.bill_id = %(bill)s

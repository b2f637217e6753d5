-- The one INSERT INTO bank_line.
INSERT INTO bank_line (id, bank_account_id, file_id, no, fingerprint, reference, end_to_end, booked_on, valued_on, amount_minor,
                       currency, payer, payer_account, text, fault, twin_id, is_distinct, state, note)
SELECT id, %(account)s, %(file)s, no, fingerprint, said ->> 'reference', said ->> 'end_to_end', (said ->> 'booked_on')::date,
       (said ->> 'valued_on')::date, (said ->> 'amount_minor')::bigint, said ->> 'currency', said ->> 'payer',
       said ->> 'payer_account', said ->> 'text', fault, twin_id, false, state, ''
  FROM jsonb_to_recordset(%(lines)s::jsonb) AS r(id bigint, no int, fingerprint text, twin_id bigint, fault text, state text,
       said jsonb)

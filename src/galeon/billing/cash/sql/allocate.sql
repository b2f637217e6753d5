-- The one INSERT INTO allocation; ids in the order of the rows.
INSERT INTO allocation (account_id, id, currency, credit_kind, credit_id, debit_kind, debit_id, amount_minor, undoes_id,
                        allocated_at, allocated_by)
SELECT account_id, galeon_id(), currency, credit_kind, credit_id, debit_kind, debit_id, amount_minor, undoes_id, %(at)s, %(by)s
  FROM jsonb_to_recordset(%(rows)s::jsonb) AS r(account_id bigint, currency text, credit_kind text, credit_id bigint,
       debit_kind text, debit_id bigint, amount_minor bigint, undoes_id bigint)
RETURNING id

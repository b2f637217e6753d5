-- The one INSERT INTO dunning_letter.
INSERT INTO dunning_letter (account_id, id, level, as_of, currency, overdue_minor, items, language, state, proposed_at, mailed_to)
SELECT account_id, galeon_id(), level, %(as_of)s, currency, overdue_minor, items, language, 'proposed', %(at)s, ''
  FROM jsonb_to_recordset(%(rows)s::jsonb) AS r(account_id bigint, level int, currency text, overdue_minor bigint, items jsonb,
       language text)

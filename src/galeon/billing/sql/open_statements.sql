-- The open statements of these accounts.
SELECT account_id, currency, id, begins_at, ends_at FROM statement WHERE account_id = ANY (%s) AND state = 'open'

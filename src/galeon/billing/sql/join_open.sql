-- The open statements of these accounts, kept from closing until the commit. In order, like every taker of these locks.
SELECT account_id, currency, id, begins_at, ends_at FROM statement
 WHERE account_id = ANY (%s) AND state = 'open'
 ORDER BY account_id, id FOR SHARE

-- The one INSERT INTO statement. Somebody else may open the same period in the same moment.
INSERT INTO statement (account_id, id, currency, cycle, timezone, first_day, last_day, begins_at, ends_at, state, opened_at)
SELECT account_id, galeon_id(), currency, cycle, timezone, first_day, last_day, begins_at, ends_at, 'open', clock_timestamp()
  FROM jsonb_to_recordset(%s::jsonb) AS s(
    account_id bigint, currency text, cycle text, timezone text, first_day date, last_day date,
    begins_at timestamptz, ends_at timestamptz)
 ORDER BY account_id, currency, begins_at
ON CONFLICT (account_id, currency, begins_at) DO NOTHING

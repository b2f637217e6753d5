-- A customer answers, opens, speaks and takes back; what we think of giving and ask of suppliers is not theirs to see.
-- What was said and confirmed is never edited.
GRANT USAGE ON SEQUENCE dispute_number_seq TO galeon_app, galeon_customer;
REVOKE UPDATE, DELETE, TRUNCATE ON statement_line_confirmed, statement_answered, dispute_message, dispute_evidence
  FROM galeon_app, galeon_customer;
REVOKE DELETE, TRUNCATE ON dispute_case, dispute_line, dispute_proposal, claim_recovery, write_off FROM galeon_app;
REVOKE UPDATE ON dispute_case, dispute_line, dispute_proposal, claim_recovery, write_off FROM galeon_app;
GRANT UPDATE (owner_id, state, outcome, credited_minor, document_ids, decided_at, decided_by) ON dispute_case TO galeon_app;
GRANT UPDATE (credited_minor, is_live) ON dispute_line TO galeon_app;
GRANT UPDATE (state, decided_at, decided_by, note) ON dispute_proposal TO galeon_app;
GRANT UPDATE (recovered_minor, ended_at, ended_by) ON claim_recovery TO galeon_app;
GRANT UPDATE (state, decided_at, decided_by, note, payment_id) ON write_off TO galeon_app;

GRANT SELECT ON dispute_terms, claim_terms, statement_line_confirmed, statement_answered, dispute_case, dispute_line,
  dispute_message, dispute_evidence TO galeon_customer;
GRANT INSERT ON statement_line_confirmed, statement_answered, dispute_line, dispute_message, dispute_evidence TO galeon_customer;
GRANT INSERT (account_id, id, number, kind, about, statement_id, waybill_id, currency, asked_minor, text, opened_at, opened_by,
              due_on, state, outcome, credited_minor) ON dispute_case TO galeon_customer;
GRANT UPDATE (state, decided_at, decided_by) ON dispute_case TO galeon_customer;
GRANT UPDATE (is_live) ON dispute_line TO galeon_customer;
DROP POLICY IF EXISTS opens ON dispute_case;
CREATE POLICY opens ON dispute_case AS RESTRICTIVE FOR INSERT TO galeon_customer
  WITH CHECK (state = 'open' AND credited_minor = 0 AND outcome = '');
DROP POLICY IF EXISTS takes_back ON dispute_case;
CREATE POLICY takes_back ON dispute_case AS RESTRICTIVE FOR UPDATE TO galeon_customer
  USING (state = 'open') WITH CHECK (state = 'withdrawn');
DROP POLICY IF EXISTS speaks ON dispute_message;
CREATE POLICY speaks ON dispute_message AS RESTRICTIVE FOR INSERT TO galeon_customer WITH CHECK (NOT is_house);
DROP POLICY IF EXISTS named ON statement_answered;
CREATE POLICY named ON statement_answered AS RESTRICTIVE FOR INSERT TO galeon_customer WITH CHECK (confirmed_by IS NOT NULL);

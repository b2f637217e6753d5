-- Waivers are never edited; a customer sees what stops them and until when they may go on, not who let them and why.
-- A customer asks for a top-up and may take it back; our finance decides, and nothing else of it ever changes.
REVOKE UPDATE, DELETE, TRUNCATE ON credit_waiver FROM galeon_app, galeon_customer;
REVOKE DELETE, TRUNCATE ON credit_aside, credit_limit_change, credit_top_up FROM galeon_app, galeon_customer;
REVOKE UPDATE ON credit_limit_change, credit_top_up FROM galeon_app, galeon_customer;
GRANT UPDATE (state, decided_by, decided_at, note, before_minor, base_minor, ended_at) ON credit_limit_change TO galeon_app;
GRANT UPDATE (state, decided_by, decided_at, answer, payment_id) ON credit_top_up TO galeon_app;
GRANT SELECT ON credit_grace, credit_aside TO galeon_customer;
GRANT SELECT (account_id, id, until) ON credit_waiver TO galeon_customer;
GRANT SELECT ON credit_top_up TO galeon_customer;
GRANT INSERT (account_id, id, amount_minor, currency, method, reference, paid_on, note, slip, slip_kind, slip_hash, asked_at,
              asked_by, state, answer) ON credit_top_up TO galeon_customer;
GRANT UPDATE (state, decided_by, decided_at) ON credit_top_up TO galeon_customer;
-- A customer can only ask and take back: approving is not theirs, whatever a page lets through.
DROP POLICY IF EXISTS asks ON credit_top_up;
CREATE POLICY asks ON credit_top_up AS RESTRICTIVE FOR INSERT TO galeon_customer WITH CHECK (state = 'asked');
DROP POLICY IF EXISTS takes_back ON credit_top_up;
CREATE POLICY takes_back ON credit_top_up AS RESTRICTIVE FOR UPDATE TO galeon_customer
  USING (state = 'asked') WITH CHECK (state = 'withdrawn');

-- Journals and postings are never edited: what was wrong is reversed. Customers may see their balance and hold money.
REVOKE UPDATE, DELETE, TRUNCATE ON journal, posting FROM galeon_app, galeon_customer;
GRANT SELECT ON balance, hold, posting TO galeon_customer;
GRANT UPDATE (held_minor) ON balance TO galeon_customer;
GRANT INSERT, UPDATE (state, captured_minor, ended_at) ON hold TO galeon_customer;

DROP TRIGGER IF EXISTS journal_must_balance ON journal;  -- of an earlier version
DROP TRIGGER IF EXISTS journal_must_have_postings ON journal;
CREATE CONSTRAINT TRIGGER journal_must_have_postings AFTER INSERT ON journal DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION ledger_must_have_postings();
CREATE OR REPLACE TRIGGER posting_must_balance AFTER INSERT ON posting REFERENCING NEW TABLE AS born
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_must_balance();

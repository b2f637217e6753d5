-- Journals and postings are never edited: what was wrong is reversed. Customers may see their balance and hold money.
REVOKE UPDATE, DELETE, TRUNCATE ON journal, posting FROM galeon_app, galeon_customer;
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON book_lock, book_total FROM galeon_app;  -- `ledger_lock` writes them
GRANT SELECT ON balance, hold, posting TO galeon_customer;
GRANT UPDATE (held_minor) ON balance TO galeon_customer;
GRANT INSERT, UPDATE (state, captured_minor, ended_at) ON hold TO galeon_customer;

DROP TRIGGER IF EXISTS journal_must_balance ON journal;  -- of an earlier version
DROP TRIGGER IF EXISTS journal_must_have_postings ON journal;
CREATE CONSTRAINT TRIGGER journal_must_have_postings AFTER INSERT ON journal DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION ledger_must_have_postings();
CREATE OR REPLACE TRIGGER posting_must_balance AFTER INSERT ON posting REFERENCING NEW TABLE AS born
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_must_balance();
CREATE OR REPLACE TRIGGER journal_not_locked AFTER INSERT ON journal REFERENCING NEW TABLE AS born
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_not_locked();
CREATE OR REPLACE TRIGGER journal_final BEFORE UPDATE OR DELETE OR TRUNCATE ON journal
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_final();
CREATE OR REPLACE TRIGGER posting_final BEFORE UPDATE OR DELETE OR TRUNCATE ON posting
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_final();
CREATE OR REPLACE TRIGGER book_lock_final BEFORE UPDATE OR DELETE OR TRUNCATE ON book_lock
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_final();
CREATE OR REPLACE TRIGGER entity_books_stay BEFORE UPDATE ON legal_entity FOR EACH ROW
  WHEN (OLD.currency <> NEW.currency OR OLD.timezone <> NEW.timezone) EXECUTE FUNCTION ledger_books_stay();
REVOKE DELETE, TRUNCATE ON legal_entity FROM galeon_app, galeon_customer;

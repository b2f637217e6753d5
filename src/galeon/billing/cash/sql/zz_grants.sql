-- What the bank said, what it was taken for and which debt it paid is never edited. Customers see what they paid.
REVOKE UPDATE, DELETE, TRUNCATE ON allocation, bank_match, bank_booking, payment_taken_back FROM galeon_app, galeon_customer;
REVOKE DELETE, TRUNCATE ON bank_file, bank_line, refund, promise, dunning_letter FROM galeon_app;
REVOKE UPDATE ON bank_file, bank_line, promise FROM galeon_app;
GRANT UPDATE (lines, new_lines, skipped, opening_minor, opening_on, closing_minor, closing_on) ON bank_file TO galeon_app;
GRANT UPDATE (state, note, is_distinct) ON bank_line TO galeon_app;
GRANT SELECT ON allocation, v_billing_item, v_billing_open_item TO galeon_customer;
GRANT SELECT (account_id, id, level, as_of, currency, overdue_minor, items, language, state, decided_at, pdf)
  ON dunning_letter TO galeon_customer;

CREATE OR REPLACE TRIGGER allocation_final BEFORE UPDATE OR DELETE OR TRUNCATE ON allocation
  FOR EACH STATEMENT EXECUTE FUNCTION billing_money_is_final();
CREATE OR REPLACE TRIGGER bank_match_final BEFORE UPDATE OR DELETE OR TRUNCATE ON bank_match
  FOR EACH STATEMENT EXECUTE FUNCTION billing_money_is_final();
CREATE OR REPLACE TRIGGER bank_booking_final BEFORE UPDATE OR DELETE OR TRUNCATE ON bank_booking
  FOR EACH STATEMENT EXECUTE FUNCTION billing_money_is_final();
CREATE OR REPLACE TRIGGER payment_taken_back_final BEFORE UPDATE OR DELETE OR TRUNCATE ON payment_taken_back
  FOR EACH STATEMENT EXECUTE FUNCTION billing_money_is_final();
CREATE OR REPLACE TRIGGER allocation_fits AFTER INSERT ON allocation REFERENCING NEW TABLE AS born
  FOR EACH STATEMENT EXECUTE FUNCTION billing_allocation_fits();

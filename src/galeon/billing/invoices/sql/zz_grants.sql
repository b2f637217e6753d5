-- What was issued is never edited, and neither is a tax rule: a credit note, a newer rule takes its place.
REVOKE UPDATE, DELETE, TRUNCATE ON invoice, invoice_line, invoice_tax, tax_rule FROM galeon_app, galeon_customer;
REVOKE DELETE, TRUNCATE ON invoice_series FROM galeon_app, galeon_customer;
GRANT SELECT ON invoice, invoice_line, invoice_tax TO galeon_customer;

CREATE OR REPLACE FUNCTION billing_issued_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'what was issued cannot be changed (%)', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE OR REPLACE TRIGGER invoice_final BEFORE UPDATE OR DELETE ON invoice
  FOR EACH ROW EXECUTE FUNCTION billing_issued_is_final();
CREATE OR REPLACE TRIGGER invoice_line_final BEFORE UPDATE OR DELETE ON invoice_line
  FOR EACH ROW EXECUTE FUNCTION billing_issued_is_final();
CREATE OR REPLACE TRIGGER invoice_tax_final BEFORE UPDATE OR DELETE ON invoice_tax
  FOR EACH ROW EXECUTE FUNCTION billing_issued_is_final();

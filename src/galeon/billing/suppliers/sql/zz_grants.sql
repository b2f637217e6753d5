-- What suppliers ask of us is nobody's but the house's. Payments are never edited, and no bill disappears once booked.
REVOKE ALL ON supplier_bill_mapping, supplier_bill_file, supplier_bill, supplier_bill_line, supplier_bill_item,
              supplier_bill_payment FROM galeon_customer;
REVOKE UPDATE, DELETE, TRUNCATE ON supplier_bill_payment FROM galeon_app;
CREATE OR REPLACE TRIGGER supplier_bill_payment_final BEFORE UPDATE OR DELETE OR TRUNCATE ON supplier_bill_payment
  FOR EACH STATEMENT EXECUTE FUNCTION billing_money_is_final();
REVOKE DELETE, TRUNCATE ON supplier_bill, supplier_bill_file FROM galeon_app;
REVOKE TRUNCATE ON supplier_bill_line, supplier_bill_item FROM galeon_app;

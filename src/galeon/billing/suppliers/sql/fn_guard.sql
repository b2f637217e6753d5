-- A booked bill is final: its head, lines and parcels stay as they were booked. Only how a dispute ended is added later.
CREATE OR REPLACE FUNCTION billing_bill_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state = 'booked' THEN
    RAISE EXCEPTION 'bill % is booked and never changes', OLD.number USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER supplier_bill_final BEFORE UPDATE ON supplier_bill
  FOR EACH ROW EXECUTE FUNCTION billing_bill_is_final();

CREATE OR REPLACE FUNCTION billing_bill_item_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM supplier_bill b WHERE b.id = OLD.bill_id AND b.state = 'booked')
     AND (TG_OP = 'DELETE' OR OLD.outcome <> ''
          OR (to_jsonb(NEW) - 'outcome' - 'outcome_at' - 'outcome_by' - 'outcome_reference')
             <> (to_jsonb(OLD) - 'outcome' - 'outcome_at' - 'outcome_by' - 'outcome_reference')) THEN
    RAISE EXCEPTION 'parcel % of a booked bill never changes', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE OR REPLACE TRIGGER supplier_bill_item_final BEFORE UPDATE OR DELETE ON supplier_bill_item
  FOR EACH ROW EXECUTE FUNCTION billing_bill_item_is_final();

CREATE OR REPLACE FUNCTION billing_bill_line_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM before o JOIN supplier_bill b ON b.id = o.bill_id WHERE b.state = 'booked') THEN
    RAISE EXCEPTION 'the lines of a booked bill never change' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER supplier_bill_line_final_u AFTER UPDATE ON supplier_bill_line
  REFERENCING OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION billing_bill_line_is_final();
CREATE OR REPLACE TRIGGER supplier_bill_line_final_d AFTER DELETE ON supplier_bill_line
  REFERENCING OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION billing_bill_line_is_final();

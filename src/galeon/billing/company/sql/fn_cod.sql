-- A collection never changes, whoever asks; a remittance that is paid or cancelled neither.
CREATE OR REPLACE FUNCTION billing_cod_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_TABLE_NAME = 'cod_remittance' THEN
    IF OLD.state NOT IN ('paid', 'cancelled') THEN
      RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
  END IF;
  RAISE EXCEPTION 'what was written in % is never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE OR REPLACE TRIGGER cod_collection_final BEFORE UPDATE OR DELETE ON cod_collection
  FOR EACH ROW EXECUTE FUNCTION billing_cod_is_final();
CREATE OR REPLACE TRIGGER cod_remittance_final BEFORE UPDATE OR DELETE ON cod_remittance
  FOR EACH ROW EXECUTE FUNCTION billing_cod_is_final();

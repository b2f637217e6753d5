-- Charge the tax of the statements that are closing. Reads and fills the temporary table closing_line.
CREATE OR REPLACE FUNCTION billing_tax_closing(p_at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  NULL;
END $$;

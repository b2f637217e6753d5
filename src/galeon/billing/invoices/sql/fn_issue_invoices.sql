-- Issue one document for each statement that is closing and has lines. Reads the temporary table closing_line.
CREATE OR REPLACE FUNCTION billing_issue_invoices(p_at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  NULL;
END $$;

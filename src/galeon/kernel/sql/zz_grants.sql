-- The application's rights, and row-level security on every table that carries account_id. Run after each migrate.
GRANT USAGE ON SCHEMA public TO galeon_app, galeon_customer;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO galeon_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO galeon_app;
GRANT USAGE ON SEQUENCE galeon_id_seq TO galeon_customer;
GRANT SELECT, INSERT, UPDATE (reply) ON once_key TO galeon_customer;

DO $$
DECLARE t regclass;
BEGIN
  FOR t IN SELECT c.oid FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'account_id'
            WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace AND NOT a.attisdropped
  LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('DROP POLICY IF EXISTS house ON %s', t);
    EXECUTE format('CREATE POLICY house ON %s TO galeon_app, CURRENT_USER USING (true) WITH CHECK (true)', t);
    EXECUTE format('DROP POLICY IF EXISTS own_account ON %s', t);
    EXECUTE format($p$CREATE POLICY own_account ON %s TO galeon_customer
      USING (account_id = (SELECT nullif(current_setting('galeon.account', true), '')::bigint))
      WITH CHECK (account_id = nullif(current_setting('galeon.account', true), '')::bigint)$p$, t);
  END LOOP;
END $$;

-- A customer sees their own account's row and what stops it.
ALTER TABLE account ENABLE ROW LEVEL SECURITY;
ALTER TABLE account FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS house ON account;
CREATE POLICY house ON account TO galeon_app, CURRENT_USER USING (true) WITH CHECK (true);
DROP POLICY IF EXISTS own_account ON account;
CREATE POLICY own_account ON account FOR SELECT TO galeon_customer
  USING (id = (SELECT nullif(current_setting('galeon.account', true), '')::bigint));
GRANT SELECT ON account, account_stop, legal_entity, level, region TO galeon_customer;

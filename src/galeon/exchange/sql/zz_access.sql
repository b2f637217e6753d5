-- Every change of who may call is told to all serving processes at commit, whoever makes it, by whatever way.
CREATE OR REPLACE FUNCTION exchange_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('galeon_access', 'changed');
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS credential_changed ON credential;
CREATE TRIGGER credential_changed AFTER INSERT OR DELETE OR TRUNCATE
  OR UPDATE OF account_id, kind, identifier, scheme, digest, sealed, settings, scopes, rate_per_s, revoked_at
  ON credential FOR EACH STATEMENT EXECUTE FUNCTION exchange_changed();
DROP TRIGGER IF EXISTS account_access_changed ON account;
CREATE TRIGGER account_access_changed AFTER DELETE
  OR UPDATE OF code, name, level_id, currency, timezone, is_active ON account
  FOR EACH STATEMENT EXECUTE FUNCTION exchange_changed();

-- A customer sees what credentials they have, never a digest; messages are for our own staff.
GRANT SELECT (id, account_id, kind, identifier, label, scopes, parent_id, created_at, last_used_at, revoked_at) ON credential TO galeon_customer;
GRANT SELECT ON service_alias TO galeon_customer;

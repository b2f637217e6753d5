-- Waivers are never edited; a customer sees what stops them, not who let them go on and why.
REVOKE UPDATE, DELETE, TRUNCATE ON credit_waiver FROM galeon_app, galeon_customer;
REVOKE DELETE, TRUNCATE ON credit_aside FROM galeon_app, galeon_customer;
GRANT SELECT ON credit_grace, credit_aside TO galeon_customer;
GRANT SELECT (account_id, id, until) ON credit_waiver TO galeon_customer;

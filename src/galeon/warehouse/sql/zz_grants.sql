-- A receipt is never edited: what was wrong is taken back by another one.
REVOKE UPDATE, DELETE, TRUNCATE ON receipt FROM galeon_app, galeon_customer;

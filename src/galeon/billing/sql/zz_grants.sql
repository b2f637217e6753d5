-- Charges and payments are never edited; a statement only changes by being closed. Customers see their own.
REVOKE UPDATE, DELETE, TRUNCATE ON charge, payment FROM galeon_app, galeon_customer;
REVOKE UPDATE, DELETE, TRUNCATE ON statement FROM galeon_app, galeon_customer;
GRANT UPDATE (state, number, opening_minor, charges_minor, payments_minor, closing_minor, credits_minor, due_on, closed_at)
  ON statement TO galeon_app;
REVOKE DELETE, TRUNCATE ON statement_series FROM galeon_app;
GRANT SELECT ON statement, charge, payment TO galeon_customer;

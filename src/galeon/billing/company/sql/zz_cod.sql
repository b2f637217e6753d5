-- What was collected is never edited; a remittance only goes on: approved, paid or cancelled. Customers see their own.
REVOKE UPDATE, DELETE, TRUNCATE ON cod_collection, cod_receipt FROM galeon_app, galeon_customer;
REVOKE UPDATE, DELETE, TRUNCATE ON cod_remittance FROM galeon_app, galeon_customer;
GRANT UPDATE (state, approved_at, approved_by, paid_at, paid_by, method, reference) ON cod_remittance TO galeon_app;
GRANT SELECT ON cod_collection, cod_remittance, cod_remitted, cod_terms TO galeon_customer;

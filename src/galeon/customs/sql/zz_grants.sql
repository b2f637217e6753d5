-- What customs asked is never edited: asked otherwise, it is another row.
REVOKE UPDATE, DELETE, TRUNCATE ON duty_assessment FROM galeon_app, galeon_customer;

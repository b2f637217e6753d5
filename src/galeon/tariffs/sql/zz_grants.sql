-- Rates are entered for good. Customers have no rights on any table of prices.
REVOKE UPDATE, DELETE, TRUNCATE ON fuel_rate, fx_rate FROM galeon_app;

-- Costs and shares are never edited, and no customer has any right on what we pay: not on suppliers, nor on views of costs.
REVOKE UPDATE, DELETE, TRUNCATE ON cost, cost_share FROM galeon_app, galeon_customer;
REVOKE DELETE, TRUNCATE ON supplier, container_load FROM galeon_app;
REVOKE ALL ON supplier, cost, cost_share, container_load, v_billing_cost FROM galeon_customer;

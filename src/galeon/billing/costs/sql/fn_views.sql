-- What other modules read of costs: each waybill's share of each line. No customer may read it.
DROP VIEW IF EXISTS v_billing_cost;
CREATE VIEW v_billing_cost WITH (security_invoker = true) AS
SELECT s.account_id, s.waybill_id, s.id, s.cost_id, s.stage, c.origin, c.code, c.supplier_id, c.object_kind, c.object_ref,
       c.entity_id, s.amount_minor, s.currency, c.occurred_at
  FROM cost_share s JOIN cost c ON c.id = s.cost_id;

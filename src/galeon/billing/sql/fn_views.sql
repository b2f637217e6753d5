-- What other modules read of billing. With the reader's own rights: a customer sees their rows only.
DROP VIEW IF EXISTS v_billing_charge;
CREATE VIEW v_billing_charge WITH (security_invoker = true) AS
SELECT account_id, waybill_id, id, round, event, code, amount_minor, currency, charged_at, version_id FROM charge;

-- What other modules read of waybills. With the reader's own rights: a customer sees their rows only.
-- Dropped first, since a view can neither lose nor turn a column in place; a migration that turns one drops the view.
DROP VIEW IF EXISTS v_waybills_weigh_in;
CREATE VIEW v_waybills_weigh_in WITH (security_invoker = true) AS
SELECT account_id, waybill_id, parcel_no, occurred_at FROM waybill_event WHERE code = 'weigh_in';

DROP VIEW IF EXISTS v_waybills_waybill;
CREATE VIEW v_waybills_waybill WITH (security_invoker = true) AS
SELECT account_id, id AS waybill_id, number, service_id, mode, state, booked_at, to_country, cargo_class, pieces, currency
  FROM waybill;

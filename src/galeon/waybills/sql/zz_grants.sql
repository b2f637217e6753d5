-- Events are never edited, and a customer may book, cancel and read their own.
REVOKE UPDATE, DELETE, TRUNCATE ON waybill_event FROM galeon_app, galeon_customer;
GRANT SELECT ON waybill, parcel, item, waybill_number, waybill_event, waybill_stop, document, waybill_move TO galeon_customer;
GRANT INSERT ON waybill, parcel, item, waybill_number, waybill_event TO galeon_customer;
GRANT UPDATE (state, state_at, state_rank) ON waybill TO galeon_customer;
GRANT UPDATE (until) ON waybill_number TO galeon_customer;
GRANT UPDATE (consignee, to_postcode, to_city, to_name) ON waybill TO galeon_customer;

-- A number as it is looked up: a-z as A-Z, without blanks and dashes. Mirrors waybills/numbers.py; a test compares them.
CREATE OR REPLACE FUNCTION waybills_norm(p text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT upper(translate(p, E' -\t\n\x0b\f\r\x1c\x1d\x1e\x1f\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000', '')
    COLLATE "C")
$$;

-- Write waybills, parcels, items, numbers and first events of orders: p_orders as intake's `wire.py` encodes them, with
-- the id and number of each. Called by intake_place inside its transaction.
DROP FUNCTION IF EXISTS waybills_book(bigint, text, jsonb, int[], bigint[], text[]);
CREATE OR REPLACE FUNCTION waybills_book(
  p_account bigint, p_source text, p_orders jsonb, p_ids bigint[], p_numbers text[])
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v_now timestamptz := clock_timestamp();
  v_events waybill_event[];
BEGIN
  WITH o AS MATERIALIZED (
    SELECT * FROM ROWS FROM (unnest(p_ids), unnest(p_numbers), jsonb_to_recordset(p_orders) AS (
      reference text, norm text, service_id bigint, mode text, origin_site_id bigint, to_country text, to_postcode text,
      to_city text, to_name text, consignee jsonb, shipper jsonb, cargo_class text, pieces smallint, weight_g int,
      declared_minor bigint, declared_currency text, quoted_minor bigint, currency text, quote jsonb, taxes jsonb,
      hash text, booked_at timestamptz, extras jsonb, parcels jsonb, items jsonb)) AS r(id, number)
  ), w AS (
    INSERT INTO waybill (account_id, id, number, displayed_number, reference, service_id, mode, state, state_at,
      state_rank, booked_at, source, origin_site_id, to_country, to_postcode, to_city, to_name, consignee, shipper,
      cargo_class, pieces, weight_g, declared_minor, declared_currency, quoted_minor, currency, quote, taxes,
      extras, content_hash)
    SELECT p_account, id, number, number, reference, service_id, mode, 'booked', coalesce(booked_at, v_now), 0,
      coalesce(booked_at, v_now), p_source, origin_site_id, to_country, to_postcode, to_city, to_name, consignee,
      shipper, cargo_class, pieces, weight_g, declared_minor, declared_currency, quoted_minor, currency, quote, taxes,
      extras, decode(hash, 'hex') FROM o
  ), p AS (
    INSERT INTO parcel (account_id, waybill_id, no, weight_g, length_mm, width_mm, height_mm)
    SELECT p_account, o.id, x.no, (x.v ->> 0)::int, (x.v ->> 1)::int, (x.v ->> 2)::int, (x.v ->> 3)::int
      FROM o, jsonb_array_elements(o.parcels) WITH ORDINALITY AS x(v, no)
  ), t AS (
    INSERT INTO item (account_id, waybill_id, line, parcel_no, sku, title, title_local, hs_code, quantity,
      unit_value_minor, currency, unit_weight_g, origin_country, url)
    SELECT p_account, o.id, x.line, (x.v ->> 0)::smallint, x.v ->> 1, x.v ->> 2, x.v ->> 3, x.v ->> 4,
      (x.v ->> 5)::int, (x.v ->> 6)::bigint, x.v ->> 7, (x.v ->> 8)::int, x.v ->> 9, x.v ->> 10
      FROM o, jsonb_array_elements(o.items) WITH ORDINALITY AS x(v, line)
  ), d AS (
    INSERT INTO waybill_number (number, exact, account_id, waybill_id, kind, carrier, leg, since)
    SELECT x.number, x.exact, p_account, o.id, x.kind, '', '', v_now
      FROM o, LATERAL (VALUES (o.number, NULL, 'ours'), (o.norm, o.reference, 'reference')) AS x(number, exact, kind)
  )
  SELECT array_agg(ROW(p_account, id, galeon_id(), NULL, 'book', p_source, coalesce(booked_at, v_now), v_now, NULL,
                       'booked', 0, NULL, NULL)::waybill_event) INTO v_events FROM o;
  PERFORM waybills_append(v_events);
END $$;

-- Fourteen months of many merchants' waybills, for tests of what a page costs after them. A step begins at a line's start.
-- :waybills of :accounts merchants; the first has half of all. p: a row a waybill; at: how far it is on its way, 10 at the end.
SET session_replication_role = replica
SELECT setseed(0.42)
INSERT INTO account (code, name, currency, timezone, language, terms, cycle, due_days, email, opened_at, is_active, is_house, level_id)
  SELECT 'H' || g, 'Merchant ' || g, 'CNY', 'Asia/Shanghai', 'en', 'credit', 'monthly', 15, '', now(), true, false, 'standard'
    FROM generate_series(1, :accounts) g
CREATE TEMP TABLE p AS WITH g AS (
    SELECT n, now() - interval '425 days' * (1 - n::float / :waybills) AS t, random() AS r, random() AS r2, random() AS r3 FROM generate_series(1, :waybills) n
  ), m AS (SELECT id, row_number() OVER (ORDER BY id) - 1 AS k FROM account WHERE code LIKE 'H%'
  ), s AS (SELECT g.*, extract(epoch FROM now() - t) / 86400 AS age, CASE WHEN n % 2 = 0 THEN 0 ELSE 1 + floor((:accounts - 1) * r3 * r3)::int END AS k FROM g)
  SELECT s.n, s.t, m.id AS account_id, (((extract(epoch FROM s.t) * 1000)::bigint - 1704067200000) << 20) + s.n AS id, CASE WHEN r2 < 0.03 THEN 'cancelled' WHEN age > 25 THEN CASE WHEN r < 0.96 THEN 'delivered' WHEN r < 0.98 THEN 'returned'
    WHEN r < 0.985 THEN 'lost' WHEN r < 0.99 THEN 'booked' WHEN r < 0.995 THEN 'handed_over' ELSE 'delivery_failed' END
  WHEN age < 2 THEN CASE WHEN r < 0.6 THEN 'booked' ELSE 'received' END WHEN age < 4 THEN CASE WHEN r < 0.3 THEN 'bagged' ELSE 'departed' END
  WHEN age < 6 THEN CASE WHEN r < 0.3 THEN 'arrived' WHEN r < 0.6 THEN 'declared' ELSE 'released' END
  WHEN age < 12 THEN CASE WHEN r < 0.6 THEN 'handed_over' ELSE 'out_for_delivery' END ELSE 'delivered' END AS state,
         (ARRAY['US', 'ES', 'DE', 'FR'])[1 + n % 4] AS country, 0 AS at, floor(extract(epoch FROM s.t) / 86400)::int AS day FROM s JOIN m USING (k)
UPDATE p SET at = CASE WHEN state = 'cancelled' THEN 0 ELSE coalesce(array_position(ARRAY['booked', 'received', 'bagged', 'departed', 'arrived', 'declared', 'released', 'handed_over', 'carrier_scan',
  'out_for_delivery'], state) - 1, 10) END
INSERT INTO balance (account_id, currency, posted_minor, held_minor, limit_minor) SELECT account_id, 'CNY', 0, 100000000, 10000000000 FROM p GROUP BY 1
INSERT INTO waybill (account_id, id, number, displayed_number, reference, service_id, mode, state, state_at, state_rank, booked_at, source, origin_site_id,
    to_country, to_postcode, to_city, to_name, consignee, cargo_class, pieces, weight_g, measured_g, declared_minor, declared_currency, quoted_minor, currency,
    quote, taxes, content_hash)
  SELECT account_id, p.id, 'HX' || 1000000 + n, CASE WHEN at > 6 THEN '1Z' || 1000000 + n ELSE 'HX' || 1000000 + n END, 'SO-' || n, s.id, 'consolidated', state,
    t + at * interval '19 hours', 10 * at, t, 'api', s.origin_site_id, country, '90013', 'City', 'Ana Kowalski ' || n % 97,
    jsonb_build_object('name', 'Ana Kowalski', 'country', country, 'street', jsonb_build_array('1 Main St'), 'city', 'City'), 'general', 1, 800,
    CASE WHEN at > 0 THEN 810 END, 5200, 'USD', 2849, 'CNY', '{"lines": [], "currency": "CNY", "total_minor": 2849, "version_id": 1, "actual_g": 800, "volumetric_g": 0, "charge_weight_g": 800}',
    '{}', sha256(n::text::bytea) FROM p, service s ORDER BY n
INSERT INTO parcel (account_id, waybill_id, no, weight_g, length_mm, width_mm, height_mm, measured_g, measured_at)
  SELECT account_id, id, 1, 800, 200, 150, 100, CASE WHEN at > 0 THEN 810 END, CASE WHEN at > 0 THEN t + interval '19 hours' END FROM p ORDER BY n
INSERT INTO item (account_id, waybill_id, line, parcel_no, sku, title, title_local, hs_code, quantity, unit_value_minor, currency, unit_weight_g, origin_country, url)
  SELECT account_id, id, 1, 1, '', 'Lamp', '', '940521', 1, 1900, 'USD', 300, 'CN', '' FROM p ORDER BY n
INSERT INTO waybill_number (number, account_id, waybill_id, kind, carrier, leg, since)
  SELECT x.number, account_id, id, x.kind, '', '', t FROM p, LATERAL (VALUES ('HX' || 1000000 + n, 'ours', 0), ('SO' || n, 'reference', 0), ('1Z' || 1000000 + n, 'carrier', 7))
    AS x(number, kind, needs) WHERE at >= needs ORDER BY n
INSERT INTO waybill_event (account_id, waybill_id, id, code, source, occurred_at, recorded_at, place, target, rank)
  SELECT account_id, id, id + (s * 68400000::bigint << 20), (ARRAY['book', 'weigh_in', 'bag', 'depart', 'arrive', 'declare', 'release', 'hand_over', 'carrier_scan',
  'carrier_out_for_delivery', 'carrier_delivered'])[s + 1], CASE WHEN s < 8 THEN 'station' ELSE 'carrier:ups' END, t + s * interval '19 hours', t, 'SZX1',
    ((ARRAY['booked', 'received', 'bagged', 'departed', 'arrived', 'declared', 'released', 'handed_over', 'carrier_scan',
  'out_for_delivery']) || 'delivered'::text)[s + 1], s * 10 FROM p, generate_series(0, at) s ORDER BY t + s * interval '19 hours'
INSERT INTO hold (account_id, id, source_id, amount_minor, currency, state, held_at)
  SELECT account_id, id + 1, id, 2849, 'CNY', CASE WHEN at > 0 THEN 'captured' ELSE 'held' END, t FROM p
INSERT INTO statement (account_id, id, currency, cycle, timezone, first_day, last_day, begins_at, ends_at, state, opened_at, number, opening_minor, charges_minor, payments_minor,
    closing_minor, closed_at)
  SELECT a.id, (((extract(epoch FROM m) * 1000)::bigint - 1704067200000) << 20) + a.id, 'CNY', 'monthly', 'UTC', m, m + interval '1 month - 1 day', m, m + interval '1 month',
    CASE WHEN o THEN 'open' ELSE 'closed' END, m, CASE WHEN NOT o THEN 'H' || row_number() OVER () END, CASE WHEN NOT o THEN 0 END, CASE WHEN NOT o THEN 9 END, CASE WHEN NOT o THEN 0 END,
    CASE WHEN NOT o THEN 9 END, CASE WHEN NOT o THEN m + interval '1 month' END
    FROM account a, generate_series(date_trunc('month', now()) - interval '14 months', now(), '1 month') m, LATERAL (SELECT m = date_trunc('month', now()) AS o) x WHERE a.code LIKE 'H%'
INSERT INTO charge (account_id, id, statement_id, waybill_id, code, amount_minor, currency, charged_at, event, source, round, before_minor)
  SELECT p.account_id, p.id + 2, s.id, p.id, 'freight', 2849, 'CNY', t, 'weigh_in', 'charge:' || p.id || ':1', 1, 0
    FROM p JOIN statement s ON s.account_id = p.account_id AND t >= s.begins_at AND t < s.ends_at WHERE at > 0
INSERT INTO journal (id, source, hash, kind, occurred_at, posted_at, memo, booked_on) SELECT id, 'charge:' || id || ':1', '', 'charge', t, t, '', t::date FROM p WHERE at > 0
INSERT INTO posting (account_id, journal_id, no, book, amount_minor, currency)
  SELECT CASE l WHEN 1 THEN account_id ELSE 1 END, id, l, CASE l WHEN 1 THEN 'receivable' ELSE 'revenue' END, CASE l WHEN 1 THEN 2849 ELSE -2849 END, 'CNY'
    FROM p, generate_series(1, 2) l WHERE at > 0
INSERT INTO receipt (account_id, id, waybill_id, parcel_no, site_id, operator_id, scanned, weight_g, length_mm, width_mm, height_mm, verdict, is_measured, occurred_at)
  SELECT account_id, p.id + 3, p.id, 1, s.id, 7 + n % 2, 'HX' || 1000000 + n, 810, 0, 0, 0, 'received', true, t FROM p, site s WHERE at > 0
INSERT INTO departure (id, transport, conveyance, voyage, cut_off_at, leaves_at, due_at, state, destination_id, origin_id)
  SELECT day, 'air', 'CX ' || day, '', min(t), min(t), min(t) + interval '1 day', CASE WHEN min(at) > 3 THEN 'arrived' ELSE 'departed' END, 'USLAX', 'CNSZX' FROM p WHERE at > 2 GROUP BY day
INSERT INTO master (id, kind, number, bags, parcels, weight_g, built_at, departure_id) SELECT id, 'bl', 'BL' || id, 1, 1, 1, now(), id FROM departure
INSERT INTO bag (id, number, sscc, countries, state, tare_g, parcels, weight_g, seal, opened_at, destination_id, site_id, master_id)
  SELECT d.id, 'BH' || d.id, 'S' || d.id, '{US}', d.state, 0, 1, 1, 'L' || d.id, now(), 'USLAX', s.id, d.id FROM departure d, site s
INSERT INTO bag_parcel (account_id, id, waybill_id, parcel_no, bag_id, weight_g, bagged_at) SELECT account_id, id + 4, id, 1, day, 800, t FROM p WHERE at > 2
INSERT INTO declaration (id, country, regime, broker, reference, state, waybills, lines, missing_hs, declared_at, master_id)
  SELECT day, 'US', 'standard', '', 'R' || day, CASE WHEN min(at) > 5 THEN 'released' ELSE 'accepted' END, 1, 1, 0, now(), day FROM p WHERE at > 4 GROUP BY day
INSERT INTO declaration_waybill (account_id, waybill_id, declaration_id, state, since, reason) SELECT account_id, id, day, CASE WHEN at > 5 THEN 'released' ELSE 'declared' END, t, '' FROM p WHERE at > 4
INSERT INTO carrier_booking (account_id, id, waybill_id, carrier_account_id, service, state, wanted_at, next_at, attempts, number, piece_numbers, cost_currency, trouble_code, trouble_text)
  SELECT account_id, p.id + 5, p.id, c.id, '', 'booked', t, t, 1, '1Z' || 1000000 + n, '{}', '', '', '' FROM p, carrier_account c WHERE at > 6
INSERT INTO carrier_poll (account_id, number, waybill_id, booking_id, parcel_no, carrier_account_id, since, next_at, misses, last_code, trouble_text, ended_at)
  SELECT account_id, '1Z' || 1000000 + n, p.id, p.id + 5, 1, c.id, t, now() + (n % 100 - 50) * interval '1 minute', 0, '', '', CASE WHEN at = 10 THEN t END FROM p, carrier_account c WHERE at > 6
INSERT INTO procrastinate_jobs (queue_name, task_name, priority, args, status, attempts)
  SELECT 'events', 'event', 0, '{"name": "x"}', (CASE WHEN n % 1000 = 0 THEN 'failed' WHEN n > :waybills - 20 THEN 'todo' ELSE 'succeeded' END)::procrastinate_job_status, 1 FROM p ORDER BY n
INSERT INTO procrastinate_events (job_id, type, at) SELECT id, 'deferred', now() FROM procrastinate_jobs
ANALYZE

WITH given AS MATERIALIZED (
  SELECT *, waybills_norm(shown) AS number FROM unnest(%(account)s::bigint[], %(waybill)s::bigint[], %(number)s::text[],
    %(carrier)s::text[], %(leg)s::text[], %(display)s::boolean[]) AS u(account_id, waybill_id, shown, carrier, leg, display)
), locked AS MATERIALIZED (  -- in id order, so that two batches cannot deadlock
  SELECT w.account_id, w.id FROM (SELECT DISTINCT account_id, waybill_id FROM given) g
    JOIN waybill w ON w.account_id = g.account_id AND w.id = g.waybill_id ORDER BY w.id FOR UPDATE OF w
), ended AS (  -- the number it replaces stays findable
  UPDATE waybill_number n SET until = %(at)s FROM given g JOIN locked l ON l.account_id = g.account_id AND l.id = g.waybill_id
   WHERE n.account_id = g.account_id AND n.waybill_id = g.waybill_id AND n.kind = 'carrier' AND n.carrier = g.carrier
     AND n.leg = g.leg AND n.until IS NULL AND n.number <> g.number AND n.since <= %(at)s
), added AS (
  INSERT INTO waybill_number (number, account_id, waybill_id, kind, carrier, leg, since)
  SELECT DISTINCT ON (g.number, g.account_id, g.waybill_id) g.number, g.account_id, g.waybill_id, 'carrier', g.carrier, g.leg, %(at)s
    FROM given g JOIN locked l ON l.account_id = g.account_id AND l.id = g.waybill_id
  ON CONFLICT (number, account_id, waybill_id, kind) DO UPDATE SET until = NULL, since = EXCLUDED.since, carrier = EXCLUDED.carrier, leg = EXCLUDED.leg
   WHERE waybill_number.until <= %(at)s  -- a carrier that goes back to a number it had left
  RETURNING 1
), shown AS (
  UPDATE waybill w SET displayed_number = g.shown
    FROM given g JOIN locked l ON l.account_id = g.account_id AND l.id = g.waybill_id
   WHERE g.display AND w.account_id = g.account_id AND w.id = g.waybill_id
     AND NOT EXISTS (SELECT FROM waybill_number n WHERE n.account_id = g.account_id AND n.waybill_id = g.waybill_id
                        AND n.kind = 'carrier' AND n.leg = g.leg AND n.since > %(at)s)
)
SELECT count(*) FROM added

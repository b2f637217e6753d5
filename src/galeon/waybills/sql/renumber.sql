WITH given AS MATERIALIZED (
  SELECT *, waybills_norm(shown) AS number FROM unnest(%(account)s::bigint[], %(waybill)s::bigint[], %(number)s::text[],
    %(carrier)s::text[], %(leg)s::text[], %(display)s::boolean[]) AS u(account_id, waybill_id, shown, carrier, leg, display)
), ended AS (  -- the number it replaces stays findable
  UPDATE waybill_number n SET until = %(at)s FROM given g
   WHERE n.account_id = g.account_id AND n.waybill_id = g.waybill_id AND n.kind = 'carrier' AND n.carrier = g.carrier
     AND n.leg = g.leg AND n.until IS NULL AND n.number <> g.number
), added AS (
  INSERT INTO waybill_number (number, account_id, waybill_id, kind, carrier, leg, since)
  SELECT number, account_id, waybill_id, 'carrier', carrier, leg, %(at)s FROM given
  ON CONFLICT (number, account_id, waybill_id, kind) DO NOTHING RETURNING 1
), shown AS (
  UPDATE waybill w SET displayed_number = g.shown FROM given g
   WHERE g.display AND w.account_id = g.account_id AND w.id = g.waybill_id
)
SELECT count(*) FROM added

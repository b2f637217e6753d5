-- The bare facts of waybills by any of their numbers, those with the number in force first, then the
-- one whose reference is written exactly so; one row a number asked.
SELECT DISTINCT ON (asked.at) asked.at, w.id, w.number, w.displayed_number, w.reference, w.state, w.state_at, w.service_id,
       w.to_country, w.pieces, w.weight_g, w.measured_g, w.charge_g, w.currency, w.quoted_minor, w.quote::text, w.booked_at,
       carrier.number, carrier.carrier
  FROM unnest(%(numbers)s::text[], %(exact)s::text[]) WITH ORDINALITY AS asked(number, exact, at)
  JOIN waybill_number n ON n.number = asked.number AND n.account_id = %(account)s
       AND (%(kind)s::text IS NULL OR n.kind = %(kind)s)
  JOIN waybill w ON w.account_id = n.account_id AND w.id = n.waybill_id
  LEFT JOIN LATERAL (
    SELECT c.number, c.carrier FROM waybill_number c
     WHERE c.account_id = w.account_id AND c.waybill_id = w.id AND c.kind = 'carrier' AND c.until IS NULL
     ORDER BY c.leg = 'last_mile' DESC, c.since DESC LIMIT 1) carrier ON true
 ORDER BY asked.at, n.until IS NOT NULL, n.exact IS DISTINCT FROM asked.exact, w.id DESC

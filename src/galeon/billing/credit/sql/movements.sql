-- The last money that moved on an account, the newest first: charges raised together are one line, a payment is one.
-- Both tables are read backwards from `before` through their keys; a line's sum is then taken of all that was raised with it.
WITH c AS MATERIALIZED (
  SELECT id, waybill_id, source, event, currency, charged_at FROM charge
   WHERE account_id = %(account)s AND id < %(before)s ORDER BY id DESC LIMIT %(limit)s * 8
), raised AS (
  SELECT min(id) AS id, waybill_id, source, max(event) AS event, max(currency) AS currency, max(charged_at) AS at
    FROM c GROUP BY source, waybill_id
), p AS (
  SELECT id, kind, method, reference, amount_minor, currency, received_at FROM payment
   WHERE account_id = %(account)s AND id < %(before)s ORDER BY id DESC LIMIT %(limit)s
)
SELECT m.id, m.kind, m.event, coalesce(w.number, ''), m.reference, coalesce(m.amount_minor, f.amount_minor), m.currency, m.at
  FROM (
    SELECT id, 'charge' AS kind, event, waybill_id, source AS reference, NULL::bigint AS amount_minor, currency, at FROM raised
    UNION ALL
    SELECT id, kind, method, 0, reference, amount_minor, currency, received_at FROM p
     ORDER BY 1 DESC LIMIT %(limit)s) m
  LEFT JOIN LATERAL (
    SELECT x.number FROM waybill x WHERE x.account_id = %(account)s AND x.id = m.waybill_id LIMIT 1) w ON true
  LEFT JOIN LATERAL (
    SELECT -sum(x.amount_minor)::bigint AS amount_minor FROM charge x
     WHERE m.kind = 'charge' AND x.account_id = %(account)s AND x.waybill_id = m.waybill_id AND x.source = m.reference) f ON true
 ORDER BY m.id DESC

-- A statement's charges by waybill, in the order the waybills were booked; `after` is the (waybill_id, id) last seen.
SELECT c.waybill_id, c.id, coalesce(w.number, ''), coalesce(w.displayed_number, ''), coalesce(w.reference, ''),
       coalesce(w.to_country, ''), c.charged_at, c.code, c.amount_minor, c.currency, c.event, c.charge_g, c.before_minor,
       c.version_id, c.reason::text
  FROM (
    SELECT * FROM charge c  -- the page first, then its waybills: otherwise all the statement's are looked up and sorted
     WHERE c.account_id = %(account)s
       AND (%(statement)s::bigint IS NULL OR c.statement_id = %(statement)s)
       AND (%(waybill)s::bigint IS NULL OR c.waybill_id = %(waybill)s)
       AND (c.waybill_id, c.id) > (%(after_waybill)s, %(after)s)
     ORDER BY c.waybill_id, c.id
     LIMIT %(limit)s) c
  LEFT JOIN LATERAL (  -- LIMIT: one by one through the key; joined whole, a customer's plan may sort all their waybills
    SELECT * FROM waybill x WHERE x.account_id = c.account_id AND x.id = c.waybill_id LIMIT 1) w ON true
 ORDER BY c.waybill_id, c.id

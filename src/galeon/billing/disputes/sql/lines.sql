-- The charges of a case as they were charged, and what was given back of each.
SELECT c.id, c.waybill_id, coalesce(w.number, ''), c.code, c.amount_minor, c.charge_g, l.credited_minor
  FROM dispute_line l
  JOIN charge c ON c.account_id = l.account_id AND c.id = l.charge_id
  LEFT JOIN LATERAL (
    SELECT x.number FROM waybill x WHERE x.account_id = c.account_id AND x.id = c.waybill_id LIMIT 1) w ON true
 WHERE l.account_id = %(account)s AND l.case_id = %(case)s
 ORDER BY c.waybill_id, c.id

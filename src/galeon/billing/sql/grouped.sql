-- A statement's charges by group, within it by waybill; `after` is the (group, fee, waybill, id) last seen. Columns as
-- lines.sql, behind those of the group.
WITH keyed AS MATERIALIZED (
  SELECT w.waybill_id, g.group_no
    FROM (SELECT DISTINCT c.waybill_id FROM charge c WHERE c.account_id = %(account)s AND c.statement_id = %(statement)s) w
   CROSS JOIN LATERAL billing_waybill_group(%(by)s, %(account)s, w.waybill_id) g
   WHERE %(group)s::bigint IS NULL OR g.group_no = %(group)s
)
SELECT c.group_no, c.group_code, c.waybill_id, c.id, coalesce(w.number, ''), coalesce(w.displayed_number, ''),
       coalesce(w.reference, ''), coalesce(w.to_country, ''), c.charged_at, c.code, c.amount_minor, c.currency, c.event,
       c.charge_g, c.before_minor, c.version_id, c.reason::text
  FROM (
    SELECT k.group_no, CASE WHEN %(by)s = 'fee' THEN x.code ELSE '' END COLLATE "C" AS group_code, x.*
      FROM keyed k
     CROSS JOIN LATERAL (  -- OFFSET: by the key, also while nobody has counted how many waybills a statement has
       SELECT * FROM charge c WHERE c.account_id = %(account)s AND c.statement_id = %(statement)s
          AND c.waybill_id = k.waybill_id OFFSET 0) x
     WHERE (%(code)s::text IS NULL OR x.code = %(code)s)
       AND (k.group_no, CASE WHEN %(by)s = 'fee' THEN x.code ELSE '' END COLLATE "C", x.waybill_id, x.id)
         > (%(after_group)s, %(after_code)s, %(after_waybill)s, %(after)s)
     ORDER BY 1, 2, x.waybill_id, x.id
     LIMIT %(limit)s) c
  LEFT JOIN LATERAL (SELECT * FROM waybill x WHERE x.account_id = c.account_id AND x.id = c.waybill_id LIMIT 1) w ON true
 ORDER BY c.group_no, c.group_code, c.waybill_id, c.id

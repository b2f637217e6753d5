-- One declaration a master, with the goods of its waybills as lines.
WITH new AS (
  SELECT * FROM unnest(%(id)s::bigint[], %(master)s::bigint[], %(country)s::text[], %(regime)s::text[], %(broker)s::text[],
                       %(by)s::bigint[]) AS u(id, master_id, country, regime, broker, by)
), whose AS (
  SELECT * FROM unnest(%(declaration)s::bigint[], %(account)s::bigint[], %(waybill)s::bigint[])
                AS u(declaration_id, account_id, waybill_id)
), listed AS (
  INSERT INTO declaration_waybill (account_id, waybill_id, declaration_id, state, since, reason)
  SELECT account_id, waybill_id, declaration_id, 'declared', %(at)s, '' FROM whose
), lined AS (
  INSERT INTO declaration_line (account_id, id, declaration_id, waybill_id, no, hs_code, title, quantity, value_minor,
    currency, weight_g, origin_country)
  SELECT o.account_id, galeon_id(), o.declaration_id, o.waybill_id, i.line, i.hs_code, i.title, i.quantity,
         i.unit_value_minor * i.quantity, i.currency,
         coalesce(nullif(i.unit_weight_g * i.quantity, 0),  -- undeclared: its share of what was weighed
                  (coalesce(w.measured_g, w.weight_g)::bigint * i.quantity / greatest(sum(i.quantity) OVER of_waybill, 1))::int),
         i.origin_country
    FROM whose o
    JOIN waybill w ON w.account_id = o.account_id AND w.id = o.waybill_id
    JOIN item i ON i.account_id = o.account_id AND i.waybill_id = o.waybill_id
  WINDOW of_waybill AS (PARTITION BY o.account_id, o.waybill_id)
  RETURNING declaration_id, hs_code
)
INSERT INTO declaration (id, master_id, country, regime, broker, reference, state, waybills, lines, missing_hs, declared_at,
  declared_by)
SELECT n.id, n.master_id, n.country, n.regime, n.broker, '', 'declared',
       (SELECT count(*) FROM whose o WHERE o.declaration_id = n.id),
       (SELECT count(*) FROM lined l WHERE l.declaration_id = n.id),
       (SELECT count(*) FROM lined l WHERE l.declaration_id = n.id AND l.hs_code = ''), %(at)s, n.by
  FROM new n
RETURNING id, lines, missing_hs

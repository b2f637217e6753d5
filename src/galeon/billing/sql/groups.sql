-- What a statement's charges come to by master, customs entry or fee. group_no: the master's or entry's id; beyond all
-- ids: those in none yet, and the account as a whole. A waybill on several masters counts with the first.
WITH of_waybill AS MATERIALIZED (
  SELECT c.waybill_id, CASE WHEN %(by)s = 'fee' THEN c.code ELSE '' END COLLATE "C" AS code, count(*) AS lines,
         sum(c.amount_minor) AS amount
    FROM charge c WHERE c.account_id = %(account)s AND c.statement_id = %(statement)s
   GROUP BY 1, 2
), keyed AS (
  SELECT w.*, g.group_no FROM of_waybill w
   CROSS JOIN LATERAL billing_waybill_group(%(by)s, %(account)s, w.waybill_id) g
), summed AS (
  SELECT group_no, code, count(*) FILTER (WHERE waybill_id <> 0)::int AS waybills, sum(lines)::int AS lines,
         sum(amount)::bigint AS amount
    FROM keyed GROUP BY group_no, code
)
SELECT s.group_no, s.code, coalesce(m.number, d.reference, ''), coalesce(m.kind, d.country, ''), s.waybills, s.lines, s.amount
  FROM summed s
  LEFT JOIN master m ON %(by)s = 'master' AND m.id = s.group_no
  LEFT JOIN declaration d ON %(by)s = 'customs' AND d.id = s.group_no
 ORDER BY s.group_no, s.code
 LIMIT %(limit)s

-- What was charged and what it cost over a stretch of time, by account, service, master, month or waybill; each currency
-- and day apart, so that each can be turned into the company's currency by its day's rate. Fees that are not ours
-- (advanced duty, tax) are left out. A waybill on several masters counts with the first.
WITH carried AS (
  SELECT DISTINCT ON (x.account_id, x.waybill_id) x.account_id, x.waybill_id, b.master_id
    FROM bag_parcel x JOIN bag b ON b.id = x.bag_id
   WHERE %(by)s = 'master' AND x.out_at IS NULL AND b.master_id IS NOT NULL
   ORDER BY x.account_id, x.waybill_id, b.master_id
), money AS (
  SELECT c.account_id, c.waybill_id, c.currency, (c.charged_at AT TIME ZONE %(zone)s)::date AS day,
         c.amount_minor AS revenue, 0::bigint AS accrued, 0::bigint AS actual
    FROM charge c
   WHERE c.charged_at >= %(since)s AND c.charged_at < %(until)s AND NOT c.code = ANY (%(passing)s)
     AND (%(account)s::bigint IS NULL OR c.account_id = %(account)s)
  UNION ALL
  SELECT s.account_id, s.waybill_id, s.currency, (k.occurred_at AT TIME ZONE %(zone)s)::date, 0,
         CASE WHEN s.stage = 'accrued' THEN s.amount_minor ELSE 0 END, CASE WHEN s.stage = 'actual' THEN s.amount_minor ELSE 0 END
    FROM cost k JOIN cost_share s ON s.cost_id = k.id
   WHERE k.occurred_at >= %(since)s AND k.occurred_at < %(until)s
     AND (%(account)s::bigint IS NULL OR s.account_id = %(account)s)
)
SELECT CASE %(by)s WHEN 'account' THEN m.account_id::text WHEN 'month' THEN to_char(m.day, 'YYYY-MM')
                   WHEN 'service' THEN coalesce(w.service_id::text, '') WHEN 'master' THEN coalesce(x.master_id::text, '')
                   ELSE m.account_id || ':' || m.waybill_id END AS key,
       m.currency, m.day, count(DISTINCT m.waybill_id) FILTER (WHERE m.waybill_id > 0)::int,
       sum(m.revenue)::bigint, sum(m.accrued)::bigint, sum(m.actual)::bigint
  FROM money m
  JOIN account o ON o.id = m.account_id AND (%(entity)s::int IS NULL OR o.entity_id = %(entity)s)
  LEFT JOIN waybill w ON w.account_id = m.account_id AND w.id = m.waybill_id
  LEFT JOIN carried x ON x.account_id = m.account_id AND x.waybill_id = m.waybill_id
 WHERE %(service)s::bigint IS NULL OR w.service_id = %(service)s
 GROUP BY GROUPING SETS ((1, 2, 3), (1))

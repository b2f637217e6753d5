-- The same of given waybills, over all time.
WITH asked AS MATERIALIZED (
  SELECT DISTINCT u.account_id, u.waybill_id FROM unnest(%(accounts)s::bigint[], %(waybills)s::bigint[]) AS u(account_id, waybill_id)
)
SELECT m.account_id, m.waybill_id, m.currency, m.day, sum(m.revenue)::bigint, sum(m.accrued)::bigint, sum(m.actual)::bigint
  FROM (
    SELECT c.account_id, c.waybill_id, c.currency, (c.charged_at AT TIME ZONE %(zone)s)::date AS day,
           c.amount_minor AS revenue, 0::bigint AS accrued, 0::bigint AS actual
      FROM asked a JOIN charge c ON c.account_id = a.account_id AND c.waybill_id = a.waybill_id
     WHERE NOT c.code = ANY (%(passing)s)
    UNION ALL
    SELECT s.account_id, s.waybill_id, s.currency, (k.occurred_at AT TIME ZONE %(zone)s)::date, 0,
           CASE WHEN s.stage = 'accrued' THEN s.amount_minor ELSE 0 END, CASE WHEN s.stage = 'actual' THEN s.amount_minor ELSE 0 END
      FROM asked a JOIN cost_share s ON s.account_id = a.account_id AND s.waybill_id = a.waybill_id
      JOIN cost k ON k.id = s.cost_id
  ) m GROUP BY 1, 2, 3, 4

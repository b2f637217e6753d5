-- Costs of a stretch of time that no waybill bears, by currency and day; what was taken back comes to nothing.
SELECT k.currency, (k.occurred_at AT TIME ZONE %(zone)s)::date,
       coalesce(sum(k.amount_minor) FILTER (WHERE k.stage = 'accrued'), 0)::bigint,
       coalesce(sum(k.amount_minor) FILTER (WHERE k.stage = 'actual'), 0)::bigint
  FROM cost k
 WHERE k.occurred_at >= %(since)s AND k.occurred_at < %(until)s AND k.object_kind <> 'waybill'
   AND (%(entity)s::int IS NULL OR k.entity_id = %(entity)s)
   AND coalesce((SELECT sum(s.amount_minor) FROM cost_share s WHERE s.cost_id = k.id), 0) = 0
 GROUP BY 1, 2

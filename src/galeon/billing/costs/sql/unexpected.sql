-- Waybills weighed since a moment that bear no expected cost of their own and no bill, while any cost list is in force.
SELECT DISTINCT e.account_id, e.waybill_id
  FROM waybill_event e
 WHERE e.code = 'weigh_in' AND e.occurred_at >= %(since)s AND e.waybill_id > %(after)s
   AND EXISTS (SELECT FROM price_list l JOIN price_version v ON v.price_list_id = l.id
                WHERE l.side = 'cost' AND v.published_at IS NOT NULL)
   AND NOT EXISTS (SELECT FROM cost_share s JOIN cost c ON c.id = s.cost_id
                    WHERE s.account_id = e.account_id AND s.waybill_id = e.waybill_id
                      AND c.object_kind = 'waybill' AND c.origin IN ('weigh_in', 'billed'))
 ORDER BY e.waybill_id LIMIT %(limit)s

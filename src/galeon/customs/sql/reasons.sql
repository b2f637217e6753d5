-- Why customs hold waybills: what was told after the hold, the newest, else what the hold itself said.
SELECT d.account_id, d.waybill_id, coalesce(
    (SELECT e.detail ->> 'reason' FROM waybill_event e
      WHERE e.account_id = d.account_id AND e.waybill_id = d.waybill_id AND e.code = 'customs_reason'
        AND e.occurred_at >= d.since ORDER BY e.occurred_at DESC, e.id DESC LIMIT 1), d.reason)
  FROM unnest(%(account)s::bigint[], %(waybill)s::bigint[]) AS u(account_id, waybill_id)
  JOIN declaration_waybill d ON d.account_id = u.account_id AND d.waybill_id = u.waybill_id AND d.state = 'held'

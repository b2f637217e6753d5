-- All that was charged for one waybill, and whether a later line takes it back.
SELECT c.id, c.charged_at, c.code, c.amount_minor, c.borne_minor, c.currency, c.event, c.event_id, c.charge_g,
       c.before_minor, c.version_id, c.reason::text,
       EXISTS (SELECT FROM charge t WHERE t.account_id = c.account_id AND t.waybill_id = c.waybill_id
                AND t.event = %s AND t.event_id = c.id)
  FROM charge c WHERE c.account_id = %s AND c.waybill_id = %s ORDER BY c.id

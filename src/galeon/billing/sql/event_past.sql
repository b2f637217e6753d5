-- What was charged before for these events of these waybills; `base` is a source's beginning, its rounds end in #2, #3, ...
SELECT u.base, c.source, c.charged_at, c.code, c.amount_minor, c.borne_minor
  FROM unnest(%(account)s::bigint[], %(waybill)s::bigint[], %(base)s::text[]) AS u(account_id, waybill_id, base)
  JOIN charge c ON c.account_id = u.account_id AND c.waybill_id = u.waybill_id
   AND (c.source = u.base OR starts_with(c.source, u.base || '#'))
 WHERE c.event = %(event)s
 ORDER BY c.account_id, c.id

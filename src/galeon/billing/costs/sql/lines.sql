-- Cost lines as people see them, the newest first.
SELECT c.id, c.object_kind, c.object_ref, coalesce(p.name, ''), c.code, c.amount_minor, c.currency, c.basis, c.stage, c.origin,
       c.occurred_at, c.source, c.memo, c.reverses, EXISTS (SELECT FROM cost r WHERE r.reverses = c.id),
       (SELECT count(DISTINCT s.waybill_id)::int FROM cost_share s
         WHERE s.cost_id = c.id AND s.round = (SELECT max(x.round) FROM cost_share x WHERE x.cost_id = c.id)
           AND (s.weight IS NOT NULL OR s.round = 1)),
       coalesce(u.name, '')
  FROM cost c LEFT JOIN supplier p ON p.id = c.supplier_id LEFT JOIN person u ON u.id = c.entered_by
 WHERE {where}
 ORDER BY c.id DESC LIMIT %s

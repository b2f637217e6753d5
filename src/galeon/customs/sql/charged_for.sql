-- Whose duties we pay (DDP) or may pay, with what customs ask now: for charging. entry: customs' number, or the master's.
SELECT a.account_id, a.waybill_id, a.declaration_id, a.id, a.currency, a.duty_minor, a.vat_minor, a.fees_minor,
       coalesce(nullif(d.reference, ''), m.number), a.assessed_at,
       coalesce(w.taxes ->> 'incoterm', '') = 'DDP' OR coalesce(w.extras -> 'options' ? 'ddp', false)
  FROM unnest(%(account)s::bigint[], %(waybill)s::bigint[]) AS u(a, w)
  CROSS JOIN LATERAL (SELECT * FROM duty_assessment x WHERE x.account_id = u.a AND x.waybill_id = u.w
                       ORDER BY x.id DESC LIMIT 1) a
  JOIN declaration d ON d.id = a.declaration_id
  JOIN master m ON m.id = d.master_id
  JOIN waybill w ON w.account_id = a.account_id AND w.id = a.waybill_id

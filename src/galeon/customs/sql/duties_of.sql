-- The waybills of a declaration with what is asked for each now; `after` is the waybill the last page ended with.
SELECT d.account_id, d.waybill_id, w.number, c.name, coalesce(w.taxes ->> 'incoterm', '') = 'DDP' OR coalesce(w.extras -> 'options' ? 'ddp', false),
       coalesce(a.currency, ''), coalesce(a.duty_minor, 0), coalesce(a.vat_minor, 0), coalesce(a.fees_minor, 0),
       a.assessed_at, coalesce(a.note, ''), w.displayed_number
  FROM declaration_waybill d
  JOIN waybill w ON w.account_id = d.account_id AND w.id = d.waybill_id
  JOIN account c ON c.id = d.account_id
  LEFT JOIN LATERAL (SELECT * FROM duty_assessment x WHERE x.account_id = d.account_id AND x.waybill_id = d.waybill_id
                      AND x.declaration_id = d.declaration_id ORDER BY x.id DESC LIMIT 1) a ON true
 WHERE d.declaration_id = %(declaration)s AND d.waybill_id > %(after)s
 ORDER BY d.waybill_id LIMIT %(limit)s

-- Parcels of a bill, in the order of its lines, a page at a time.
SELECT i.id, i.tracking, i.label, i.trackings, coalesce(w.number, ''), coalesce(a.name, ''), i.lines, i.billed_minor,
       i.billed_g, i.ours_g, i.expected_minor, i.expected_by, i.at_billed_minor, i.difference_minor, i.verdict, i.decision,
       i.is_automatic, i.pass_minor, i.pass_currency, i.disputed_minor, i.dispute_until, i.outcome, i.outcome_reference,
       i.double_minor, coalesce(d.number, ''), i.found_by,
       CASE WHEN i.decision = 'dispute'
            THEN (SELECT coalesce(string_agg(DISTINCT coalesce(nullif(l.description, ''), l.code), ', '), '')
                    FROM supplier_bill_line l WHERE l.item_id = i.id AND l.disputed_minor > 0) ELSE '' END
  FROM (SELECT * FROM supplier_bill_item
         WHERE bill_id = %(bill)s AND (%(item)s::bigint IS NULL OR id = %(item)s) AND id > %(after)s
           AND (%(verdict)s = '' OR verdict = %(verdict)s) AND (%(text)s = '' OR tracking LIKE %(text)s || '%%')
           AND (%(decision)s::text IS NULL OR (decision = %(decision)s AND (decision <> '' OR lines > 0)))
         ORDER BY id LIMIT %(limit)s) i
  LEFT JOIN waybill w ON w.account_id = i.account_id AND w.id = i.waybill_id
  LEFT JOIN account a ON a.id = i.account_id
  LEFT JOIN supplier_bill d ON d.id = i.double_of
 ORDER BY i.id

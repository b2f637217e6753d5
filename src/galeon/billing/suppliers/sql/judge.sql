-- Write verdicts down; what is within the tolerance is accepted by itself.
UPDATE supplier_bill_item i SET accrued_minor = j.accrued, expected_minor = j.expected, expected_by = j.by, ours_g = j.ours_g,
       at_billed_minor = j.at_billed, difference_minor = j.difference, verdict = j.verdict,
       decision = CASE WHEN j.verdict = 'equal' THEN 'accept' WHEN j.verdict = 'missing' THEN 'ignore' ELSE '' END,
       is_automatic = j.verdict IN ('equal', 'missing')
  FROM jsonb_to_recordset(%(rows)s::jsonb) AS j(id bigint, accrued bigint, expected bigint, by text, ours_g int,
       at_billed bigint, difference bigint, verdict text)
 WHERE i.id = j.id AND i.bill_id = %(bill)s AND i.verdict = ''

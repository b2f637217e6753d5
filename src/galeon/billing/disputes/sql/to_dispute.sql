-- Charges of a closed statement, with what was said to each: 'disputed' or 'decided' by a case, 'confirmed', or nothing.
SELECT c.id, c.amount_minor, c.currency,
       CASE WHEN l.is_live THEN 'disputed' WHEN l.case_id IS NOT NULL AND k.state <> 'withdrawn' THEN 'decided'
            WHEN f.charge_id IS NOT NULL THEN 'confirmed' ELSE '' END AS answer
  FROM charge c
  LEFT JOIN LATERAL (
    SELECT * FROM dispute_line x WHERE x.account_id = c.account_id AND x.charge_id = c.id
     ORDER BY x.case_id DESC LIMIT 1) l ON true
  LEFT JOIN dispute_case k ON k.account_id = c.account_id AND k.id = l.case_id
  LEFT JOIN statement_line_confirmed f
    ON f.account_id = c.account_id AND f.statement_id = c.statement_id AND f.charge_id = c.id
 WHERE c.account_id = %(account)s AND c.statement_id = %(statement)s AND c.id = ANY (%(charges)s)
 ORDER BY c.id

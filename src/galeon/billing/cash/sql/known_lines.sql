-- What is known already of lines about to be written: the very lines, their references, and the same day and amount in a
-- file of another kind (the same movement, told by CSV and by CAMT).
SELECT 'line', fingerprint, id FROM bank_line WHERE bank_account_id = %(account)s AND fingerprint = ANY (%(fingerprints)s)
UNION ALL
SELECT 'reference', reference, min(id) FROM bank_line
 WHERE bank_account_id = %(account)s AND reference <> '' AND reference = ANY (%(references)s) GROUP BY reference
UNION ALL
SELECT 'same', l.booked_on || ' ' || l.amount_minor, min(l.id) FROM bank_line l JOIN bank_file f ON f.id = l.file_id
 WHERE l.bank_account_id = %(account)s AND l.booked_on = ANY (%(days)s::date[]) AND l.amount_minor = ANY (%(amounts)s::bigint[])
   AND f.kind <> (SELECT kind FROM bank_file WHERE id = %(file)s) GROUP BY 2

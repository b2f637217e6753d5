-- How these lines are booked.
SELECT b.line_id, b.book, b.note, b.is_made, j.id, j.kind, j.memo, j.booked_on
  FROM bank_booking b JOIN journal j ON j.source = b.source
 WHERE b.line_id = ANY (%(ids)s) AND b.undoes_id IS NULL
   AND NOT EXISTS (SELECT FROM bank_booking u WHERE u.undoes_id = b.id)

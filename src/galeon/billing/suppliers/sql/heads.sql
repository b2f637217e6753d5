-- Suppliers' bills, the newest first, with what waits for a decision and what is left to pay.
SELECT b.id, s.name, b.number, b.billed_on, b.due_on, b.currency, b.total_minor, b.state, b.lines, b.items, b.matched,
       CASE WHEN b.state = 'open'
            THEN (SELECT count(*) FROM supplier_bill_item i WHERE i.bill_id = b.id AND i.decision = '' AND i.lines > 0) ELSE 0 END,
       CASE WHEN b.state = 'booked' THEN b.total_minor
            - coalesce((SELECT sum(p.amount_minor) FROM supplier_bill_payment p WHERE p.bill_id = b.id), 0)
            - coalesce((SELECT sum(i.disputed_minor) FROM supplier_bill_item i
                         WHERE i.bill_id = b.id AND i.decision = 'dispute' AND i.outcome = 'credited'), 0) ELSE b.total_minor END::bigint,
       b.fault
  FROM supplier_bill b JOIN supplier s ON s.id = b.supplier_id
 WHERE (%(bill)s::bigint IS NULL OR b.id = %(bill)s) AND (%(supplier)s::bigint IS NULL OR b.supplier_id = %(supplier)s)
   AND (%(state)s::text IS NULL OR b.state = %(state)s) AND (%(before)s::bigint IS NULL OR b.id < %(before)s)
 ORDER BY b.id DESC LIMIT %(limit)s

-- What a case may give back: the lines of a dispute, or what the carriage of a claimed parcel cost (by the scale, with what
-- a re-weigh credited of it, below zero). left_minor: less what was taken back of the charge before, by whomever. A closing that
-- came to less than zero has no invoice to be corrected: what is given back of it is taken off the next closing.
SELECT c.id, c.waybill_id, c.code, c.amount_minor,
       (c.amount_minor + coalesce((
         SELECT sum(x.amount_minor) FROM charge x
          WHERE x.account_id = c.account_id AND x.waybill_id = c.waybill_id AND x.event_id = c.id AND x.amount_minor < 0
            AND x.event IN ('taken_back', 'dispute', 'claim')), 0))::bigint,
       CASE WHEN c.document_id IS NULL THEN i.id END
  FROM (
    SELECT h.* FROM dispute_line l JOIN charge h ON h.account_id = l.account_id AND h.id = l.charge_id
     WHERE l.account_id = %(account)s AND l.case_id = %(case)s
    UNION
    SELECT h.* FROM charge h
     WHERE %(waybill)s::bigint > 0 AND h.account_id = %(account)s AND h.waybill_id = %(waybill)s
       AND h.event IN ('weigh_in', 'reweigh', 'undo_weigh_in')) c
  LEFT JOIN invoice i ON i.account_id = c.account_id AND i.statement_id = c.statement_id AND i.kind = 'invoice'
 ORDER BY c.id

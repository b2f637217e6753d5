-- What taking back a receipt means, once its waybill is locked: no row when it cannot be taken back any more, since
-- the waybill has gone on, the piece was weighed again, or another Esc was quicker.
SELECT r.parcel_no, r.scanned, r.weight_g, w.number, w.displayed_number, w.reference, w.state, w.service_id, w.to_country,
       w.to_city, w.pieces, p.weight_g AS declared_g,
       (SELECT count(*) FROM parcel o WHERE o.account_id = r.account_id AND o.waybill_id = r.waybill_id AND o.no <> r.parcel_no
           AND o.measured_g IS NOT NULL) AS others,
       f.weight_g, f.length_mm, f.width_mm, f.height_mm, f.occurred_at
  FROM receipt r
  JOIN waybill w ON w.account_id = r.account_id AND w.id = r.waybill_id AND w.state = 'received'
  JOIN parcel p ON p.account_id = r.account_id AND p.waybill_id = r.waybill_id AND p.no = r.parcel_no
       AND p.measured_at = r.occurred_at
  LEFT JOIN LATERAL (
    SELECT * FROM receipt b
     WHERE b.account_id = r.account_id AND b.waybill_id = r.waybill_id AND b.parcel_no = r.parcel_no AND b.is_measured
       AND b.id < r.id AND NOT EXISTS (SELECT FROM receipt u WHERE u.account_id = b.account_id AND u.undoes = b.id)
     ORDER BY b.id DESC LIMIT 1) f ON true
 WHERE r.account_id = %(account)s AND r.id = %(id)s
   AND NOT EXISTS (SELECT FROM receipt u WHERE u.account_id = r.account_id AND u.undoes = r.id)

-- Everything that speaks for or against each parcel in its bag; run with waybills and bags locked.
SELECT u.i, b.state, b.number, w.number, w.state, p.no IS NOT NULL, p.measured_g, w.to_country, w.to_country = ANY (b.countries),
       EXISTS (SELECT FROM service_leg l WHERE l.service_id = w.service_id AND l.kind = 'line_haul')
         AND NOT EXISTS (SELECT FROM service_leg l WHERE l.service_id = w.service_id AND l.kind = 'line_haul'
                          AND (l.destination_id = b.destination_id OR l.destination_id IS NULL)),
       b.destination_id,
       EXISTS (SELECT FROM waybill_stop s WHERE s.account_id = w.account_id AND s.waybill_id = w.id AND s.until IS NULL)
         OR EXISTS (SELECT FROM account_stop s WHERE s.account_id = w.account_id AND s.until IS NULL),
       lies.bag_id, lies.number
  FROM unnest(%(account)s::bigint[], %(waybill)s::bigint[], %(parcel)s::smallint[], %(bag)s::bigint[])
       WITH ORDINALITY AS u(account_id, waybill_id, parcel_no, bag_id, i)
  JOIN waybill w ON w.account_id = u.account_id AND w.id = u.waybill_id
  LEFT JOIN bag b ON b.id = u.bag_id
  LEFT JOIN parcel p ON p.account_id = u.account_id AND p.waybill_id = u.waybill_id AND p.no = u.parcel_no
  LEFT JOIN LATERAL (SELECT x.bag_id, o.number FROM bag_parcel x JOIN bag o ON o.id = x.bag_id
                      WHERE x.account_id = u.account_id AND x.waybill_id = u.waybill_id AND x.parcel_no = u.parcel_no
                        AND x.out_at IS NULL) AS lies ON true
 ORDER BY u.i

-- What happened to a waybill, newest first; a place that is one of our sites is told by its city.
SELECT e.code, e.source, e.occurred_at, coalesce(s.city, e.place, ''), coalesce(s.country_id, e.detail ->> 'country', ''),
       coalesce(e.detail ->> 'text', ''), e.target, e.parcel_no
  FROM waybill_event e LEFT JOIN site s ON s.code = e.place AND left(e.source, 8) <> 'carrier:'
 WHERE e.account_id = %s AND e.waybill_id = %s
 ORDER BY e.occurred_at DESC, e.rank DESC, e.id DESC LIMIT 500

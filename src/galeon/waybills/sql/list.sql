-- A page of waybills, newest first. before: the id the last page ended with. text: start of any number, or part of a name.
SELECT w.id, w.account_id, a.name, w.number, w.displayed_number, w.reference, w.state, w.mode, w.service_id,
       w.to_name, w.to_city, w.to_country, w.weight_g, w.measured_g, w.charge_g, w.quoted_minor, w.currency,
       w.booked_at, e.code, e.place, e.occurred_at
  FROM waybill w
  JOIN account a ON a.id = w.account_id
  LEFT JOIN LATERAL (
    SELECT v.code, v.place, v.occurred_at FROM waybill_event v
     WHERE v.account_id = w.account_id AND v.waybill_id = w.id
     ORDER BY v.occurred_at DESC, v.rank DESC, v.id DESC LIMIT 1) e ON true
 WHERE (%(account)s::bigint IS NULL OR w.account_id = %(account)s)
   AND (%(states)s::text[] IS NULL OR w.state = ANY (%(states)s))
   AND (%(mode)s::text IS NULL OR w.mode = %(mode)s)
   AND (%(country)s::text IS NULL OR w.to_country = %(country)s)
   AND (%(before)s::bigint IS NULL OR w.id < %(before)s)
   AND (%(ids)s::bigint[] IS NULL OR w.id = ANY (%(ids)s))
   AND (%(name)s::text IS NULL OR w.to_name ILIKE %(name)s OR EXISTS (
         SELECT FROM waybill_number n
          WHERE n.account_id = w.account_id AND n.waybill_id = w.id AND n.number LIKE %(number)s))
 ORDER BY w.id DESC
 LIMIT %(limit)s

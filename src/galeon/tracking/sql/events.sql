-- What happened, oldest first; of a very long story the latest part.
SELECT code, source, occurred_at, place, target, parcel_no, detail FROM (
  SELECT code, source, occurred_at, coalesce(place, '') AS place, target, parcel_no, detail::text AS detail, rank, id
    FROM waybill_event WHERE account_id = %(account)s AND waybill_id = %(waybill)s
   ORDER BY occurred_at DESC, rank DESC, id DESC LIMIT %(limit)s) AS latest
 ORDER BY occurred_at, rank, id

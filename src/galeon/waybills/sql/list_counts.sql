-- How many waybills stand in each state, under the same filters as the list.
SELECT w.state, count(*)
  FROM waybill w
 WHERE (%(account)s::bigint IS NULL OR w.account_id = %(account)s)
   AND (%(mode)s::text IS NULL OR w.mode = %(mode)s)
   AND (%(country)s::text IS NULL OR w.to_country = %(country)s)
   AND (%(name)s::text IS NULL OR w.to_name ILIKE %(name)s OR EXISTS (
         SELECT FROM waybill_number n
          WHERE n.account_id = w.account_id AND n.waybill_id = w.id AND n.number LIKE %(number)s))
 GROUP BY w.state

-- What is loaded on each departure.
SELECT d.id, d.state, d.origin_id, d.destination_id, d.conveyance, m.id, m.number, b.id
  FROM departure d LEFT JOIN master m ON m.departure_id = d.id LEFT JOIN bag b ON b.master_id = m.id
 WHERE d.id = ANY (%(departures)s::bigint[]) ORDER BY d.id, m.id, b.id

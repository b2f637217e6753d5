-- Bags with what may keep them from being sealed or loaded; `stopped`: numbers of halted waybills inside.
SELECT b.id, b.number, b.state, b.parcels, b.weight_g, b.tare_g, b.destination_id, b.seal, b.master_id,
  ARRAY(SELECT w.number FROM bag_parcel x JOIN waybill w ON w.account_id = x.account_id AND w.id = x.waybill_id
         WHERE x.bag_id = b.id AND x.out_at IS NULL
           AND (EXISTS (SELECT FROM waybill_stop s WHERE s.account_id = w.account_id AND s.waybill_id = w.id AND s.until IS NULL)
                OR EXISTS (SELECT FROM account_stop s WHERE s.account_id = w.account_id AND s.until IS NULL))
         GROUP BY w.id, w.number ORDER BY w.id LIMIT 20)
  FROM bag b WHERE b.id = ANY (%(bags)s::bigint[]) ORDER BY b.id

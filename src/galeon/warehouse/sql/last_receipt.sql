-- The operator's last receipt since %(since)s that was measured and not taken back; its waybill is locked. After a
-- weight was confirmed it is that parcel's receipt or none: another parcel's must not go in its stead.
SELECT r.account_id, r.waybill_id, r.id
  FROM receipt r JOIN waybill w ON w.account_id = r.account_id AND w.id = r.waybill_id
 WHERE r.operator_id = %(operator)s AND r.is_measured AND r.occurred_at >= %(since)s
   AND NOT EXISTS (SELECT FROM receipt u WHERE u.account_id = r.account_id AND u.undoes = r.id)
   AND NOT EXISTS (SELECT FROM receipt c
                    WHERE c.operator_id = r.operator_id AND c.occurred_at >= %(since)s AND c.id > r.id
                      AND c.verdict = ANY (%(agreed)s) AND NOT c.is_measured
                      AND (c.account_id, c.waybill_id, c.parcel_no) <> (r.account_id, r.waybill_id, r.parcel_no))
 ORDER BY r.id DESC LIMIT 1 FOR UPDATE OF w

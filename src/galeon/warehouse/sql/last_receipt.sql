-- The operator's last receipt since %(since)s that was measured and not taken back; its waybill is locked.
SELECT r.account_id, r.waybill_id, r.id
  FROM receipt r JOIN waybill w ON w.account_id = r.account_id AND w.id = r.waybill_id
 WHERE r.operator_id = %(operator)s AND r.is_measured AND r.occurred_at >= %(since)s
   AND NOT EXISTS (SELECT FROM receipt u WHERE u.account_id = r.account_id AND u.undoes = r.id)
 ORDER BY r.id DESC LIMIT 1 FOR UPDATE OF w

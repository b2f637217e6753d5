-- The waybills weighed in a period: found by the period's own weigh-ins, so that the cost grows with it alone.
-- part of parts: one of equal shares, for processes that price side by side.
-- 0 and '' = every one; level: the account's own today. Weighed again in another month, a waybill is found there too:
-- the reader keeps those whose receipt, as billing tells it, lies in the period.
SELECT DISTINCT e.account_id, e.waybill_id
  FROM v_waybills_weigh_in e
 WHERE e.occurred_at >= %(begins_at)s AND e.occurred_at < %(ends_at)s
   AND (%(parts)s = 1 OR e.waybill_id %% %(parts)s = %(part)s)
   AND (%(account)s = 0 OR e.account_id = %(account)s)
   AND (%(level)s = '' OR e.account_id IN (SELECT a.id FROM account a WHERE a.level_id = %(level)s))
   -- a value, not EXISTS: that one would be hashed, out of all waybills there ever were
   AND (%(service)s = 0 OR %(service)s = (SELECT w.service_id FROM v_waybills_waybill w
                                           WHERE w.account_id = e.account_id AND w.waybill_id = e.waybill_id))

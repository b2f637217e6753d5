-- How many waybills stand in each state, counting no further than %(most)s: telling 300,000 delivered from 299,999 would
-- cost more than the page they are shown on.
SELECT s.state, n.many, n.many = %(most)s
  FROM unnest(%(states)s::text[]) AS s(state) CROSS JOIN LATERAL (
    SELECT count(*) AS many FROM (
      SELECT FROM waybill w WHERE w.state = s.state AND (%(account)s::bigint IS NULL OR w.account_id = %(account)s)
       LIMIT %(most)s) w) n

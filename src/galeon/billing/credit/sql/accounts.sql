-- Accounts with what they may owe and what stops them: those in arrears first, then by name.
SELECT a.id, a.code, a.name, a.terms, coalesce(b.currency, a.currency), coalesce(b.posted_minor, 0),
       coalesce(b.held_minor, 0), coalesce(b.limit_minor, 0), s.kind, s.since, r.until
  FROM account a
  LEFT JOIN balance b ON b.account_id = a.id AND b.currency = a.currency
  LEFT JOIN LATERAL (
    SELECT x.kind, x.since FROM account_stop x WHERE x.account_id = a.id AND x.until IS NULL ORDER BY x.since LIMIT 1) s ON true
  LEFT JOIN LATERAL (
    SELECT c.until FROM credit_limit_change c
     WHERE c.account_id = a.id AND c.state = 'approved' AND c.kind = 'raise' AND c.currency = a.currency LIMIT 1) r ON true
 WHERE NOT a.is_house
   AND (%(text)s = '' OR a.code ILIKE %(like)s OR a.name ILIKE %(like)s)
   AND (%(show)s = '' OR %(show)s = 'stopped' AND s.kind IS NOT NULL
        OR %(show)s = 'raised' AND r.until IS NOT NULL
        OR %(show)s = 'below' AND b.posted_minor - b.held_minor + b.limit_minor < 0)
 ORDER BY s.since IS NULL, s.since, a.name, a.id LIMIT %(limit)s OFFSET %(offset)s

-- Of these allocations those in another currency than the books they stand in: when both sides came about.
SELECT a.account_id, a.id, a.amount_minor, a.currency, e.id, e.currency, d.since, c.since, greatest(d.at, c.at)
  FROM allocation a JOIN account k ON k.id = a.account_id JOIN legal_entity e ON e.id = k.entity_id
  JOIN v_billing_item d ON d.account_id = a.account_id AND d.kind = a.debit_kind AND d.id = a.debit_id
  JOIN v_billing_item c ON c.account_id = a.account_id AND c.kind = a.credit_kind AND c.id = a.credit_id
 WHERE a.account_id = ANY (%(accounts)s) AND a.id = ANY (%(ids)s) AND a.currency <> e.currency
 ORDER BY a.id

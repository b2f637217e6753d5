-- What was collected up to a moment and is in no remittance, by account and currency, with an id for each remittance.
SELECT g.account_id, galeon_id(), g.currency, g.amount, g.ids
  FROM (
    SELECT c.account_id, c.currency, sum(c.amount_minor)::bigint AS amount, array_agg(c.id ORDER BY c.id) AS ids
      FROM cod_collection c
     WHERE c.reverses IS NULL AND c.collected_at <= %(until)s
       AND (%(accounts)s::bigint[] IS NULL OR c.account_id = ANY (%(accounts)s))
       AND NOT EXISTS (SELECT FROM cod_collection r WHERE r.account_id = c.account_id AND r.reverses = c.id)
       AND NOT EXISTS (SELECT FROM cod_remitted m WHERE m.account_id = c.account_id AND m.collection_id = c.id)
     GROUP BY 1, 2
  ) g
 ORDER BY g.account_id, g.currency

INSERT INTO cod_collection (account_id, id, waybill_id, amount_minor, currency, collected_at, supplier_id, source, reverses,
                            recorded_at, recorded_by, entity_id)
SELECT account_id, id, waybill_id, amount_minor, currency, collected_at, supplier_id, source, reverses,
       clock_timestamp(), "by", entity_id
  FROM jsonb_to_recordset(%s::jsonb) AS x(account_id bigint, id bigint, waybill_id bigint, amount_minor bigint, currency text,
       collected_at timestamptz, supplier_id bigint, source text, reverses bigint, "by" bigint, entity_id int)

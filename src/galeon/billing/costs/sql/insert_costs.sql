-- Write cost lines; those whose source stands already are left as they are. The ids of the lines written.
INSERT INTO cost (id, object_kind, object_id, object_ref, supplier_id, code, amount_minor, currency, basis, stage, origin,
                  occurred_at, entered_at, entered_by, source, reverses, bill_line_id, entity_id, journal, memo)
SELECT id, object_kind, object_id, object_ref, supplier_id, code, amount_minor, currency, basis, stage, origin,
       occurred_at, clock_timestamp(), "by", source, reverses, bill_line_id, entity_id, journal, memo
  FROM jsonb_to_recordset(%s::jsonb) AS x(id bigint, object_kind text, object_id bigint, object_ref text, supplier_id bigint,
       code text, amount_minor bigint, currency text, basis text, stage text, origin text, occurred_at timestamptz,
       "by" bigint, source text, reverses bigint, bill_line_id bigint, entity_id int, journal text, memo text)
 ORDER BY source
ON CONFLICT (source) DO NOTHING RETURNING id

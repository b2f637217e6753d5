-- Assessments, each a row of its own: the newest of a waybill counts. Rows as `terms.Assessed`.
INSERT INTO duty_assessment (account_id, id, declaration_id, waybill_id, currency, duty_minor, vat_minor, fees_minor, note,
                             assessed_at, entered_by, entered_at)
SELECT r.account_id, galeon_id(), r.declaration_id, r.waybill_id, r.currency, r.duty_minor, r.vat_minor, r.fees_minor, r.note,
       x.at, x.by, clock_timestamp()
  FROM (SELECT %s::timestamptz AS at, %s::bigint AS by, %s::jsonb AS rows) AS x,
       jsonb_to_recordset(x.rows) AS r(account_id bigint, declaration_id bigint, waybill_id bigint, currency text,
         duty_minor bigint, vat_minor bigint, fees_minor bigint, note text)

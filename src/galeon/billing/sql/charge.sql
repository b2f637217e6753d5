-- The one INSERT INTO charge. Rows as `charges.birth.NewCharge`; a trigger refuses a statement that is not open.
INSERT INTO charge (account_id, id, statement_id, waybill_id, code, amount_minor, currency, charged_at, event, source,
                    round, before_minor, charge_g, version_id, reason, event_id, bearer, borne_minor, document_id)
SELECT account_id, galeon_id(), statement_id, waybill_id, code, amount_minor, currency, charged_at, event, source,
       round, before_minor, charge_g, version_id, reason, event_id, bearer, borne_minor, document_id
  FROM jsonb_to_recordset(%s::jsonb) AS c(
    account_id bigint, statement_id bigint, waybill_id bigint, code text, amount_minor bigint, currency text,
    charged_at timestamptz, event text, source text, round smallint, before_minor bigint, charge_g int,
    version_id bigint, reason jsonb, event_id bigint, bearer text, borne_minor bigint, document_id bigint)

-- Everything a customer's receivable consists of, one row an item: closed statements by what their invoices ask for, what
-- closed statements credit (by a credit note, or because they come to less than zero), payments. Above zero the customer
-- owes it (statements, refunds, payments taken back), below zero it is to their credit. A statement that closed before
-- its credits were kept is one item, of either sign.
-- With the reader's own rights: a customer sees their items only.
DROP VIEW IF EXISTS v_billing_item CASCADE;
CREATE VIEW v_billing_item WITH (security_invoker = true) AS
SELECT account_id, 'statement'::text AS kind, id, currency, charges_minor - coalesce(credits_minor, 0) AS amount_minor,
       coalesce(number, '') AS number, coalesce(due_on, last_day) AS due_on, last_day AS since, closed_at AS at
  FROM statement WHERE state = 'closed' AND charges_minor <> coalesce(credits_minor, 0)
UNION ALL
SELECT account_id, 'credit', id, currency, credits_minor, coalesce(number, ''), last_day, last_day, closed_at
  FROM statement WHERE state = 'closed' AND credits_minor < 0
UNION ALL
SELECT p.account_id, 'payment', p.id, p.currency, -p.amount_minor, p.reference,
       coalesce(p.due_on, (p.received_at AT TIME ZONE a.timezone)::date), (p.received_at AT TIME ZONE a.timezone)::date,
       p.received_at
  FROM payment p JOIN account a ON a.id = p.account_id WHERE p.amount_minor <> 0;

-- The same with what is still open of each: signed like the item.
CREATE VIEW v_billing_open_item WITH (security_invoker = true) AS
SELECT i.*, (i.amount_minor - coalesce(d.paid, 0) + coalesce(c.used, 0))::bigint AS open_minor
  FROM v_billing_item i
  LEFT JOIN LATERAL (
    SELECT sum(a.amount_minor) AS paid FROM allocation a
     WHERE i.amount_minor > 0 AND a.account_id = i.account_id AND a.debit_id = i.id AND a.debit_kind = i.kind) d ON true
  LEFT JOIN LATERAL (
    SELECT sum(a.amount_minor) AS used FROM allocation a
     WHERE i.amount_minor < 0 AND a.account_id = i.account_id AND a.credit_id = i.id AND a.credit_kind = i.kind) c ON true;

-- No debt is paid beyond what it is, no credit spent beyond what it is, and both are of one currency, whoever writes.
CREATE OR REPLACE FUNCTION billing_allocation_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE v_bad text;
BEGIN
  SELECT format('%s %s of account %s', t.kind, t.id, t.account_id) INTO v_bad
    FROM (SELECT account_id, debit_kind AS kind, debit_id AS id, currency, 1 AS sign FROM born
          UNION SELECT account_id, credit_kind, credit_id, currency, -1 FROM born) t
    LEFT JOIN LATERAL (
      SELECT sum(a.amount_minor) AS used FROM allocation a
       WHERE a.account_id = t.account_id
         AND CASE WHEN t.sign = 1 THEN a.debit_kind = t.kind AND a.debit_id = t.id
                  ELSE a.credit_kind = t.kind AND a.credit_id = t.id END) u ON true
    LEFT JOIN LATERAL (
      SELECT i.amount_minor, i.currency FROM v_billing_item i
       WHERE i.account_id = t.account_id AND i.kind = t.kind AND i.id = t.id) i ON true
   WHERE i.amount_minor IS NULL OR i.currency <> t.currency OR sign(i.amount_minor) <> t.sign
      OR u.used < 0 OR u.used > abs(i.amount_minor)
   LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION '% is not to be paid so', v_bad USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;

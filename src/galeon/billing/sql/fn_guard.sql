-- Money is born in an open statement or not at all. FOR SHARE: a closing that has begun is waited for, and then seen.
CREATE OR REPLACE FUNCTION billing_born_open() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  v_open bigint;
  v_named bigint := (SELECT count(*) FROM (SELECT DISTINCT account_id, statement_id FROM born) d);
BEGIN
  SELECT count(*) INTO v_open FROM (
    SELECT 1 FROM (SELECT DISTINCT account_id, statement_id, currency FROM born) d
      JOIN statement s ON s.account_id = d.account_id AND s.id = d.statement_id AND s.currency = d.currency
     WHERE s.state = 'open' FOR SHARE OF s) AS held;
  IF v_open <> v_named THEN
    RAISE EXCEPTION 'a line was to be born in a statement that is not open' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER charge_born_open AFTER INSERT ON charge REFERENCING NEW TABLE AS born
  FOR EACH STATEMENT EXECUTE FUNCTION billing_born_open();
CREATE OR REPLACE TRIGGER payment_born_open AFTER INSERT ON payment REFERENCING NEW TABLE AS born
  FOR EACH STATEMENT EXECUTE FUNCTION billing_born_open();

-- What was charged and what was paid stays, whoever asks: what was wrong is taken back by a line of its own.
CREATE OR REPLACE FUNCTION billing_money_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a line of % is never edited: what was wrong is taken back by another', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE OR REPLACE TRIGGER charge_final BEFORE UPDATE OR DELETE OR TRUNCATE ON charge
  FOR EACH STATEMENT EXECUTE FUNCTION billing_money_is_final();
CREATE OR REPLACE TRIGGER payment_final BEFORE UPDATE OR DELETE OR TRUNCATE ON payment
  FOR EACH STATEMENT EXECUTE FUNCTION billing_money_is_final();

-- A closed statement never changes, whoever asks; an open one changes only by being closed.
CREATE OR REPLACE FUNCTION billing_statement_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state = 'closed' THEN
    RAISE EXCEPTION 'statement % is closed and cannot be changed', OLD.number USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE OR REPLACE TRIGGER statement_final BEFORE UPDATE OR DELETE ON statement
  FOR EACH ROW EXECUTE FUNCTION billing_statement_is_final();

-- Statements of an account follow one another: none is opened before one that is closed, none overlaps another.
CREATE OR REPLACE FUNCTION billing_statement_follows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM statement s
              WHERE s.account_id = NEW.account_id AND s.currency = NEW.currency AND s.begins_at <> NEW.begins_at
                AND (s.begins_at, s.ends_at) OVERLAPS (NEW.begins_at, NEW.ends_at)
                 OR s.account_id = NEW.account_id AND s.currency = NEW.currency AND s.state = 'closed'
                AND s.ends_at > NEW.begins_at) THEN
    RAISE EXCEPTION 'a statement from % to % has no room', NEW.begins_at, NEW.ends_at USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER statement_follows BEFORE INSERT ON statement
  FOR EACH ROW EXECUTE FUNCTION billing_statement_follows();

-- A cost and its shares never change, whoever asks.
CREATE OR REPLACE FUNCTION billing_cost_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'what was written in % is never changed: reverse it', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE OR REPLACE TRIGGER cost_final BEFORE UPDATE OR DELETE OR TRUNCATE ON cost
  FOR EACH STATEMENT EXECUTE FUNCTION billing_cost_is_final();
CREATE OR REPLACE TRIGGER cost_share_final BEFORE UPDATE OR DELETE OR TRUNCATE ON cost_share
  FOR EACH STATEMENT EXECUTE FUNCTION billing_cost_is_final();

-- Shares are written whole costs at a time: after each statement those of a cost sum to it to the cent, or to nothing
-- where it is taken from its waybills and no other is there to bear it.
CREATE OR REPLACE FUNCTION billing_shares_are_whole() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE v_cost bigint;
BEGIN
  SELECT c.cost_id INTO v_cost
    FROM (SELECT s.cost_id, sum(s.amount_minor) AS shared,
                 bool_and(s.currency = k.currency AND s.stage = k.stage) AS same, min(k.amount_minor) AS amount
            FROM (SELECT DISTINCT cost_id FROM born) b
            JOIN cost_share s ON s.cost_id = b.cost_id
            LEFT JOIN cost k ON k.id = s.cost_id GROUP BY s.cost_id) c
   WHERE c.amount IS NULL OR NOT c.same OR c.shared NOT IN (0, c.amount) LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'the shares of cost % do not sum to it', v_cost USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER cost_share_whole AFTER INSERT ON cost_share REFERENCING NEW TABLE AS born
  FOR EACH STATEMENT EXECUTE FUNCTION billing_shares_are_whole();

-- What is published never changes, whoever asks and by whatever door: a correction is a new version, rate or edition.
-- Functions and triggers here may be installed any number of times.
CREATE OR REPLACE FUNCTION price_is_final(what text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is published and cannot be changed', what USING ERRCODE = 'restrict_violation';
END $$;

-- A version is born a draft, and where the policy wants two persons it is not published by who had a hand in it last.
-- A list may not be turned to other shipments while one of its versions is being published.
CREATE OR REPLACE FUNCTION price_version_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.published_at IS NOT NULL THEN
      RAISE EXCEPTION 'price version % must be a draft before it is published', NEW.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.published_at IS NOT NULL THEN
    PERFORM price_is_final('price version ' || OLD.id);
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  IF NEW.published_at IS NOT NULL THEN
    IF NEW.published_by_id = (CASE WHEN NEW.changed_at IS NULL THEN NEW.drafted_by_id ELSE NEW.changed_by_id END)
       AND EXISTS (SELECT FROM price_policy WHERE two_persons) THEN
      RAISE EXCEPTION 'price version % must be published by somebody else', NEW.id USING ERRCODE = 'restrict_violation';
    END IF;
    PERFORM 1 FROM price_list WHERE id IN (OLD.price_list_id, NEW.price_list_id) ORDER BY id FOR SHARE;
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER price_version_final BEFORE INSERT OR UPDATE OR DELETE ON price_version
  FOR EACH ROW EXECUTE FUNCTION price_version_is_final();

-- The rows of versions: once a statement, for a list may have 100,000 of them. Locks first, looks after: a row cannot
-- slip into a version while another transaction publishes it; that one waits, or this one does and then sees it.
CREATE OR REPLACE FUNCTION price_rows_are_final(touched bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  published bigint;
BEGIN
  PERFORM 1 FROM price_version WHERE id = ANY(touched) ORDER BY id FOR SHARE;
  SELECT id INTO published FROM price_version WHERE id = ANY(touched) AND published_at IS NOT NULL LIMIT 1;
  IF FOUND THEN
    PERFORM price_is_final('price version ' || published);
  END IF;
END $$;
CREATE OR REPLACE FUNCTION price_rows_born() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM price_rows_are_final(ARRAY(SELECT DISTINCT version_id FROM born));
  RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION price_rows_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM price_rows_are_final(ARRAY(SELECT version_id FROM gone UNION SELECT version_id FROM born));
  RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION price_rows_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM price_rows_are_final(ARRAY(SELECT DISTINCT version_id FROM gone));
  RETURN NULL;
END $$;

-- The same for the places of an area table's editions. They have no foreign key: the edition is looked for here.
CREATE OR REPLACE FUNCTION area_rows_are_final(touched bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  published bigint;
BEGIN
  PERFORM 1 FROM area_version WHERE id = ANY(touched) ORDER BY id FOR SHARE;
  SELECT id INTO published FROM area_version WHERE id = ANY(touched) AND published_at IS NOT NULL LIMIT 1;
  IF FOUND THEN
    PERFORM price_is_final('area edition ' || published);
  END IF;
END $$;
CREATE OR REPLACE FUNCTION area_rows_born() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  touched bigint[] := ARRAY(SELECT DISTINCT version_id FROM born);
BEGIN
  IF EXISTS (SELECT FROM unnest(touched) AS t(id) WHERE NOT EXISTS (SELECT FROM area_version v WHERE v.id = t.id)) THEN
    RAISE EXCEPTION 'there is no such area edition' USING ERRCODE = 'foreign_key_violation';
  END IF;
  PERFORM area_rows_are_final(touched);
  RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION area_rows_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM area_rows_are_final(ARRAY(SELECT version_id FROM gone UNION SELECT version_id FROM born));
  RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION area_rows_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM area_rows_are_final(ARRAY(SELECT DISTINCT version_id FROM gone));
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION area_version_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' AND NEW.published_at IS NOT NULL THEN
    RAISE EXCEPTION 'area edition % must be loaded before it is published', NEW.id USING ERRCODE = 'restrict_violation';
  END IF;
  IF TG_OP <> 'INSERT' AND OLD.published_at IS NOT NULL THEN
    PERFORM price_is_final('area edition ' || OLD.id);
  END IF;
  IF TG_OP = 'DELETE' THEN
    DELETE FROM area_row WHERE version_id = OLD.id;
    RETURN OLD;
  END IF;
  IF NEW.published_at IS NOT NULL THEN
    PERFORM price_past_is_final('area', NEW.table_id, NEW.valid_from);
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER area_version_final BEFORE INSERT OR UPDATE OR DELETE ON area_version
  FOR EACH ROW EXECUTE FUNCTION area_version_is_final();

-- What held before today stays, once a published list refers to the table: yesterday's prices were made by it.
CREATE OR REPLACE FUNCTION price_past_is_final(kind text, of_table bigint, since date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v_code text;
  v_zone text;
BEGIN
  IF kind = 'fuel' THEN
    SELECT code, timezone INTO v_code, v_zone FROM fuel_table WHERE id = of_table FOR SHARE;
  ELSE
    SELECT code, timezone INTO v_code, v_zone FROM area_table WHERE id = of_table FOR SHARE;
  END IF;
  IF since < (now() AT TIME ZONE v_zone)::date AND EXISTS (
    SELECT FROM price_rule r JOIN price_version v ON v.id = r.version_id
     WHERE CASE kind WHEN 'fuel' THEN r.fuel_table ELSE r.area END = v_code AND v.published_at IS NOT NULL) THEN
    PERFORM price_is_final('what ' || kind || ' table ' || v_code || ' says of days before today');
  END IF;
END $$;

CREATE OR REPLACE FUNCTION fuel_rate_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    PERFORM price_is_final('fuel rate ' || OLD.id);
  END IF;
  PERFORM price_past_is_final('fuel', NEW.table_id, NEW.valid_from);
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER fuel_rate_final BEFORE INSERT OR UPDATE OR DELETE ON fuel_rate
  FOR EACH ROW EXECUTE FUNCTION fuel_rate_is_final();

CREATE OR REPLACE FUNCTION fx_rate_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM price_is_final('exchange rate ' || OLD.id);
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER fx_rate_final BEFORE UPDATE OR DELETE ON fx_rate
  FOR EACH ROW EXECUTE FUNCTION fx_rate_is_final();

-- Lists name their tables by code, and the days of a table are those of its zone.
CREATE OR REPLACE FUNCTION dated_table_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR (NEW.id, NEW.code, NEW.timezone) IS DISTINCT FROM (OLD.id, OLD.code, OLD.timezone) THEN
    IF TG_TABLE_NAME = 'fuel_table' AND EXISTS (SELECT FROM fuel_rate WHERE table_id = OLD.id)
       OR TG_TABLE_NAME = 'area_table'
          AND EXISTS (SELECT FROM area_version WHERE table_id = OLD.id AND published_at IS NOT NULL) THEN
      PERFORM price_is_final('table ' || OLD.code);
    END IF;
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER fuel_table_final BEFORE UPDATE OR DELETE ON fuel_table
  FOR EACH ROW EXECUTE FUNCTION dated_table_is_final();
CREATE OR REPLACE TRIGGER area_table_final BEFORE UPDATE OR DELETE ON area_table
  FOR EACH ROW EXECUTE FUNCTION dated_table_is_final();

-- Nor may a list with a published version be turned to other shipments, or called otherwise on statements.
CREATE OR REPLACE FUNCTION price_list_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (TG_OP = 'DELETE' OR to_jsonb(NEW) - 'name' IS DISTINCT FROM to_jsonb(OLD) - 'name')
     AND EXISTS (SELECT 1 FROM price_version WHERE price_list_id = OLD.id AND published_at IS NOT NULL) THEN
    RAISE EXCEPTION 'price list % has published versions', OLD.code USING ERRCODE = 'restrict_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER price_list_final BEFORE UPDATE OR DELETE ON price_list
  FOR EACH ROW EXECUTE FUNCTION price_list_is_final();

-- TRUNCATE knows no rows. Each table is looked at for what it would lose.
CREATE OR REPLACE FUNCTION price_table_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  is_final boolean;
BEGIN
  IF TG_TABLE_NAME IN ('fuel_rate', 'fx_rate') THEN
    EXECUTE format('SELECT EXISTS (SELECT FROM %I)', TG_TABLE_NAME) INTO is_final;
  ELSIF TG_TABLE_NAME IN ('area_row', 'area_version', 'area_table') THEN
    SELECT EXISTS (SELECT FROM area_version WHERE published_at IS NOT NULL) INTO is_final;
  ELSIF TG_TABLE_NAME = 'fuel_table' THEN
    SELECT EXISTS (SELECT FROM fuel_rate) INTO is_final;
  ELSE
    SELECT EXISTS (SELECT FROM price_version WHERE published_at IS NOT NULL) INTO is_final;
  END IF;
  IF is_final THEN
    PERFORM price_is_final(format('some of %s', TG_TABLE_NAME));
  END IF;
  RETURN NULL;
END $$;

DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['price_zone', 'price_step', 'price_divisor', 'price_minimum', 'price_rule', 'area_row'] LOOP
    EXECUTE format('DROP TRIGGER IF EXISTS %I ON %I', t || '_final', t);  -- of an earlier version, once a row
    EXECUTE format('CREATE OR REPLACE TRIGGER %I AFTER INSERT ON %I REFERENCING NEW TABLE AS born
      FOR EACH STATEMENT EXECUTE FUNCTION %I()', t || '_born', t, split_part(t, '_', 1) || '_rows_born');
    EXECUTE format('CREATE OR REPLACE TRIGGER %I AFTER UPDATE ON %I REFERENCING OLD TABLE AS gone NEW TABLE AS born
      FOR EACH STATEMENT EXECUTE FUNCTION %I()', t || '_changed', t, split_part(t, '_', 1) || '_rows_changed');
    EXECUTE format('CREATE OR REPLACE TRIGGER %I AFTER DELETE ON %I REFERENCING OLD TABLE AS gone
      FOR EACH STATEMENT EXECUTE FUNCTION %I()', t || '_gone', t, split_part(t, '_', 1) || '_rows_gone');
  END LOOP;
  FOREACH t IN ARRAY ARRAY['price_list', 'price_version', 'price_zone', 'price_step', 'price_divisor', 'price_minimum',
                           'price_rule', 'fuel_table', 'fuel_rate', 'area_table', 'area_version', 'area_row', 'fx_rate'] LOOP
    EXECUTE format('CREATE OR REPLACE TRIGGER %I BEFORE TRUNCATE ON %I
      FOR EACH STATEMENT EXECUTE FUNCTION price_table_is_final()', t || '_whole', t);
  END LOOP;
END $$;

-- Changes whenever something is published (nothing published ever goes), so a process can tell in one cheap call whether
-- its compiled lists are still all there are: versions | fuel rates | area editions | exchange rates. Definer's rights:
-- a customer's connection sees no price lists, only this.
CREATE OR REPLACE FUNCTION price_signature() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  SELECT (SELECT count(*) || ':' || coalesce(sum(id), 0) FROM price_version WHERE published_at IS NOT NULL) || '|'
      || (SELECT count(*) || ':' || coalesce(sum(id), 0) FROM fuel_rate) || '|'
      || (SELECT count(*) || ':' || coalesce(sum(id), 0) FROM area_version WHERE published_at IS NOT NULL) || '|'
      || (SELECT count(*) || ':' || coalesce(sum(id), 0) FROM fx_rate)
$$;

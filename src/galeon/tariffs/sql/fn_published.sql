-- A published price version never changes, whoever asks: a correction is a new version. Functions and triggers here
-- may be installed any number of times.
CREATE OR REPLACE FUNCTION price_version_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.published_at IS NOT NULL THEN
    RAISE EXCEPTION 'price version % is published and cannot be changed', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER price_version_final BEFORE UPDATE OR DELETE ON price_version
  FOR EACH ROW EXECUTE FUNCTION price_version_is_final();

-- Locks first, looks after: a row cannot slip into a version while another transaction publishes it.
CREATE OR REPLACE FUNCTION price_row_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  touched bigint[] := array_remove(ARRAY[
    CASE WHEN TG_OP <> 'INSERT' THEN OLD.version_id END, CASE WHEN TG_OP <> 'DELETE' THEN NEW.version_id END], NULL);
  published bigint;
BEGIN
  PERFORM 1 FROM price_version WHERE id = ANY(touched) FOR SHARE;
  SELECT id INTO published FROM price_version WHERE id = ANY(touched) AND published_at IS NOT NULL LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'price version % is published and cannot be changed', published USING ERRCODE = 'restrict_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER price_zone_final BEFORE INSERT OR UPDATE OR DELETE ON price_zone
  FOR EACH ROW EXECUTE FUNCTION price_row_is_final();
CREATE OR REPLACE TRIGGER price_step_final BEFORE INSERT OR UPDATE OR DELETE ON price_step
  FOR EACH ROW EXECUTE FUNCTION price_row_is_final();
CREATE OR REPLACE TRIGGER price_rule_final BEFORE INSERT OR UPDATE OR DELETE ON price_rule
  FOR EACH ROW EXECUTE FUNCTION price_row_is_final();

-- Nor may a list with a published version be turned to other shipments.
CREATE OR REPLACE FUNCTION price_list_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM price_version WHERE price_list_id = OLD.id AND published_at IS NOT NULL)
     AND (TG_OP = 'DELETE' OR (NEW.service_id, NEW.currency, NEW.level_id, NEW.account_id)
                              IS DISTINCT FROM (OLD.service_id, OLD.currency, OLD.level_id, OLD.account_id)) THEN
    RAISE EXCEPTION 'price list % has published versions', OLD.code USING ERRCODE = 'restrict_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER price_list_final BEFORE UPDATE OR DELETE ON price_list
  FOR EACH ROW EXECUTE FUNCTION price_list_is_final();

-- Changes whenever a version is published (versions never go), so a process can tell in one cheap call whether its
-- compiled lists are still all there are. Definer's rights: a customer's connection sees no price lists, only this.
CREATE OR REPLACE FUNCTION price_signature() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  SELECT count(*) || ':' || coalesce(sum(id), 0) FROM price_version WHERE published_at IS NOT NULL
$$;

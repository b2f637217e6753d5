-- Take away places the UN/LOCODE table has removed; those something still refers to are kept. Returns how many went.
CREATE OR REPLACE FUNCTION network_remove_ports(p_locodes text[]) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  code text;
  gone integer := 0;
BEGIN
  SET CONSTRAINTS ALL IMMEDIATE;
  FOR code IN SELECT locode FROM port WHERE locode = ANY(p_locodes) ORDER BY locode LOOP
    BEGIN
      DELETE FROM port WHERE locode = code;
      gone := gone + 1;
    EXCEPTION WHEN foreign_key_violation THEN
      NULL;
    END;
  END LOOP;
  RETURN gone;
END $$;
REVOKE ALL ON FUNCTION network_remove_ports(text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION network_remove_ports(text[]) TO galeon_app;

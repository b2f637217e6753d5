-- Who posts shares the entity's books until the commit, who locks them has them alone: what is on the way is waited for
-- and then seen, so that nothing is ever booked in a period that is locked.
CREATE OR REPLACE FUNCTION ledger_share_books(p_entities int[]) RETURNS void LANGUAGE sql VOLATILE AS $$
  SELECT pg_advisory_xact_lock_shared(hashtext('ledger.books'), d.entity)
    FROM (SELECT DISTINCT entity FROM unnest(p_entities) AS u(entity) ORDER BY 1) d
$$;

-- Lock an entity's books up to p_until, a day that is over there, or (with a reason) only up to an earlier one than before.
-- Whole locked months get their sums, those that are open again lose them. Gives the lock's id; null: it stood so already.
-- The only writer of book_lock and book_total, as their owner: the application has no right to write them itself.
CREATE OR REPLACE FUNCTION ledger_lock(p_entity int, p_until date, p_by bigint, p_reason text)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_before date;
  v_id bigint := galeon_id();
  v_from date;
  v_to date := date_trunc('month', p_until + 1)::date;  -- the first day of the first month that is not locked whole
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('ledger.books'), p_entity);
  SELECT b.until INTO v_before FROM book_lock b WHERE b.entity_id = p_entity ORDER BY b.id DESC LIMIT 1;
  IF p_until = v_before THEN
    RETURN NULL;
  END IF;
  IF p_until < v_before AND p_reason = '' THEN
    RAISE EXCEPTION 'moving a lock back needs a reason' USING ERRCODE = 'check_violation';
  END IF;
  IF p_until >= (SELECT (clock_timestamp() AT TIME ZONE e.timezone)::date FROM legal_entity e WHERE e.id = p_entity) THEN
    RAISE EXCEPTION '% is not over', p_until USING ERRCODE = 'check_violation';
  END IF;
  INSERT INTO book_lock (id, entity_id, until, set_at, set_by, reason)
  VALUES (v_id, p_entity, p_until, clock_timestamp(), p_by, p_reason);
  v_from := coalesce(date_trunc('month', v_before + 1)::date, '-infinity');
  DELETE FROM book_total t WHERE t.entity_id = p_entity AND t.month >= v_to;
  INSERT INTO book_total (entity_id, month, book, segment, currency, amount_minor)
  SELECT p_entity, date_trunc('month', j.booked_on)::date, p.book, p.segment, p.currency, sum(p.amount_minor)
    FROM journal j JOIN posting p ON p.journal_id = j.id
   WHERE j.entity_id = p_entity AND j.booked_on >= v_from AND j.booked_on < v_to
   GROUP BY 2, 3, 4, 5 HAVING sum(p.amount_minor) <> 0;
  RETURN v_id;
END $$;

REVOKE EXECUTE ON FUNCTION ledger_lock(int, date, bigint, text) FROM PUBLIC;  -- it runs as the owner
GRANT EXECUTE ON FUNCTION ledger_lock(int, date, bigint, text) TO galeon_app;

-- However a journal came, it is not in a locked period.
CREATE OR REPLACE FUNCTION ledger_not_locked() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE v_source text;
BEGIN
  PERFORM ledger_share_books((SELECT array_agg(DISTINCT b.entity_id) FROM born b));
  SELECT b.source INTO v_source FROM born b WHERE b.booked_on <= (
    SELECT l.until FROM book_lock l WHERE l.entity_id = b.entity_id ORDER BY l.id DESC LIMIT 1) LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'the books are locked on the day of journal %', v_source USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;

-- What stands in the book stays, whoever asks.
CREATE OR REPLACE FUNCTION ledger_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a % is never edited: what was wrong is reversed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

-- Books are kept in one currency and one zone from their first journal on.
CREATE OR REPLACE FUNCTION ledger_books_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM journal j WHERE j.entity_id = OLD.id) THEN
    RAISE EXCEPTION 'the book of % is kept in % and %', OLD.code, OLD.currency, OLD.timezone USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

-- An id below which every journal that will ever be there is there to be seen by the next statement: ids are drawn while
-- an entity's books are shared, and those are let go of after the commit is seen. So a reader who goes on by id misses none.
CREATE OR REPLACE FUNCTION ledger_settled_before() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  v_at timestamptz := clock_timestamp();
BEGIN
  SELECT least(v_at, min(coalesce(a.xact_start, v_at - interval '1 hour'))) INTO v_at
    FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid
   WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2 AND l.pid <> pg_backend_pid()
     AND l.classid = (hashtext('ledger.books')::bigint & 4294967295)::oid
     AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database());
  RETURN ((extract(epoch FROM v_at) * 1000)::bigint - 1704067200000) << 20;
END $$;

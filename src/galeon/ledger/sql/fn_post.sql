-- Post journals with their lines and move customers' balances, in one statement. The one INSERT INTO posting.
-- p_journals: [{id, source, hash (hex), kind, occurred_at, memo, entity,
--              lines: [[account_id, book, amount_minor, currency, segment]]}]
-- Returns per journal 'posted', 'repeat' (same source, same hash) or 'clash' (same source, other contents).
CREATE OR REPLACE FUNCTION ledger_post(p_journals jsonb) RETURNS TABLE (source text, outcome text)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
  -- before the statement that reads the locks, so that it sees one that was being set
  PERFORM ledger_share_books((SELECT array_agg(DISTINCT coalesce((x ->> 'entity')::int, 1)) FROM jsonb_array_elements(p_journals) x));
  RETURN QUERY
  WITH wanted AS MATERIALIZED (
    SELECT galeon_id() AS id, j.* FROM jsonb_to_recordset(p_journals)
      AS j(source text, hash text, kind text, occurred_at timestamptz, memo text, entity int, lines jsonb)
  ), header AS (
    INSERT INTO journal (id, source, hash, kind, occurred_at, posted_at, memo, entity_id, booked_on)
    SELECT w.id, source, decode(hash, 'hex'), kind, occurred_at, clock_timestamp(), coalesce(memo, ''), e.id,
           greatest((occurred_at AT TIME ZONE e.timezone)::date, l.until + 1)
      FROM wanted w JOIN legal_entity e ON e.id = coalesce(w.entity, 1)
      LEFT JOIN LATERAL (SELECT until FROM book_lock b WHERE b.entity_id = e.id ORDER BY b.id DESC LIMIT 1) l ON true
    ON CONFLICT (source) DO NOTHING RETURNING id, source
  ), lines AS MATERIALIZED (
    SELECT h.id AS journal_id, l.no::smallint AS no, (l.v ->> 0)::bigint AS account_id, l.v ->> 1 AS book,
           (l.v ->> 2)::bigint AS amount_minor, l.v ->> 3 AS currency, coalesce(l.v ->> 4, '') AS segment
      FROM header h JOIN wanted w ON w.id = h.id, jsonb_array_elements(w.lines) WITH ORDINALITY AS l(v, no)
  ), moved AS (
    INSERT INTO balance AS b (account_id, currency, posted_minor, held_minor, limit_minor)
    SELECT l.account_id, l.currency, -sum(l.amount_minor), 0, 0 FROM lines l
      JOIN book_account k ON k.code = l.book AND k.is_customer
     GROUP BY 1, 2 HAVING sum(l.amount_minor) <> 0  -- a closing moves no balance, so orders need not wait for it
     ORDER BY 1, 2
    ON CONFLICT (account_id, currency) DO UPDATE SET posted_minor = b.posted_minor + EXCLUDED.posted_minor
    RETURNING 1
  ), posted AS (
    INSERT INTO posting (account_id, journal_id, no, book, amount_minor, currency, segment)
    SELECT account_id, journal_id, no, book, amount_minor, currency, segment FROM lines RETURNING 1
  )
  SELECT w.source, CASE WHEN h.id IS NOT NULL THEN 'posted'
                        WHEN j.hash = decode(w.hash, 'hex') THEN 'repeat' ELSE 'clash' END
    FROM wanted w LEFT JOIN header h ON h.id = w.id LEFT JOIN journal j ON j.source = w.source;
END $$;

-- Postings are written whole journals at a time: what one statement adds to a journal sums to zero per currency, whoever
-- wrote it, so that every journal does for ever; and it has a journal to belong to. Seen without reading the book.
CREATE OR REPLACE FUNCTION ledger_must_balance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE v_journal bigint;
BEGIN
  SELECT b.journal_id INTO v_journal FROM born b GROUP BY b.journal_id, b.currency HAVING sum(b.amount_minor) <> 0 LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'journal % does not balance', v_journal USING ERRCODE = 'check_violation';
  END IF;
  SELECT b.journal_id INTO v_journal FROM born b
   WHERE NOT EXISTS (SELECT FROM journal j WHERE j.id = b.journal_id) LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'there is no journal % to post to', v_journal USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;

-- A journal without postings is refused at the end of the transaction.
CREATE OR REPLACE FUNCTION ledger_must_have_postings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM posting WHERE journal_id = NEW.id) THEN
    RAISE EXCEPTION 'journal % (%) has no postings', NEW.id, NEW.source USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;

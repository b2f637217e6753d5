-- The one INSERT INTO waybill_event. A repeat (same waybill, parcel, source, code, instant, place) inserts nothing.
CREATE OR REPLACE FUNCTION waybills_append(p_events waybill_event[]) RETURNS SETOF waybill_event
LANGUAGE plpgsql AS $$
BEGIN
  RETURN QUERY
  INSERT INTO waybill_event SELECT e.* FROM unnest(p_events) AS e
  ON CONFLICT (waybill_id, parcel_no, source, code, occurred_at, place, account_id) DO NOTHING
  RETURNING *;
END $$;

-- Record what happened to one waybill or a hundred thousand, in one statement.
-- Our own acts are checked against the journey and against stops; what carriers report (source 'carrier:...') is
-- observed: the state follows the newest stateful event by (occurred_at, rank), but the earliest final one ends it.
-- Returns only the scans that were not recorded: unknown, not_now, stopped, repeat.
CREATE OR REPLACE FUNCTION waybills_record(
  p_account bigint[], p_waybill bigint[], p_parcel smallint[], p_code text[], p_source text[],
  p_occurred_us bigint[], p_place text[], p_actor bigint[], p_detail text[], p_fold_s int DEFAULT 60)
RETURNS TABLE (i bigint, verdict text, state text) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  v_final text[];     -- states that end the journey,
  v_reported text[];  -- those of them that carriers report,
  v_exempt text[];    -- and our acts that go on while a waybill is stopped: all from the one table
  v_fold interval := make_interval(secs => p_fold_s);
BEGIN
  IF cardinality(p_account) > 200 THEN  -- a generic plan expects ten scans and would nest its loops
    PERFORM set_config('plan_cache_mode', 'force_custom_plan', true);
  END IF;
  SELECT array_agg(DISTINCT m.target) FILTER (WHERE m.is_final),
         array_agg(DISTINCT m.target) FILTER (WHERE m.is_final AND NOT m.is_ours),
         array_agg(DISTINCT m.code) FILTER (WHERE m.is_exempt)
    INTO v_final, v_reported, v_exempt FROM waybill_move m;
  RETURN QUERY
  WITH scan AS MATERIALIZED (
    SELECT s.*, 'epoch'::timestamptz + us * interval '1 microsecond' AS occurred_at, left(source, 8) <> 'carrier:' AS ours
      FROM unnest(p_account, p_waybill, p_parcel, p_code, p_source, p_occurred_us, p_place, p_actor, p_detail)
           WITH ORDINALITY AS s(account_id, waybill_id, parcel_no, code, source, us, place, actor_id, detail, i)
  ), locked AS MATERIALIZED (  -- in id order, so that two batches cannot deadlock
    SELECT w.account_id, w.id, w.state FROM (SELECT DISTINCT account_id, waybill_id FROM scan) s
      JOIN waybill w ON w.account_id = s.account_id AND w.id = s.waybill_id ORDER BY w.id FOR UPDATE OF w
  ), halted AS MATERIALIZED (
    SELECT s.waybill_id FROM waybill_stop s JOIN locked l ON l.account_id = s.account_id AND l.id = s.waybill_id
     WHERE s.until IS NULL
    UNION SELECT l.id FROM account_stop a JOIN locked l ON l.account_id = a.account_id WHERE a.until IS NULL
  ), judged AS MATERIALIZED (
    SELECT s.*, l.state, m.target, m.rank,
           CASE WHEN l.id IS NULL THEN 'unknown'
                WHEN s.source = 'station' AND (
                     s.occurred_at - lag(s.occurred_at) OVER again <= v_fold
                     OR EXISTS (SELECT FROM waybill_event e
                                 WHERE e.waybill_id = s.waybill_id AND e.parcel_no IS NOT DISTINCT FROM s.parcel_no
                                   AND e.source = s.source AND e.code = s.code AND e.account_id = s.account_id
                                   AND e.occurred_at BETWEEN s.occurred_at - v_fold AND s.occurred_at + v_fold)
                   ) THEN 'repeat'
                WHEN m.id IS NULL THEN 'not_now'
                WHEN s.ours AND s.code <> ALL (v_exempt)
                     AND s.waybill_id IN (SELECT waybill_id FROM halted) THEN 'stopped'
                ELSE 'recorded' END AS verdict
      FROM scan s
      LEFT JOIN locked l ON l.id = s.waybill_id AND l.account_id = s.account_id
      LEFT JOIN waybill_move m ON m.code = s.code AND m.is_ours = s.ours
           AND (m.from_state = l.state OR NOT m.is_ours
                OR m.from_state = CASE WHEN l.state = ANY (v_final) THEN '!' ELSE '*' END)
    WINDOW again AS (PARTITION BY s.waybill_id, s.parcel_no, s.code, s.source ORDER BY s.us)
  ), added AS MATERIALIZED (
    SELECT a.* FROM waybills_append((
      SELECT array_agg(ROW(account_id, waybill_id, galeon_id(), parcel_no, code, source, occurred_at,
                           clock_timestamp(), place, target, rank, actor_id, detail::jsonb)::waybill_event)
        FROM judged WHERE verdict = 'recorded')) AS a
  ), newest AS (
    SELECT DISTINCT ON (a.waybill_id) a.account_id, a.waybill_id, a.target, a.occurred_at, a.rank,
           left(a.source, 8) <> 'carrier:' AS ours, a.target = ANY (v_final) AS final
      FROM added a WHERE a.target IS NOT NULL
     ORDER BY a.waybill_id, a.target = ANY (v_final) DESC,
              CASE WHEN a.target = ANY (v_final) THEN a.occurred_at END, a.occurred_at DESC, a.rank DESC
  ), moved AS (
    UPDATE waybill w
       SET state = n.target, state_rank = n.rank,
           state_at = CASE WHEN n.ours THEN greatest(w.state_at, n.occurred_at) ELSE n.occurred_at END
      FROM newest n
     WHERE w.account_id = n.account_id AND w.id = n.waybill_id
       AND CASE WHEN n.ours THEN true
                WHEN w.state = ANY (v_final) THEN n.final AND w.state = ANY (v_reported)
                                                  AND (n.occurred_at, -n.rank) < (w.state_at, -w.state_rank)
                WHEN w.state_rank = 99 THEN n.occurred_at > w.state_at  -- corrected by hand: only news counts
                WHEN n.final THEN true
                ELSE (w.state_at, w.state_rank) <= (n.occurred_at, n.rank) END
    RETURNING 1
  )
  SELECT j.i, j.verdict, j.state::text FROM judged j WHERE j.verdict <> 'recorded';
END $$;

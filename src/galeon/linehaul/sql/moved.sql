-- The departures and their bags take the new state.
WITH gone AS (
  UPDATE departure SET state = %(state)s,
         departed_at = CASE WHEN %(state)s = 'departed' THEN %(at)s ELSE departed_at END,
         arrived_at = CASE WHEN %(state)s = 'arrived' THEN %(at)s ELSE arrived_at END
   WHERE id = ANY (%(departures)s::bigint[])
)
UPDATE bag SET state = %(state)s WHERE id = ANY (%(bags)s::bigint[])

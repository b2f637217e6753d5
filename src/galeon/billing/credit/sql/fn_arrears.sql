-- Who of these accounts is short of money, and by how much, at p_at. Payments and credits pay the oldest debt first.
-- below_minor: how far the balance lies below its limit (after a re-weigh). overdue_minor: what is still owed of the
-- last statement that is past its day of grace (it carries what earlier ones left), less what is set aside.
-- is_waived: a person lets the account go on in spite of it. Accounts without a balance have no row.
CREATE OR REPLACE FUNCTION credit_arrears(p_accounts bigint[], p_at timestamptz)
RETURNS TABLE (account_id bigint, currency text, below_minor bigint, overdue_minor bigint, statement_id bigint,
               due_on date, grace_days int, waived_until date)
LANGUAGE sql STABLE AS $$
  SELECT b.account_id, b.currency, greatest(-(b.posted_minor - b.held_minor + b.limit_minor), 0),
         -- CASE, not a join: who owes nothing is not looked into
         coalesce(CASE WHEN late.closing_minor > 0 THEN greatest(late.closing_minor
           - (SELECT coalesce(sum(p.amount_minor), 0) FROM statement l
                JOIN payment p ON p.account_id = l.account_id AND p.statement_id = l.id
               WHERE l.account_id = b.account_id AND l.currency = b.currency AND l.begins_at > late.begins_at)
           + (SELECT coalesce(sum(c.amount_minor), 0) FROM statement l
                JOIN charge c ON c.account_id = l.account_id AND c.statement_id = l.id AND c.amount_minor < 0
               WHERE l.account_id = b.account_id AND l.currency = b.currency AND l.begins_at > late.begins_at)
           - (SELECT coalesce(sum(x.amount_minor), 0) FROM credit_aside x
                JOIN statement l ON l.account_id = x.account_id AND l.id = x.statement_id
               WHERE x.account_id = b.account_id AND x.ended_at IS NULL AND l.currency = b.currency
                 AND l.begins_at <= late.begins_at), 0) END, 0)::bigint,
         late.id, late.due_on, g.days, w.until
    FROM unnest(p_accounts) AS u(account_id)
    JOIN account a ON a.id = u.account_id
    JOIN balance b ON b.account_id = a.id
   CROSS JOIN LATERAL (
     SELECT coalesce((
       SELECT r.days FROM credit_grace r
        WHERE coalesce(r.entity_id, a.entity_id) = a.entity_id AND coalesce(r.level, a.level_id) = a.level_id
        ORDER BY r.level IS NULL, r.entity_id IS NULL LIMIT 1), 0)::int AS days) g
    LEFT JOIN LATERAL (
      SELECT s.id, s.begins_at, s.closing_minor, s.due_on FROM statement s
       WHERE b.posted_minor < 0 AND s.account_id = b.account_id AND s.currency = b.currency AND s.state = 'closed'
         AND s.due_on + g.days < (p_at AT TIME ZONE a.timezone)::date
       ORDER BY s.begins_at DESC LIMIT 1) late ON true
    LEFT JOIN LATERAL (
      SELECT v.until FROM credit_waiver v WHERE v.account_id = a.id ORDER BY v.id DESC LIMIT 1) v ON true
   CROSS JOIN LATERAL (
     SELECT CASE WHEN v.until >= (p_at AT TIME ZONE a.timezone)::date THEN v.until END AS until) w
   WHERE NOT a.is_house
$$;

-- Whose stop has to change: (account_id, why): 'below' or 'overdue' to be stopped, NULL to be let go. What is found is
-- looked at again with the balances locked, so that a payment which comes at the same time is not overlooked; who
-- calls after posting holds them already.
CREATE OR REPLACE FUNCTION credit_review(p_accounts bigint[], p_at timestamptz)
RETURNS TABLE (account_id bigint, why text) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  v_changed bigint[] := (SELECT array_agg(c.account_id) FROM credit_to_change(p_accounts, p_at) c);
BEGIN
  IF v_changed IS NULL THEN
    RETURN;
  END IF;
  PERFORM FROM balance b WHERE b.account_id = ANY (v_changed) ORDER BY b.account_id, b.currency FOR UPDATE;
  RETURN QUERY SELECT c.account_id, c.why FROM credit_to_change(v_changed, p_at) c;
END $$;

CREATE OR REPLACE FUNCTION credit_to_change(p_accounts bigint[], p_at timestamptz)
RETURNS TABLE (account_id bigint, why text) LANGUAGE sql STABLE AS $$
  SELECT r.account_id, r.why FROM (
    SELECT x.account_id, max(CASE WHEN x.waived_until IS NOT NULL THEN NULL WHEN x.overdue_minor > 0 THEN 'overdue'
                                  WHEN x.below_minor > 0 THEN 'below' END) AS why
      FROM credit_arrears(p_accounts, p_at) x GROUP BY x.account_id) r
    LEFT JOIN account_stop s ON s.account_id = r.account_id AND s.kind = 'arrears' AND s.source = 'billing' AND s.until IS NULL
   WHERE (r.why IS NOT NULL) <> (s.id IS NOT NULL)
$$;

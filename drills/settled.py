"""What the books say after months were closed under fire: each query gives how many things are wrong."""

from typing import Any

import psycopg

WRONG = {
    "journals that do not balance": "SELECT count(*) FROM (SELECT 1 FROM posting GROUP BY journal_id, currency HAVING sum(amount_minor) <> 0) x",
    "statements that ended and are open": "SELECT count(*) FROM statement WHERE state = 'open' AND ends_at <= '2026-11-01T12:00Z'",
    "closed statements that differ from their lines": """
      SELECT count(*) FROM statement s LEFT JOIN (SELECT statement_id, sum(amount_minor) AS n FROM charge GROUP BY 1) c ON c.statement_id = s.id
       WHERE s.state = 'closed' AND s.charges_minor <> coalesce(c.n, 0)""",
    "lines in a closed statement that its invoice does not count": """
      SELECT coalesce(sum(abs(coalesce(c.n, 0) - coalesce(i.n, 0))), 0) FROM statement s
        LEFT JOIN (SELECT statement_id, count(*) AS n FROM charge WHERE code <> 'tax' AND amount_minor <> 0 GROUP BY 1) c ON c.statement_id = s.id
        LEFT JOIN (SELECT i.statement_id, sum(l.count) AS n FROM invoice i JOIN invoice_line l ON l.account_id = i.account_id AND l.invoice_id = i.id
                    GROUP BY 1) i ON i.statement_id = s.id
       WHERE s.state = 'closed'""",
    "fees that stand twice": "SELECT count(*) FROM (SELECT 1 FROM charge WHERE event = 'drill' GROUP BY source, code HAVING count(*) > 1) x",
    "periods that stand twice": "SELECT count(*) FROM (SELECT 1 FROM statement GROUP BY account_id, currency, begins_at HAVING count(*) > 1) x",
    "statements without exactly one journal of what they charge": """
      SELECT count(*) FROM statement s LEFT JOIN (
        SELECT j.source, sum(p.amount_minor) AS n FROM journal j JOIN posting p ON p.journal_id = j.id AND p.book = 'receivable'
         WHERE j.kind = 'closing' GROUP BY 1) j ON j.source = 'closing:' || s.id
       WHERE s.state = 'closed' AND s.charges_minor <> coalesce(j.n, 0)""",
    "accounts whose book differs from their statements": """
      SELECT count(*) FROM (
        SELECT s.account_id, s.currency, sum(s.charges_minor - s.payments_minor) FILTER (WHERE s.state = 'closed') AS owed,
               coalesce(sum(c.n) FILTER (WHERE s.state = 'open'), 0) AS unbilled
          FROM statement s LEFT JOIN (SELECT statement_id, sum(amount_minor) AS n FROM charge GROUP BY 1) c ON c.statement_id = s.id GROUP BY 1, 2) s
        FULL JOIN (
        SELECT account_id, currency, sum(amount_minor) FILTER (WHERE book = 'receivable') AS owed,
               coalesce(sum(amount_minor) FILTER (WHERE book = 'unbilled'), 0) AS unbilled
          FROM posting WHERE book IN ('receivable', 'unbilled') GROUP BY 1, 2) l USING (account_id, currency)
       WHERE (s.owed, s.unbilled) IS DISTINCT FROM (l.owed, l.unbilled)""",
    "balances that differ from the book": """
      SELECT count(*) FROM balance b FULL JOIN (SELECT account_id, currency, sum(amount_minor) AS n FROM posting
               WHERE book IN ('receivable', 'unbilled') GROUP BY 1, 2) l USING (account_id, currency)
       WHERE b.posted_minor IS DISTINCT FROM -l.n""",
    "numbers left out or given twice": """
      SELECT (SELECT count(*) FROM (SELECT number, row_number() OVER (ORDER BY number) AS n FROM statement WHERE state = 'closed') x
               WHERE number <> '2026-' || lpad(n::text, 6, '0'))
           + (SELECT count(*) FROM (SELECT no, row_number() OVER (PARTITION BY entity_id, kind, year ORDER BY no) AS n FROM invoice) x WHERE no <> n)""",
    "charges of the drill without their journal": """
      SELECT count(*) FROM (SELECT source, sum(amount_minor) AS n FROM charge WHERE event = 'drill' GROUP BY 1) c
        LEFT JOIN journal j ON j.source = c.source LEFT JOIN posting p ON p.journal_id = j.id AND p.book = 'unbilled'
       WHERE c.n <> coalesce(p.amount_minor, 0)""",
}  # fmt: skip
SUMS = "SELECT currency, sum(amount_minor)::bigint FROM charge WHERE code <> 'tax' GROUP BY 1"
OCTOBER = """SELECT s.account_id, s.currency, s.number, s.first_day, s.last_day, s.due_on IS NULL, {sums}
  FROM statement s WHERE s.last_day = '2026-10-31' AND s.state = 'closed' AND {which} ORDER BY 1, 2"""

Rows = list[tuple[Any, ...]]


def wrong(url: str) -> dict[str, int]:
    """What is wrong, by name; empty when nothing is."""
    with psycopg.connect(url) as db:
        found = {name: int(row[0]) for name, query in WRONG.items() if (row := db.execute(query.encode()).fetchone())}
    return {name: many for name, many in found.items() if many}


def sums(url: str) -> dict[str, int]:
    """What was charged in each currency, taxes apart."""
    with psycopg.connect(url) as db:
        return dict(db.execute(SUMS).fetchall())


def october(url: str, late: list[int]) -> tuple[Rows, Rows]:
    """The statements of October: those nothing was added to with their sums, those of `late` accounts without."""
    whole = "s.opening_minor, s.charges_minor, s.payments_minor, s.closing_minor"
    with psycopg.connect(url) as db:
        quiet = db.execute(OCTOBER.format(sums=whole, which="NOT s.account_id = ANY (%s)").encode(), [late]).fetchall()
        busy = db.execute(
            OCTOBER.format(sums="s.payments_minor", which="s.account_id = ANY (%s)")
            .replace("s.due_on IS NULL, ", "")
            .encode(),
            [late],
        ).fetchall()
    return quiet, busy

"""Whether a closed month came out exact: sums before and after, lines, statements, ledger, invoices, numbers."""

from typing import NamedTuple

import psycopg


class Before(NamedTuple):
    """What there was before anything was closed: charges, and their sum in each currency."""

    charges: int
    sums: dict[str, int]


ZERO = {
    "every journal balances": "SELECT count(*) FROM (SELECT 1 FROM posting GROUP BY journal_id, currency HAVING sum(amount_minor) <> 0) x",
    "every journal has postings": "SELECT count(*) FROM journal j WHERE NOT EXISTS (SELECT FROM posting p WHERE p.journal_id = j.id)",
    "every statement is closed": "SELECT count(*) FROM statement WHERE state <> 'closed'",
    "statements equal their lines": """
      SELECT count(*) FROM statement s LEFT JOIN (SELECT statement_id, sum(amount_minor) AS n FROM charge GROUP BY 1) c ON c.statement_id = s.id
        LEFT JOIN (SELECT statement_id, sum(amount_minor) AS n FROM payment GROUP BY 1) p ON p.statement_id = s.id
       WHERE (s.charges_minor, s.payments_minor) <> (coalesce(c.n, 0), coalesce(p.n, 0))""",
    "statements equal the ledger": """
      SELECT count(*) FROM (SELECT account_id, currency, sum(closing_minor) FILTER (WHERE is_last) AS owed FROM (
               SELECT *, row_number() OVER (PARTITION BY account_id, currency ORDER BY begins_at DESC) = 1 AS is_last FROM statement) x
              GROUP BY 1, 2) s
        FULL JOIN (SELECT account_id, currency, sum(amount_minor) FILTER (WHERE book = 'receivable') AS receivable,
                     coalesce(sum(amount_minor) FILTER (WHERE book = 'unbilled'), 0) AS unbilled
                FROM posting WHERE book IN ('receivable', 'unbilled') GROUP BY 1, 2) l USING (account_id, currency)
       WHERE s.owed IS DISTINCT FROM l.receivable OR l.unbilled <> 0""",
    "balances equal the ledger": """
      SELECT count(*) FROM balance b FULL JOIN (SELECT account_id, currency, sum(amount_minor) AS n FROM posting
               WHERE book IN ('receivable', 'unbilled') GROUP BY 1, 2) l USING (account_id, currency)
       WHERE b.posted_minor IS DISTINCT FROM -l.n""",
    "one journal a statement": """
      SELECT count(*) FROM statement s LEFT JOIN journal j ON j.source = 'closing:' || s.id
        LEFT JOIN posting p ON p.account_id = s.account_id AND p.journal_id = j.id AND p.book = 'receivable'
       WHERE s.charges_minor <> coalesce(p.amount_minor, 0)""",
    "one document a statement, of what it charges": """
      SELECT count(*) FROM statement s FULL JOIN invoice i ON i.account_id = s.account_id AND i.statement_id = s.id
       WHERE coalesce(s.charges_minor, 0) <> coalesce(i.gross_minor, 0)""",
    "what is credited is what a credit note says": """
      SELECT count(*) FROM statement s LEFT JOIN invoice i ON i.account_id = s.account_id AND i.statement_id = s.id AND i.kind = 'credit'
       WHERE s.credits_minor IS DISTINCT FROM coalesce(i.gross_minor, 0)""",
    "numbers have no gaps": """
      SELECT (SELECT count(*) FROM (SELECT number, row_number() OVER (ORDER BY number) AS n FROM statement) x WHERE number <> '2026-' || lpad(n::text, 6, '0'))
           + (SELECT count(*) FROM (SELECT no, row_number() OVER (PARTITION BY entity_id, kind, year ORDER BY no) AS n FROM invoice) x WHERE no <> n)""",
    "no charge in a statement of another account or currency": """
      SELECT count(*) FROM charge c WHERE NOT EXISTS (
        SELECT FROM statement s WHERE (s.account_id, s.id, s.currency) = (c.account_id, c.statement_id, c.currency))""",
}  # fmt: skip
SUMS = "SELECT currency, sum(amount_minor)::bigint FROM charge WHERE code <> 'tax' GROUP BY 1"


def before(admin_url: str) -> Before:
    """To be asked while nothing is closed."""
    with psycopg.connect(admin_url) as admin:
        row = admin.execute("SELECT count(*) FROM charge").fetchone()
        return Before(row[0] if row else 0, dict(admin.execute(SUMS).fetchall()))


def after(admin_url: str, known: Before) -> dict[str, bool]:
    """Each check by name, and whether it held."""
    with psycopg.connect(admin_url) as admin:
        found = {name: admin.execute(query.encode()).fetchall() == [(0,)] for name, query in ZERO.items()}
        found["the sum before is the sum after"] = dict(admin.execute(SUMS).fetchall()) == known.sums
        taxed: dict[str, int] = dict(
            admin.execute(
                "SELECT currency, sum(amount_minor)::bigint FROM charge WHERE code = 'tax' GROUP BY 1"
            ).fetchall()
        )
        closed: dict[str, int] = dict(
            admin.execute("SELECT currency, sum(charges_minor)::bigint FROM statement GROUP BY 1").fetchall()
        )
        found["what was charged and taxed is what was closed"] = closed == {
            c: n + taxed.get(c, 0) for c, n in known.sums.items()
        }
    return found

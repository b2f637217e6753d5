"""A month to close, written quickly: indexes are taken away while `settle_data.sql` runs, and made again afterwards."""

import re
from pathlib import Path
from typing import Any

import psycopg

HEAVY = ("charge", "journal", "posting")
Database = psycopg.Connection[Any]


def ship(admin: Database, *, waybills: int, accounts: int) -> None:
    """Write the month into a fresh database of ours. admin: a superuser's connection to it, autocommit."""
    made = [statement for table in HEAVY for statement in _strip(admin, table)]
    text = re.sub(r"^--.*\n", "", Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"), flags=re.MULTILINE)
    for step in re.split(r"\n(?=\S)", text.strip()):
        admin.execute(step.replace(":waybills", str(waybills)).replace(":accounts", str(accounts)).encode())
    admin.execute("SET maintenance_work_mem = '512MB'")
    for statement in made:
        admin.execute(statement)
    admin.execute("VACUUM (ANALYZE)")


def _strip(admin: Database, table: str) -> list[bytes]:
    """Drop a table's indexes; the statements that make them again."""
    keys = admin.execute(
        """SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
            WHERE conrelid = %s::regclass AND contype IN ('p', 'u') ORDER BY contype""",
        [table],
    ).fetchall()
    indexes = admin.execute(
        """SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index i
            WHERE indrelid = %s::regclass AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)""",
        [table],
    ).fetchall()
    for name, _ in keys:
        admin.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"'.encode())
    for name, _ in indexes:
        admin.execute(f"DROP INDEX {name}".encode())
    return [
        *(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {text}'.encode() for name, text in keys),
        *(text.encode() for _, text in indexes),
    ]

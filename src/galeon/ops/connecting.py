"""Connecting to a PostgreSQL, and saying in one sentence why that does not work."""

import re

import psycopg
from psycopg.conninfo import conninfo_to_dict

from galeon.kernel.environment import CannotRun
from galeon.ops.binaries import MAJOR_MIN

CONNECT_SECONDS_MAX = 5

Connection = psycopg.Connection[tuple[object, ...]]


def connect(url: str) -> Connection:
    """An autocommit connection to a server that is new enough; CannotRun otherwise."""
    try:
        connection = psycopg.connect(url, autocommit=True, connect_timeout=CONNECT_SECONDS_MAX)
    except psycopg.OperationalError as error:
        raise CannotRun(f"The database at {place_of(url)} cannot be used: {reason_of(error)}.") from error
    version = connection.info.server_version
    if version < MAJOR_MIN * 10_000:
        connection.close()
        raise CannotRun(
            f"The database at {place_of(url)} is PostgreSQL {_version_text(version)}; "
            f"Galeón needs {MAJOR_MIN} or newer."
        )
    return connection


def place_of(url: str) -> str:
    """Host, port and database of an address, without its login's password."""
    parts = conninfo_to_dict(url)
    return f"{parts.get('host', 'localhost')}:{parts.get('port', 5432)}/{parts.get('dbname', '')}"


def reason_of(error: psycopg.Error) -> str:
    """PostgreSQL's own reason, without the address in front and the advice behind it."""
    lines = [line for line in str(error).splitlines() if line.strip()]
    told = next((line for line in lines if "failed:" in line or "FATAL" in line), lines[0] if lines else "no reason")
    return re.sub(r"^.*(failed: |FATAL: )", "", told).strip().rstrip(".")


def _version_text(version: int) -> str:
    return str(version // 10_000) if version >= 100_000 else f"{version // 10_000}.{version // 100 % 100}"

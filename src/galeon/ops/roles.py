"""The three roles: who owns the schema, who the application is, what a customer's connection may see."""

import os
from pathlib import Path
from typing import LiteralString

import psycopg
from psycopg import sql

from galeon.kernel.environment import APP, CUSTOMER, DATABASE, OWNER, CannotRun, Secrets
from galeon.ops import connecting
from galeon.ops.connecting import Connection

BY_HAND = """\
-- Run once as an administrator of the server, for example: psql -f {file}
CREATE ROLE {customer} NOLOGIN NOINHERIT;
CREATE ROLE {app} LOGIN NOINHERIT PASSWORD '{password}';
GRANT {customer} TO {app};
"""


def ensure_embedded(admin: Connection, secrets: Secrets) -> None:
    """In our own server: the logins with their passwords, and the database `galeon` owned by galeon_owner."""
    ensure_role(admin, OWNER, secrets.owner_password)
    ensure_application(admin, secrets)
    names = {"base": sql.Identifier(DATABASE), "owner": sql.Identifier(OWNER), "app": sql.Identifier(APP)}
    if not _exists(admin, "SELECT 1 FROM pg_database WHERE datname = %s", DATABASE):
        admin.execute(sql.SQL("CREATE DATABASE {base} OWNER {owner}").format(**names))
        admin.execute(sql.SQL("REVOKE ALL ON DATABASE {base} FROM PUBLIC").format(**names))
    admin.execute(sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {base} TO {app}").format(**names))


def ensure_external(owner_url: str, app_url: str, data: Path, secrets: Secrets) -> None:
    """In an external server: make the application's roles if we may, and see that the application can log in.

    CannotRun when we may not, naming the file of SQL an administrator has to run, or when galeon_app exists
    with another password (an installation beside ours uses it, or one before ours did).
    """
    with connecting.connect(owner_url) as owner:
        try:
            ensure_application(owner, secrets)
        except psycopg.errors.InsufficientPrivilege as error:
            file = _write_by_hand(data, secrets)
            raise CannotRun(
                f"The login of DATABASE_URL may not create roles: have an administrator of the server run {file}."
            ) from error
    try:
        connecting.connect(app_url).close()
    except CannotRun as error:
        raise CannotRun(
            f"{error} If the role {APP} was made for another data folder, "
            f"set GALEON_APP_URL, or give it the app_password of {data / 'secrets.json'}."
        ) from error


def ensure_application(admin: Connection, secrets: Secrets) -> None:
    """The application's login, and the customers' role, which it may take on but does not inherit."""
    ensure_role(admin, CUSTOMER, None)
    ensure_role(admin, APP, secrets.app_password)
    names = {"customer": sql.Identifier(CUSTOMER), "app": sql.Identifier(APP)}
    if not _exists(admin, _MEMBER, APP, CUSTOMER):
        admin.execute(sql.SQL("GRANT {customer} TO {app}").format(**names))


def ensure_role(admin: Connection, name: str, password: str | None) -> None:
    """Make a role if it is missing. All but the owner are NOINHERIT: another role's rights come by SET ROLE only."""
    if _exists(admin, "SELECT 1 FROM pg_roles WHERE rolname = %s", name):
        return
    rights: LiteralString = "LOGIN PASSWORD {password}" if password else "NOLOGIN"
    if name != OWNER:  # who owns the database gets its schema `public` by inheritance from pg_database_owner
        rights += " NOINHERIT"
    admin.execute(
        sql.SQL("CREATE ROLE {name} " + rights).format(name=sql.Identifier(name), password=sql.Literal(password))
    )


_MEMBER: LiteralString = (
    "SELECT 1 FROM pg_auth_members JOIN pg_roles m ON m.oid = member JOIN pg_roles r ON r.oid = roleid "
    "WHERE m.rolname = %s AND r.rolname = %s"
)


def _exists(admin: Connection, query: LiteralString, *names: str) -> bool:
    return admin.execute(query, names).fetchone() is not None


def _write_by_hand(data: Path, secrets: Secrets) -> Path:
    file = data / "roles.sql"
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(BY_HAND.format(file=file, customer=CUSTOMER, app=APP, password=secrets.app_password))
    return file

"""The three roles: who owns the schema, who the application is, what a customer's connection may see."""

from typing import LiteralString

import psycopg
from psycopg import sql

from galeon.config.environment import APP, CUSTOMER, DATABASE, OWNER, Secrets

Admin = psycopg.Connection[tuple[object, ...]]


def ensure_embedded(admin: Admin, secrets: Secrets) -> None:
    """In our own server: the logins with their passwords, and the database `galeon` owned by galeon_owner."""
    ensure_role(admin, OWNER, secrets.owner_password)
    ensure_application(admin, secrets)
    if not admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
        admin.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), sql.Identifier(OWNER)))
        admin.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(DATABASE)))
    admin.execute(
        sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(sql.Identifier(DATABASE), sql.Identifier(APP))
    )


def ensure_application(admin: Admin, secrets: Secrets) -> None:
    """The application's login, and the customers' role it may take on but does not inherit."""
    ensure_role(admin, CUSTOMER, None)
    ensure_role(admin, APP, secrets.app_password)
    admin.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(CUSTOMER), sql.Identifier(APP)))


def ensure_role(admin: Admin, name: str, password: str | None) -> None:
    """Make a role if it is missing. NOINHERIT: rights of another role come only by SET ROLE."""
    if admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone():
        return
    rights: LiteralString = "LOGIN NOINHERIT PASSWORD {password}" if password else "NOLOGIN NOINHERIT"
    admin.execute(
        sql.SQL("CREATE ROLE {name} " + rights).format(name=sql.Identifier(name), password=sql.Literal(password))
    )

"""Whose rows a transaction may see: customers and the public run under row-level security."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def customer(account_id: int) -> Iterator[None]:
    """Run the block as `galeon_customer`, seeing and writing rows of this account only.

    One transaction; role and account are SET LOCAL. At the end those of before are put back, so that inside a block
    for another account, or in a longer transaction, what follows sees what it saw.
    """
    with transaction.atomic():
        before = _who()
        _become("galeon_customer", str(account_id))
        yield
        _become(*before)  # after an exception the rollback puts role and account back


@contextmanager
def as_application() -> Iterator[None]:
    """Run the block as the application even inside a `customer` block, and put the customer's role back after it.

    For what a customer's act touches without seeing it: price lists, the queue of jobs.
    """
    if _who()[0] != "galeon_customer":
        yield
        return
    with transaction.atomic():  # a failure rolls back to the savepoint, and with it to the customer's role
        _set_role("none")
        yield
        _set_role("galeon_customer")


def _who() -> tuple[str, str]:
    """The role and the account in force; "none" and "" outside a block."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('role'), coalesce(current_setting('galeon.account', true), '')")
        role, account = cursor.fetchone()
    return role, account


def _set_role(role: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('role', %s, true)", [role])


def _become(role: str, account: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('role', %s, true), set_config('galeon.account', %s, true)", [role, account])

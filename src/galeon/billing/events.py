"""What billing tells the floors above."""

import msgspec


class StatementsClosed(msgspec.Struct, frozen=True, kw_only=True):
    """These (account_id, statement_id) were closed and numbered: time to send them."""

    statements: tuple[tuple[int, int], ...]


class ClosingAsked(msgspec.Struct, frozen=True, kw_only=True):
    """A person wants this `closing_run` carried out, or carried on."""

    run_id: int

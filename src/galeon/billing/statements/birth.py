"""The one door by which statements are opened: each charge and payment is born in its account's open statement."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

import msgspec
from django.db import connection

from galeon.billing.statements.cycles import Period, Rhythm, fitted, period, rhythm
from galeon.kernel.sql import load

TRIES_MAX = 8

Purse = tuple[int, str]
"""An account and a currency: what one chain of statements is about."""


class Want(msgspec.Struct, frozen=True):
    """Money that happened at a moment, looking for its statement."""

    account_id: int
    currency: str
    at: datetime


class _Open(msgspec.Struct, frozen=True):
    id: int
    begins_at: datetime
    ends_at: datetime


class _Terms(msgspec.Struct, frozen=True):
    cycle: Rhythm
    timezone: str
    opened_on: date
    closed_until: datetime | None


class _New(msgspec.Struct, frozen=True):
    account_id: int
    currency: str
    cycle: str
    timezone: str
    first_day: date
    last_day: date
    begins_at: datetime
    ends_at: datetime


def statements_for(wants: Sequence[Want]) -> list[int]:
    """The id of the open statement for each want, in order; opened if need be, and kept open until the commit.

    Money whose own period is closed goes into the next one. To be called inside a transaction: it shares the accounts
    with other takers and keeps closing away, so that neither may a statement close nor a later one close before this
    one is opened. What is read comes after the lock, so that what closed while we waited is known.
    """
    purses = sorted({(w.account_id, w.currency) for w in wants})
    accounts = sorted({account_id for account_id, _ in purses})
    _share(accounts)
    terms = _terms(purses)
    for _ in range(TRIES_MAX):
        standing = _standing(accounts)
        found, missing = _match(wants, standing, terms)
        if not missing:
            return found
        _open(_periods(missing, standing, terms))
    raise RuntimeError(f"no open statement for {purses[:5]} after {TRIES_MAX} tries")


def entities_of(account_ids: Sequence[int]) -> dict[int, int]:
    """Which of our companies invoices each account. To be asked after `statements_for`: from then on it stays."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, entity_id FROM account WHERE id = ANY (%s)", [sorted(set(account_ids))])
        return dict(cursor.fetchall())


def _match(
    wants: Sequence[Want], standing: dict[Purse, list[_Open]], terms: dict[Purse, _Terms]
) -> tuple[list[int], set[tuple[Purse, datetime]]]:
    """Statement ids, and for the wants without one the moment to open a statement for."""
    found: list[int] = []
    missing: set[tuple[Purse, datetime]] = set()
    for want in wants:
        purse = (want.account_id, want.currency)
        at = _counts_at(want.at, terms[purse].closed_until)
        statement = next((s for s in standing.get(purse, ()) if s.begins_at <= at < s.ends_at), None)
        if statement is None:
            missing.add((purse, at))
        else:
            found.append(statement.id)
    return found, missing


def _counts_at(at: datetime, closed_until: datetime | None) -> datetime:
    return at if closed_until is None else max(at, closed_until)


def _periods(
    missing: Iterable[tuple[Purse, datetime]], standing: dict[Purse, list[_Open]], terms: dict[Purse, _Terms]
) -> list[_New]:
    wanted: dict[tuple[Purse, datetime], _New] = {}
    for purse, at in missing:
        t = terms[purse]
        neighbours = standing.get(purse, [])
        ends = [s.ends_at for s in neighbours if s.ends_at <= at] + ([t.closed_until] if t.closed_until else [])
        found = fitted(
            period(t.cycle, at, t.timezone, t.opened_on),
            t.timezone,
            after=max(ends, default=None),
            before=min((s.begins_at for s in neighbours if s.begins_at > at), default=None),
        )
        wanted[(purse, found.begins_at)] = _new(purse, t, found)
    return list(wanted.values())


def _new(purse: Purse, t: _Terms, p: Period) -> _New:
    return _New(*purse, t.cycle.value, t.timezone, p.first_day, p.last_day, p.begins_at, p.ends_at)


def _share(account_ids: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM account WHERE id = ANY (%s) ORDER BY id FOR SHARE", [account_ids])


def _standing(account_ids: list[int]) -> dict[Purse, list[_Open]]:
    standing: dict[Purse, list[_Open]] = {}
    with connection.cursor() as cursor:
        cursor.execute(load("billing", "open_statements"), [account_ids])
        for account_id, currency, *rest in cursor.fetchall():
            standing.setdefault((account_id, currency), []).append(_Open(*rest))
    return standing


def _terms(purses: Sequence[Purse]) -> dict[Purse, _Terms]:
    with connection.cursor() as cursor:
        cursor.execute(load("billing", "terms"), [[a for a, _ in purses], [c for _, c in purses]])
        return {(row[0], row[1]): _Terms(rhythm(row[2]), *row[3:]) for row in cursor.fetchall()}


def _open(new: Sequence[_New]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(load("billing", "open"), [msgspec.json.encode(new).decode()])

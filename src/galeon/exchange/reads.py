"""Who is calling? `verify_key` for the public API, `verify_secret` for dialects; both remember for at most a minute."""

import hashlib
import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.db import connection

from galeon.exchange.callers import MEMORY, PROOFS, Caller
from galeon.exchange.keys import DUMMY, KEY, is_secret, key_digest, memory_mark
from galeon.exchange.rates import Buckets
from galeon.kernel.sealing import unsealed
from galeon.parties.reads import Customer

GUESSES, GUESS_RATE = 20.0, 0.2  # wrong secrets an address may show at once, and how many more a second
_GUESSES = Buckets()

CALLER = """
SELECT c.digest, c.sealed, c.settings, c.id, c.kind, c.identifier, c.rate_per_s, c.scopes,
       a.id, a.code, a.name, a.level_id, a.currency, a.timezone, a.is_active, a.is_house, a.agent_id
  FROM credential c JOIN account a ON a.id = c.account_id
 WHERE c.revoked_at IS NULL AND a.is_active AND """


def verify_key(key: str) -> Caller | None:
    """The caller behind an API key, or None. Known ones cost a microsecond, others one indexed read."""
    mark = hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()
    caller = MEMORY.get(mark)
    if isinstance(caller, Caller):
        return caller
    if not KEY.fullmatch(key):
        return None
    era = MEMORY.era()
    row = _row("c.scheme = 'sha256' AND c.digest = %s", [key_digest(key)])
    if row is None:
        return None
    MEMORY.put(mark, row.caller, era)
    return row.caller


def verify_secret(kind: str, identifier: str, secret: str, address: str = "") -> Caller | float | None:
    """The caller behind a dialect's identifier and secret, or None; a float: seconds to wait, after too many guesses.

    address: where the call comes from; each address has its own allowance of wrong guesses.
    """
    if "\x00" in identifier or len(identifier) > 80 or len(secret) > 1_000:
        return None
    mark = memory_mark(f"{kind}\x00{identifier}\x00{secret}")
    caller = MEMORY.get(mark)
    if isinstance(caller, Caller):
        return caller
    era = MEMORY.era()
    row = _row("c.scheme = 'argon2' AND c.kind = %s AND c.identifier = %s", [kind, identifier])
    digest = row.digest if row else DUMMY
    if row is None or not PROOFS.holds(row.caller.credential_id, digest, mark):
        now, guesser = time.monotonic(), (kind, identifier, address)
        if _GUESSES.is_empty(guesser, GUESS_RATE, GUESSES, now):
            return 1.0 / GUESS_RATE
        if not is_secret(digest, secret) or row is None:
            _GUESSES.wait_s(guesser, GUESS_RATE, GUESSES, now)
            return None
        PROOFS.add(row.caller.credential_id, digest, mark)
    MEMORY.put(mark, row.caller, era)
    return row.caller


class Signer(msgspec.Struct, frozen=True):
    """A caller whose calls are signed. secret: what the signature is made with; settings: see `kinds.Kind.more`."""

    caller: Caller
    secret: str
    settings: dict[str, str]


def signer(kind: str, identifier: str) -> Signer | None:
    """Who signs under this identifier; whether a call is theirs, its signature says. None when nobody does.

    CannotOpen when this installation's key does not open the secret.
    """
    if "\x00" in identifier or len(identifier) > 80:
        return None
    mark = memory_mark(f"signer\x00{kind}\x00{identifier}")
    known = MEMORY.get(mark)
    if isinstance(known, Signer):
        return known
    era = MEMORY.era()
    row = _row("c.scheme = 'sealed' AND c.kind = %s AND c.identifier = %s", [kind, identifier])
    if row is None or row.sealed is None:
        return None
    found = Signer(row.caller, unsealed(row.sealed).decode(), row.settings)
    MEMORY.put(mark, found, era)
    return found


def guessed_wrong(kind: str, identifier: str, address: str) -> float:
    """Count a wrong signature against this address; the seconds to wait before its next guess, 0 while it may go on."""
    return _GUESSES.wait_s((kind, identifier, address), GUESS_RATE, GUESSES, time.monotonic())


class _Row(msgspec.Struct, frozen=True):
    digest: str
    sealed: bytes | None
    settings: dict[str, str]
    caller: Caller


def _row(where: str, terms: Sequence[str]) -> _Row | None:
    with connection.cursor() as cursor:
        cursor.execute(CALLER + where, terms)
        found: tuple[Any, ...] | None = cursor.fetchone()
    if found is None:
        return None
    digest, sealed, settings, pk, kind, identifier, rate, scopes, *account = found
    if isinstance(settings, str):  # Django leaves JSON to its field
        settings = msgspec.json.decode(settings)
    caller = Caller(pk, kind, identifier, rate, Customer(*account), tuple(scopes))
    return _Row(digest, bytes(sealed) if sealed is not None else None, settings, caller)


class Shown(msgspec.Struct, frozen=True):
    """A credential as a page lists it; the secret is not among it."""

    id: int
    kind: str
    identifier: str
    label: str
    created_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


def credentials(account_id: int) -> list[Shown]:
    """An account's credentials, those in force first."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT id, kind, identifier, label, created_at, last_used_at, revoked_at FROM credential
                WHERE account_id = %s ORDER BY revoked_at IS NOT NULL, id DESC LIMIT 200""",
            [account_id],
        )
        return [Shown(*row) for row in cursor.fetchall()]


def service_aliases(account_id: int, kind: str) -> dict[str, str]:
    """An account's own product codes in a dialect (upper case) -> the codes of our services."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT a.code, s.code FROM service_alias a JOIN service s ON s.id = a.service_id
                WHERE a.account_id = %s AND a.kind = %s""",
            [account_id, kind],
        )
        return dict(cursor.fetchall())

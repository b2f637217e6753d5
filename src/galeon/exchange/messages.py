"""Messages on their way to being kept: gathered in memory, written in batches by the background thread."""

import threading
from collections import deque
from datetime import UTC, datetime

from galeon.exchange.acts import Kept, keep_messages, touch

PAYLOAD_MAX = 64 * 1024
VERB_MAX = 300
WAITING_MAX = 5_000
BATCH = 500

_waiting: deque[Kept] = deque()
_used: dict[int, datetime] = {}
_writing = threading.Lock()
_background = threading.Event()


def keep(
    channel: str, verb: str, status: int, outcome: str, request: bytes, reply: bytes, took_us: int,
    account_id: int | None = None,
) -> None:  # fmt: skip
    """Keep a message. Where no background thread runs (a test, a command) it is written here and now.

    Up to half a second of them is lost when the process is killed; beyond 5,000 waiting, new ones are dropped.
    """
    message = Kept(
        account_id, channel, verb[:VERB_MAX].replace("\x00", ""), status, outcome[:40], request[:PAYLOAD_MAX],
        reply[:PAYLOAD_MAX], min(took_us, 2**31 - 1), datetime.now(UTC),
    )  # fmt: skip
    if not _background.is_set():
        keep_messages([message])
    elif len(_waiting) < WAITING_MAX:
        _waiting.append(message)


def used(credential_id: int) -> None:
    """A credential was used just now."""
    if _background.is_set():
        _used[credential_id] = datetime.now(UTC)


def write_messages() -> int:
    """Write what waits. Returns how many messages it was."""
    with _writing:
        batch = [_waiting[n] for n in range(min(len(_waiting), BATCH))]  # others append meanwhile
        if batch:
            keep_messages(batch)
            for _ in batch:
                _waiting.popleft()
    return len(batch)


def write_uses() -> None:
    """Write when credentials were last used."""
    with _writing:
        uses = {credential: _used.pop(credential) for credential in list(_used)}
        if uses:
            touch(uses)


def in_background(runs: bool) -> None:
    """Whether a background thread writes them."""
    _background.set() if runs else _background.clear()

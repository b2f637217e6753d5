"""Who is calling, remembered for at most a minute, and forgotten at once when any credential or account changes."""

import threading
import time

import msgspec

from galeon.parties.reads import Customer

FRESH_S = 60.0
KEPT_MAX = 20_000


class Caller(msgspec.Struct, frozen=True):
    """A program that showed a valid credential, and the account it acts for. scopes: what it may do; none: all."""

    credential_id: int
    kind: str
    identifier: str
    rate_per_s: int
    customer: Customer
    scopes: tuple[str, ...] = ()


class Memory:
    """Verified credentials of this process, by a mark: whoever reads one put it there, and knows what it is.

    It remembers only while `trusted`: the listener is connected and has heard its own call (see `background`). Then a
    change anywhere empties it within a millisecond or two; untrusted, every call reads the database.
    """

    def __init__(self) -> None:
        self.trusted = False
        self._lock = threading.Lock()
        self._era = 0
        self._known: dict[bytes, tuple[float, object]] = {}

    def get(self, mark: bytes) -> object | None:
        """What stands under the mark, when known and fresh."""
        known = self._known.get(mark)
        if known is None or not self.trusted:
            return None
        return known[1] if time.monotonic() < known[0] else None

    def era(self) -> int:
        """Take this before reading the database and hand it to `put`: what changed in between is not remembered."""
        return self._era

    def put(self, mark: bytes, caller: object, era: int) -> None:
        """Remember a caller read from the database in `era`."""
        with self._lock:
            if era != self._era or not self.trusted:
                return
            if len(self._known) >= KEPT_MAX:
                self._known.clear()
            self._known[mark] = (time.monotonic() + FRESH_S, caller)

    def forget(self) -> None:
        """Forget everybody: something changed."""
        with self._lock:
            self._era += 1
            self._known.clear()

    def trust(self, trusted: bool) -> None:
        """Whether changes reach this process."""
        if trusted != self.trusted:
            self.forget()
            self.trusted = trusted


MEMORY = Memory()


class Proofs:
    """Secrets argon2 has verified in the last minute, by the row's id and digest: a changed row is verified anew."""

    def __init__(self) -> None:
        self._until: dict[tuple[int, str, bytes], float] = {}

    def holds(self, credential_id: int, digest: str, mark: bytes) -> bool:
        """Whether this very secret was verified against this very digest."""
        return time.monotonic() < self._until.get((credential_id, digest, mark), 0.0)

    def add(self, credential_id: int, digest: str, mark: bytes) -> None:
        """Remember a verified secret."""
        if len(self._until) >= KEPT_MAX:
            self._until.clear()
        self._until[credential_id, digest, mark] = time.monotonic() + FRESH_S


PROOFS = Proofs()

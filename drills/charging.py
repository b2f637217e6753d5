"""Writers that keep charging while a month is closed, and a closing process that can be killed in the middle of a batch."""

import random
import threading
import time
from collections import Counter
from datetime import UTC, datetime
from itertools import count
from multiprocessing import get_context
from multiprocessing.context import ForkProcess
from multiprocessing.synchronize import Event

import msgspec
import psycopg

OCTOBER = datetime(2026, 10, 31, 6, 0, tzinfo=UTC)
NOVEMBER = datetime(2026, 11, 1, 13, 0, tzinfo=UTC)
FEES = 6
PAUSE_S = 0.02  # eight threads of one process: the rest of the time is the closing's
SECONDS_MAX = 240.0
NAME = "closing under fire"
CLOSING = """SELECT pid FROM pg_stat_activity WHERE datname = 'galeon' AND state = 'active' AND query LIKE '%%billing_close(%%'
  AND application_name = %s"""


class Account(msgspec.Struct, frozen=True):
    """An account of the drill. is_late: charges of October still come for it while October is being closed."""

    id: int
    currency: str
    is_late: bool


class Writers:
    """Threads with connections of their own that charge by the product's door until told to stop. first: their first waybill."""

    def __init__(self, accounts: list[Account], many: int, first: int = 10**9) -> None:
        self.accounts = accounts
        self.sums: Counter[str] = Counter()
        self.fees = 0
        self.faults: list[str] = []
        self._serial = count(first)
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._threads = [threading.Thread(target=self._run, args=[n], daemon=True) for n in range(many)]

    def start(self) -> None:
        """Begin to charge."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Finish what is under way."""
        self._stopping.set()
        for thread in self._threads:
            thread.join(SECONDS_MAX)
        if any(thread.is_alive() for thread in self._threads):
            self.faults.append("a writer never ended")

    def _run(self, n: int) -> None:
        from django.db import connection

        dice = random.Random(n)
        try:
            while not self._stopping.wait(PAUSE_S):
                self._charge(dice)
        except Exception as fault:  # noqa: BLE001  whatever it is, the drill has found something
            self.faults.append(repr(fault)[:300])
        finally:
            connection.close()

    def _charge(self, dice: random.Random) -> None:
        from galeon.billing.charges.raising import NewFee, raise_fees

        with self._lock:
            waybill_id = next(self._serial)
        account = dice.choice(self.accounts)
        at = OCTOBER if account.is_late and dice.random() < 0.7 else NOVEMBER
        fees = [
            NewFee(
                account_id=account.id, waybill_id=waybill_id, code=f"fee{n}", amount_minor=dice.randrange(-500, 3_000) or 1,
                currency=account.currency, charged_at=at, event="drill", source=f"drill:{waybill_id}", reason=None,
            )
            for n in range(FEES)
        ]  # fmt: skip
        (raised,) = raise_fees(fees)
        with self._lock:
            self.sums[account.currency] += raised.amount_minor
            self.fees += len(fees)


class Closer:
    """The closing as processes of their own, made ready before any thread is started; each goes on where the last was killed.

    They are forks, because a new interpreter takes longer to load the house than to close a month.
    """

    def __init__(self, admin_url: str, run_id: int, batch: int, many: int) -> None:
        self.admin_url, self.run_id = admin_url, run_id
        fork = get_context("fork")
        self._gates = [fork.Event() for _ in range(many)]
        self._processes = [fork.Process(target=_close, args=(gate, run_id, batch), daemon=True) for gate in self._gates]
        for process in self._processes:
            process.start()

    def killed_at(self, percent: int) -> float | None:
        """Let the next one close and kill -9 it inside the first batch after so many percent; what stood closed then."""
        deadline = time.monotonic() + SECONDS_MAX
        with psycopg.connect(self.admin_url, autocommit=True) as admin:
            process = self._next()
            while process.is_alive() and time.monotonic() < deadline:
                share = "SELECT 100.0 * closed / statements FROM closing_run WHERE id = %s"
                row = admin.execute(share, [self.run_id]).fetchone()
                if row and row[0] >= percent and admin.execute(CLOSING, [NAME]).fetchone():
                    process.kill()
                    process.join()
                    return float(row[0])
                time.sleep(0.002)
        process.kill()
        return None

    def finished(self) -> bool:
        """Let the next one close to the end."""
        process = self._next()
        process.join(SECONDS_MAX)
        return process.exitcode == 0

    def _next(self) -> ForkProcess:
        self._gates.pop(0).set()
        return self._processes.pop(0)


def _close(gate: Event, run_id: int, batch: int) -> None:
    """What the closing process does: the worker's own act."""
    from django.db import connection

    from galeon.billing.statements.closing import carry_out

    gate.wait()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('application_name', %s, false)", [NAME])
    carry_out(run_id, batch)

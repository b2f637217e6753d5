"""What is in the books after the drill: nothing lost, nothing double, nothing half written."""

import threading
import time
from collections.abc import Sequence

import msgspec
import psycopg

from drills.ordering import Acknowledged

SESSIONS = """
SELECT count(*) FILTER (WHERE state_change > clock_timestamp() - interval '1 second'),
       count(*) FILTER (WHERE state <> 'idle')
  FROM pg_stat_activity WHERE usename = 'galeon_app' AND backend_type = 'client backend'"""


class Books(msgspec.Struct, frozen=True):
    """What the books say. lost: acknowledged orders that are not there under the number the client was told.

    doubles: waybills beyond the first of each of the drill's orders. half_written: waybills without their parcel, item,
    numbers, first event or hold, or the other way round. held_wrong: balances that do not hold the sum of their holds.
    uncommitted: calls cut at the fault point whose order is not there: the fault point was not where it should be.
    """

    waybills: int
    lost: int
    doubles: int
    half_written: int
    held_wrong: int
    uncommitted: int


HALF = """
SELECT count(*) FROM waybill w WHERE
  (SELECT count(*) FROM parcel p WHERE (p.account_id, p.waybill_id) = (w.account_id, w.id)) <> w.pieces
  OR NOT EXISTS (SELECT FROM item i WHERE (i.account_id, i.waybill_id) = (w.account_id, w.id))
  OR (SELECT count(*) FROM waybill_number n WHERE (n.account_id, n.waybill_id) = (w.account_id, w.id)) <> 2
  OR (SELECT count(*) FROM waybill_event e WHERE (e.account_id, e.waybill_id) = (w.account_id, w.id)) <> 1
  OR (SELECT count(*) FROM hold h WHERE (h.account_id, h.source_id) = (w.account_id, w.id)) <> 1"""
ORPHANS = """
SELECT (SELECT count(*) FROM hold h WHERE NOT EXISTS (SELECT FROM waybill w WHERE (w.account_id, w.id) = (h.account_id, h.source_id)))
     + (SELECT count(*) FROM waybill_event e WHERE NOT EXISTS (
          SELECT FROM waybill w WHERE (w.account_id, w.id) = (e.account_id, e.waybill_id)))"""
HELD = """
SELECT count(*) FROM balance b WHERE b.held_minor <> (
  SELECT coalesce(sum(h.amount_minor), 0) FROM hold h WHERE h.account_id = b.account_id AND h.state = 'held')"""


def books(url: str, told: Sequence[Acknowledged], cut: Sequence[str], prefix: str, *, renews: bool) -> Books:
    """Compare what is there with what the clients were told. prefix: of the drill's order names."""
    with psycopg.connect(url) as db:
        rows = db.execute("SELECT reference, number FROM waybill WHERE starts_with(reference, %s)", [prefix]).fetchall()
        half = _one(db, HALF) + _one(db, ORPHANS)
        wrong = _one(db, HELD)
    there = {(reference, number) for reference, number in rows}
    references = {reference for reference, _ in rows}
    names = {reference.rpartition("-")[0] if renews else reference for reference in references}
    mine = [key.removeprefix("k-") for key in cut if key.startswith(f"k-{prefix}")]
    return Books(
        waybills=len(rows),
        lost=sum((a.reference, a.number) not in there for a in told),
        doubles=len(rows) - len(names),
        half_written=half,
        held_wrong=wrong,
        uncommitted=sum(reference not in references for reference in mine),
    )


def _one(db: "psycopg.Connection[tuple[object, ...]]", sql: "psycopg.abc.QueryNoTemplate") -> int:
    row = db.execute(sql).fetchone()
    return int(str(row[0])) if row else 0


class Watch(threading.Thread):
    """Looks at the server's sessions ten times a second. peak: most of ours that worked within one second; peak_busy:
    most that were at work at one instant."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self.url, self.peak, self.peak_busy = url, 0, 0
        self._stopping = threading.Event()

    def run(self) -> None:
        while not self._stopping.is_set():
            try:
                with psycopg.connect(self.url, autocommit=True) as db:
                    while not self._stopping.is_set():
                        row = db.execute(SESSIONS).fetchone()
                        if row:
                            self.peak, self.peak_busy = max(self.peak, int(row[0])), max(self.peak_busy, int(row[1]))
                        self._stopping.wait(0.1)
            except psycopg.Error:  # it was killed, as it should be
                time.sleep(0.2)

    def stop(self) -> None:
        """No more looking."""
        self._stopping.set()
        self.join(10)

"""Price the rows of a run, a chunk in one transaction with its mark, over a connection of the client library's own.

Any number of processes may work on one run: a chunk is locked by the one that prices it, and what is not committed when a
process dies is priced again by the next. The price of each row is `reads.price`'s own: nothing is computed here.
"""

from collections.abc import Callable, Sequence

import psycopg
from msgspec import Struct

from galeon.kernel.refusal import Refusal
from galeon.kernel.sql import load
from galeon.tariffs.bulk import copying as bulk_copy
from galeon.tariffs.bulk.copying import Written
from galeon.tariffs.price import Price, PriceRequest
from galeon.tariffs.sheet import Side

AT_ONCE = 250
Connection = psycopg.Connection[tuple[object, ...]]
Cursor = psycopg.Cursor[tuple[object, ...]]
Pricing = Callable[[Sequence[PriceRequest], Side], Sequence[Price | Refusal]]
"""Prices requests of one side by the state of the price lists that the run is priced by."""


class Work(Struct, frozen=True):
    """What a process needs to know of the run it works on."""

    run_id: int
    signature: str
    pricing: Pricing


def price_next(db: Connection, work: Work) -> bool:
    """Price the next chunk nobody works on; False when none is left, or the run is not to go on."""
    with db.transaction(), db.cursor() as cursor:
        cursor.execute(load("tariffs", "run_claim"), {"run": work.run_id, "signature": work.signature})
        claimed = cursor.fetchone()
        if claimed is None:
            return False
        no, from_no, to_no = claimed
        cursor.execute("SET LOCAL timezone TO 'UTC'")  # moments are read as they are written
        with cursor.copy(load("tariffs", "run_rows"), {"run": work.run_id, "from": from_no, "to": to_no}) as copy:
            text = b"".join(copy).decode()
        done = _priced(cursor, work, text)
        cursor.execute(
            """UPDATE price_run_chunk SET done_at = clock_timestamp(), priced = %s, refused = %s, fees = %s
                WHERE run_id = %s AND no = %s""",
            [done.priced, done.refused, done.fees, work.run_id, no],
        )
    return True


def _priced(cursor: Cursor, work: Work, text: str) -> Written:
    """Price rows, then copy their charges back: pricing may ask for a price list over this same connection."""
    found = [price_rows(work, asked) for asked in bulk_copy.read_rows(text, AT_ONCE)]
    _copy(cursor, "price_run_charge", bulk_copy.CHARGE_COLUMNS, [written.charges for written in found])
    _copy(cursor, "price_run_refusal", bulk_copy.REFUSAL_COLUMNS, [written.refusals for written in found])
    return Written("", "", *map(sum, zip(*((w.priced, w.refused, w.fees) for w in found), strict=True)))


def _copy(cursor: Cursor, table: str, columns: Sequence[str], parts: Sequence[str]) -> None:
    if any(parts):
        with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
            for part in parts:
                copy.write(part)


def price_rows(work: Work, asked: bulk_copy.Asked) -> Written:
    """Price rows of whatever sides, each side's together, and write them down in their order."""
    sides = set(asked.sides)
    if len(sides) == 1:
        answers = list(work.pricing(asked.requests, sides.pop()))
    else:
        found: dict[int, Price | Refusal] = {}
        for side in sides:
            at = [n for n, one in enumerate(asked.sides) if one is side]
            found.update(zip(at, work.pricing([asked.requests[n] for n in at], side), strict=True))
        answers = [found[n] for n in range(len(asked.requests))]
    return bulk_copy.write_prices(work.run_id, asked.numbers, answers)

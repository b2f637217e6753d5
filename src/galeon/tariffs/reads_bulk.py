"""Price runs: how far each is, and what came of its rows."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

import msgspec
from django.db import connection
from msgspec import Struct

from galeon.kernel.refusal import Refusal
from galeon.kernel.sql import load
from galeon.tariffs.bulk.copying import CHARGE_COLUMNS, ROW_COLUMNS, Charge, price_of, request_of
from galeon.tariffs.price import Price, PriceRequest
from galeon.tariffs.sheet import Side

LATEST = 50
STEP = 2_000
_SIDE = 6
_PARAMS = msgspec.json.Decoder(dict[str, str])


class Run(Struct, frozen=True):
    """A run and how far it is. done, priced, refused: rows; fees: charges. now: the database's clock when it was asked."""

    id: int
    name: str
    service_id: int | None
    account: int | None
    level: str
    currency: str
    side: Side
    total: int
    opened_at: datetime
    opened_by: str | None
    began_at: datetime | None
    done_before: int
    cancelled_at: datetime | None
    finished_at: datetime | None
    fault: str
    done: int
    priced: int
    refused: int
    fees: int
    last_at: datetime | None
    now: datetime

    @property
    def is_over(self) -> bool:
        """Nothing is being done: finished, cancelled, or stopped by a fault."""
        return bool(self.finished_at or self.cancelled_at or self.fault)

    @property
    def rows_a_second(self) -> int:
        """Since its latest start; 0 before the first chunk."""
        until = self.last_at if self.is_over else self.now
        if self.began_at is None or until is None or self.done <= self.done_before:
            return 0
        return round((self.done - self.done_before) / max((until - self.began_at).total_seconds(), 0.001))

    @property
    def left(self) -> timedelta | None:
        """How long the rest will take at this rate; None where that cannot be told."""
        rate = self.rows_a_second
        return timedelta(seconds=round((self.total - self.done) / rate)) if rate and not self.is_over else None


class Result(Struct, frozen=True):
    """One row and what came of it; answer None: not priced yet."""

    no: int
    side: Side
    request: PriceRequest
    answer: Price | Refusal | None


def runs(limit: int = LATEST) -> list[Run]:
    """The latest runs, the newest first."""
    return _runs(None, limit)


def run(run_id: int) -> Run | None:
    """One run, None when there is none."""
    return next(iter(_runs(run_id, 1)), None)


def _runs(run_id: int | None, limit: int) -> list[Run]:
    with connection.cursor() as cursor:
        cursor.execute(load("tariffs", "run_progress"), {"run": run_id, "limit": limit})
        return [_run(list(row)) for row in cursor.fetchall()]


def _run(cells: list[Any]) -> Run:
    cells[_SIDE] = Side(cells[_SIDE])
    return Run(*cells)


def results(run_id: int, from_no: int = 1, limit: int = STEP, *, refused: bool = False) -> list[Result]:
    """Up to `limit` rows from a number on, with their prices or refusals; `refused`: only those without a price."""
    which = "AND no IN (SELECT no FROM price_run_refusal WHERE run_id = %(run)s AND no >= %(no)s)" if refused else ""
    terms = {"run": run_id, "no": from_no, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT {", ".join(ROW_COLUMNS)} FROM price_run_row WHERE run_id = %(run)s AND no >= %(no)s {which}
                 ORDER BY no LIMIT %(limit)s""",  # noqa: S608  names of ours
            terms,
        )
        asked = [(row[0], Side(row[1]), request_of(row[1:])) for row in cursor.fetchall()]
    numbers = [no for no, _, _ in asked]
    found: dict[int, Price | Refusal] = {**_prices(run_id, numbers), **_refusals(run_id, numbers)}
    return [Result(no, side, request, found.get(no)) for no, side, request in asked]


def all_results(run_id: int) -> Iterator[Result]:
    """Every row of a run in order, read bit by bit."""
    from_no = 1
    while found := results(run_id, from_no):
        yield from found
        from_no = found[-1].no + 1


def codes(run_id: int) -> list[str]:
    """The fees there are in a run, as its price lists order them: by the line they most often stand on."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT code FROM price_run_charge WHERE run_id = %s AND code <> '' GROUP BY code ORDER BY avg(line), code",
            [run_id],
        )
        return [code for (code,) in cursor.fetchall()]


def _prices(run_id: int, numbers: list[int]) -> dict[int, Price]:
    if not numbers:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT {", ".join(CHARGE_COLUMNS[1:])} FROM price_run_charge
                 WHERE run_id = %s AND no = ANY (%s) ORDER BY no, line""",  # noqa: S608  names of ours
            [run_id, numbers],
        )
        charges = (Charge(*row) for row in cursor.fetchall())
        return {no: price_of(lines) for no, lines in groupby(charges, key=lambda charge: charge.no)}


def _refusals(run_id: int, numbers: list[int]) -> dict[int, Refusal]:
    if not numbers:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT no, code, field, message, params::text FROM price_run_refusal
                WHERE run_id = %s AND no = ANY (%s)""",
            [run_id, numbers],
        )
        return {
            no: Refusal(code=code, field=field, message=message, params=_PARAMS.decode(params))
            for no, code, field, message, params in cursor.fetchall()
        }

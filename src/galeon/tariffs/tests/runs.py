"""Price runs for the tests: opened without price lists of a service, priced by given tariffs."""

from collections.abc import Callable, Sequence

from django.db import connection

from galeon.kernel.refusal import Refusal
from galeon.tariffs import acts_bulk, reads_bulk
from galeon.tariffs.acts_bulk import NewRun
from galeon.tariffs.bulk import pricing as bulk
from galeon.tariffs.price import Price, PriceRequest
from galeon.tariffs.sheet import Side
from galeon.tariffs.tests.sheets import NOON

Answer = Price | Refusal
Answering = Callable[[PriceRequest], Answer]


def opened(requests: Sequence[PriceRequest], chunk_rows: int = 3, side: Side = Side.SALE) -> int:
    """A run of these requests, in many small chunks."""
    rows = [(side, request) for request in requests]
    run_id = acts_bulk.open_run(NewRun(name="test"), rows, None, NOON, chunk_rows)
    assert isinstance(run_id, int), run_id
    return run_id


def in_bulk(requests: Sequence[PriceRequest], answering: Answering) -> list[Answer]:
    """What a run makes of requests that one tariff or another answers: written, committed, read back."""
    run_id = opened(requests)
    work = bulk.Work(run_id, "", lambda asked, side: [answering(request) for request in asked])
    connection.ensure_connection()
    while bulk.price_next(connection.connection, work):
        pass
    return [result.answer for result in reads_bulk.all_results(run_id) if result.answer is not None]

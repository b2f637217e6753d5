"""A serving thread's database connection ends with the thread."""

import gc
import threading
from collections.abc import Callable, Iterator

import pytest
from django.db import connection

from galeon.kernel.threads import close_with_thread


def sessions() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'"
        )
        return int(cursor.fetchone()[0])


def serve(first: Callable[[], None]) -> None:
    def work() -> None:
        for _ in range(2):
            first()
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


@pytest.fixture
def no_collector() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()


def test_when_a_thread_ends_its_connection_is_gone(fresh_db: str, no_collector: None) -> None:
    before = sessions()
    for _ in range(3):
        serve(close_with_thread)
    assert sessions() == before

"""What happens below is told upward once the act stands, and only then."""

from collections.abc import Iterator

import msgspec
import pytest
from django.db import connection, transaction

from galeon.kernel import outbox, tenancy


class KettleBoiled(msgspec.Struct, frozen=True, kw_only=True):
    """Something to listen to."""

    cups: tuple[tuple[int, int], ...]


class NobodyCares(msgspec.Struct, frozen=True):
    """Something nobody listens to."""

    at: int


@pytest.fixture
def heard() -> Iterator[list[KettleBoiled]]:
    events: list[KettleBoiled] = []
    outbox.on(KettleBoiled)(events.append)
    yield events
    outbox._HANDLERS.pop(outbox._name(KettleBoiled))


def waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'")
        return int(cursor.fetchone()[0])


@pytest.mark.django_db
def test_an_event_reaches_its_handler_as_it_was_published(heard: list[KettleBoiled]) -> None:
    big = 2**62 + 1
    outbox.publish(KettleBoiled(cups=((1, big), (2, 3))))
    assert heard == []
    assert outbox.drain() == 1
    assert heard == [KettleBoiled(cups=((1, big), (2, 3)))]
    assert outbox.drain() == 0


@pytest.mark.django_db
def test_an_act_that_is_rolled_back_tells_nobody(heard: list[KettleBoiled]) -> None:
    with transaction.atomic():
        outbox.publish(KettleBoiled(cups=()))
        transaction.set_rollback(True)
    assert waiting() == 0
    assert outbox.drain() == 0
    assert heard == []


@pytest.mark.django_db
def test_a_customers_act_may_tell_without_seeing_the_queue(heard: list[KettleBoiled]) -> None:
    with tenancy.customer(7), connection.cursor() as cursor:
        outbox.publish(KettleBoiled(cups=((7, 1),)))
        cursor.execute("SELECT current_setting('role'), current_setting('galeon.account')")
        assert cursor.fetchone() == ("galeon_customer", "7")
        cursor.execute("SELECT has_table_privilege('procrastinate_jobs', 'INSERT')")
        assert cursor.fetchone() == (False,)
    outbox.drain()
    assert heard == [KettleBoiled(cups=((7, 1),))]


@pytest.mark.django_db
def test_what_nobody_listens_to_makes_no_job() -> None:
    outbox.publish(NobodyCares(1))
    assert waiting() == 0


@pytest.mark.django_db
def test_one_handlers_fault_does_not_starve_the_next_and_comes_out(heard: list[KettleBoiled]) -> None:
    @outbox.on(KettleBoiled)
    def spill(event: KettleBoiled) -> None:
        raise ValueError("spilt")

    outbox._HANDLERS[outbox._name(KettleBoiled)][1].reverse()
    outbox.publish(KettleBoiled(cups=()))
    with pytest.raises(ValueError, match="spilt"):
        outbox.drain()
    assert len(heard) == 1
    assert waiting() == 1


def test_an_event_that_fails_is_tried_five_times_more_with_growing_pauses() -> None:
    assert (outbox.RETRY.max_attempts, outbox.RETRY.exponential_wait) == (5, 4)
    assert outbox.run.retry_strategy is outbox.RETRY

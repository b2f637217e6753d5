"""The only writers of scenarios. They write nothing else: no charge, no price, no event."""

from collections.abc import Callable
from datetime import UTC, datetime
from time import monotonic

import msgspec
from django.db import connection, transaction

from galeon.decisions import parallel, result
from galeon.decisions.ask import Ask
from galeon.decisions.events import ScenarioAsked
from galeon.decisions.known import fault
from galeon.decisions.models import Scenario
from galeon.decisions.repricing import Repricing, counted, received
from galeon.decisions.tally import Tally
from galeon.kernel.outbox import publish
from galeon.kernel.refusal import Refusal

AT_ONCE_MAX = 2_000
WAYBILLS_MAX = 3_000_000
NAME_MAX = 120
FAULT_MAX = 500
KEY_MAX = 120


def ask(name: str, asked: Ask, by: int | None, at: datetime) -> int | Refusal:
    """Keep a scenario and have it priced; its id, or why it cannot be.

    Up to AT_ONCE_MAX waybills are priced before this returns, more by the worker. by: the person's id.
    """
    refusal = fault(asked)
    if refusal is not None:
        return refusal
    total = counted(asked)
    if total > WAYBILLS_MAX:
        return Refusal(
            code="too_many_waybills", field="last_day", message="At most {max} waybills can be priced in one scenario.",
            params={"max": str(WAYBILLS_MAX)},
        )  # fmt: skip
    with transaction.atomic():
        scenario = Scenario.objects.create(
            name=_printable(name), ask=msgspec.to_builtins(asked), total=total, asked_by_id=by, asked_at=at
        )
        if total > AT_ONCE_MAX:
            publish(ScenarioAsked(scenario_id=scenario.pk))
    if total <= AT_ONCE_MAX:
        run(scenario.pk)
    return scenario.pk


def run(scenario_id: int) -> None:
    """Price a scenario from the beginning and keep what it came to; one that is done or cancelled stays as it is.

    What it breaks on is kept with it, and raised: the job is tried again.
    """
    waiting = (Scenario.State.WAITING, Scenario.State.RUNNING, Scenario.State.FAILED)
    scenarios = Scenario.objects.filter(pk=scenario_id, state__in=waiting, cancelled_at=None)
    if not scenarios.update(state=Scenario.State.RUNNING, done=0, fault=""):
        return
    asked = msgspec.convert(Scenario.objects.get(pk=scenario_id).ask, Ask)
    began = monotonic()
    try:
        tally = _price(scenario_id, asked)
    except Exception as broken:
        Scenario.objects.filter(pk=scenario_id).update(state=Scenario.State.FAILED, fault=str(broken)[:FAULT_MAX])
        raise
    if tally is not None:
        _keep(scenario_id, tally, asked, round(monotonic() - began))


def cancel(scenario_id: int, at: datetime) -> bool:
    """Ask a scenario to stop; False when it is over already. It stops with the chunk it is at."""
    open_states = (Scenario.State.WAITING, Scenario.State.RUNNING)
    return bool(
        Scenario.objects.filter(pk=scenario_id, state__in=open_states).update(
            cancelled_at=at, state=Scenario.State.CANCELLED, finished_at=at
        )
    )


def forget(scenario_id: int) -> bool:
    """Throw a scenario away with its result; False when there is none, or it is being priced."""
    over = (Scenario.State.DONE, Scenario.State.CANCELLED, Scenario.State.FAILED)
    return bool(Scenario.objects.filter(pk=scenario_id, state__in=over).delete()[0])


def _price(scenario_id: int, asked: Ask) -> Tally | None:
    """All of it counted; None when it was cancelled."""
    going_on = _progress(scenario_id)
    total = Scenario.objects.values_list("total", flat=True).get(pk=scenario_id)
    parts = parallel.processes(total)
    if parts > 1:
        return parallel.price(scenario_id, parts, going_on)
    tally, repricing, done = Tally(), Repricing(asked), 0
    with received(asked) as chunks:
        for keys in chunks:
            repricing.count(keys, tally)
            done += len(keys)
            if not going_on(done):
                return None
    return tally


def _progress(scenario_id: int) -> Callable[[int], bool]:
    """Write down how far it is; False from the moment on that it is cancelled."""

    def going_on(done: int) -> bool:
        running = Scenario.objects.filter(pk=scenario_id, state=Scenario.State.RUNNING)
        return bool(running.update(done=done))

    return going_on


def _keep(scenario_id: int, tally: Tally, asked: Ask, seconds: int) -> None:
    done = result.result(tally, asked.currency, seconds)
    rows = [
        (scenario_id, dimension, key[:KEY_MAX], _json([row for _, _, row in sorted(heap, reverse=True)]))
        for (dimension, key), heap in tally.rows.items()
    ]
    with transaction.atomic():
        kept = Scenario.objects.filter(pk=scenario_id, state=Scenario.State.RUNNING).update(
            state=Scenario.State.DONE, result=msgspec.to_builtins(done), done=tally.total.waybills,
            finished_at=datetime.now(UTC),
        )  # fmt: skip
        if not kept:
            return
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM scenario_rows WHERE scenario_id = %s", [scenario_id])
            with cursor.copy("COPY scenario_rows (scenario_id, dimension, key, rows) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _printable(name: str) -> str:
    return "".join(c if c.isprintable() else " " for c in name).strip()[:NAME_MAX]

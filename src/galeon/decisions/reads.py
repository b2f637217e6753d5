"""Scenarios as they are shown. For the house only: what is in them are costs and margins."""

from datetime import datetime
from decimal import Decimal

import msgspec
from django.db import connection

from galeon.decisions.ask import Ask
from galeon.decisions.models import Scenario, ScenarioRows
from galeon.decisions.result import Result
from galeon.decisions.tally import Row

LIST_MAX = 50


class Told(msgspec.Struct, frozen=True):
    """A scenario: how far it is, and its result once it is done. asked_by: the person's name, "" for a command."""

    id: int
    name: str
    ask: Ask
    state: str
    total: int
    done: int
    result: Result | None
    asked_by: str
    asked_at: datetime
    finished_at: datetime | None
    fault: str


class Draft(msgspec.Struct, frozen=True):
    """A version that is not published yet, as a scenario offers it: `US-EXPRESS v4`."""

    version_id: int
    code: str
    no: int
    side: str


class FuelNow(msgspec.Struct, frozen=True):
    """A fuel table with the percentage in force on a day."""

    code: str
    name: str
    percent: Decimal


def scenario(scenario_id: int) -> Told | None:
    """One scenario, or None."""
    found = Scenario.objects.select_related("asked_by").filter(pk=scenario_id).first()
    return _told(found) if found else None


def scenarios(limit: int = LIST_MAX) -> list[Told]:
    """The latest scenarios, without their results."""
    found = Scenario.objects.select_related("asked_by").defer("result").order_by("-id")[: min(limit, LIST_MAX)]
    return [_told(row, with_result=False) for row in found]


def waybills(scenario_id: int, dimension: str, key: str) -> list[Row]:
    """The waybills of one cell that differ most, at most a hundred; money in the report's currency."""
    found = (
        ScenarioRows.objects.filter(scenario_id=scenario_id, dimension=dimension, key=key)
        .values_list("rows", flat=True)
        .first()
    )
    return msgspec.convert(found, list[Row]) if found else []


def drafts() -> list[Draft]:
    """Every draft there is, by its list."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT v.id, l.code, v.no, l.side FROM price_version v JOIN price_list l ON l.id = v.price_list_id
               WHERE v.published_at IS NULL ORDER BY l.code, v.no LIMIT 500"""
        )
        return [Draft(*row) for row in cursor.fetchall()]


def version(version_id: int) -> Draft | None:
    """Any version, published or not."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT v.id, l.code, v.no, l.side FROM price_version v JOIN price_list l ON l.id = v.price_list_id
               WHERE v.id = %s""",
            [version_id],
        )
        row = cursor.fetchone()
    return Draft(*row) if row else None


def fuels(on: datetime) -> list[FuelNow]:
    """The fuel tables and what they say now."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT t.code, t.name, trim_scale(r.percent) FROM fuel_table t CROSS JOIN LATERAL (
                 SELECT percent FROM fuel_rate WHERE table_id = t.id AND valid_from <= (%s AT TIME ZONE t.timezone)::date
                  ORDER BY valid_from DESC LIMIT 1) r ORDER BY t.code""",
            [on],
        )
        return [FuelNow(*row) for row in cursor.fetchall()]


def divisors() -> list[int]:
    """The divisors of published lists, the most used first."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT d.divisor FROM price_divisor d JOIN price_version v ON v.id = d.version_id
               WHERE v.published_at IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 10"""
        )
        return [int(row[0]) for row in cursor.fetchall()]


def _told(row: Scenario, *, with_result: bool = True) -> Told:
    ask = msgspec.convert(row.ask, Ask)
    result = msgspec.convert(row.result, Result) if with_result and row.result is not None else None
    return Told(
        row.pk, row.name, ask, row.state, row.total, row.done, result, row.asked_by.name if row.asked_by else "",
        row.asked_at, row.finished_at, row.fault,
    )  # fmt: skip

"""GET /health: does the database answer, does the worker live, is there room on the disk."""

import shutil
import time
from typing import Literal

import msgspec
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse

from galeon.kernel import environment
from galeon.kernel.environment import installed_version

FREE_BYTES_MIN = 1_000_000_000
HEARTBEAT_S_MAX = 60.0
_ENCODER = msgspec.json.Encoder()


class Part(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing looked at. age_s: since the worker was last heard of; took_ms: what the database's answer took."""

    good: bool
    took_ms: float | None = None
    age_s: float | None = None
    text: str = ""


class Health(msgspec.Struct, frozen=True):
    """ok; degraded: it serves, but jobs or the disk need somebody; down: it cannot serve (503)."""

    status: Literal["ok", "degraded", "down"]
    version: str
    database: Part
    worker: Part
    disk: Part


def health(request: HttpRequest) -> HttpResponse:
    """200 while calls can be served, even when the worker is away: it must not take the pages with it. 503 when not."""
    found = look()
    status = 503 if found.status == "down" else 200
    response = HttpResponse(_ENCODER.encode(found), status=status, content_type="application/json")
    response["Cache-Control"] = "no-store"
    return response


def look() -> Health:
    """How things stand."""
    began = time.perf_counter()
    disk = _disk()
    try:
        age_s = heartbeat_age_s()
    except DatabaseError:
        away = Part(False, text="does not answer")
        return Health("down", installed_version(), away, Part(False, text="unknown"), disk)
    database = Part(True, took_ms=round((time.perf_counter() - began) * 1_000, 1))
    alive = age_s is not None and age_s <= HEARTBEAT_S_MAX
    worker = Part(alive, age_s=age_s, text="" if alive else "no worker has been heard of for a minute")
    return Health("ok" if alive and disk.good else "degraded", installed_version(), database, worker, disk)


def heartbeat_age_s() -> float | None:
    """Seconds since the liveliest worker was heard of; None when there is none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT extract(epoch FROM clock_timestamp() - max(last_heartbeat))::float8 FROM procrastinate_workers"
        )
        row = cursor.fetchone()
    return None if row is None or row[0] is None else round(max(float(row[0]), 0.0), 1)


def free_bytes() -> int | None:
    """Free on the disk of the data folder; None where there is no such folder (an external database)."""
    try:
        return shutil.disk_usage(environment.load().data).free
    except OSError:
        return None


def _disk() -> Part:
    free = free_bytes()
    if free is None or free >= FREE_BYTES_MIN:
        return Part(True)
    return Part(False, text="less than 1 GB is free")

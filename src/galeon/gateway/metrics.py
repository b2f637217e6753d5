"""GET /metrics: what Prometheus reads. From this machine itself, or with the token in GALEON_METRICS_TOKEN.

Calls are counted by each process; where `galeon serve` runs several, they add up through files in a folder of its own
(PROMETHEUS_MULTIPROC_DIR). What the database knows is asked when it is read.
"""

import hmac
import os
from collections.abc import Iterator
from functools import cache

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from galeon.gateway.health import free_bytes, heartbeat_age_s
from galeon.kernel.jobs import queue

LOOPBACK = ("127.0.0.1", "::1")
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP")
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)

_HERE = CollectorRegistry()
_CALLS = Counter("galeon_calls", "Calls of programs, by channel and status.", ("channel", "status"), registry=_HERE)
_TOOK = Histogram("galeon_call_seconds", "What calls of programs took.", ("channel",), buckets=SECONDS, registry=_HERE)


def observe(channel: str, status: int, seconds: float) -> None:
    """Count a call."""
    counter, histogram = _measures(channel, status)
    counter.inc()
    histogram.observe(seconds)


@cache
def _measures(channel: str, status: int) -> tuple[Counter, Histogram]:
    return _CALLS.labels(channel, str(status)), _TOOK.labels(channel)


def metrics(request: HttpRequest) -> HttpResponse:
    """The figures as text; 403 for everybody else."""
    if not _may_read(request):
        return HttpResponse("Not for you.\n", status=403, content_type="text/plain; charset=utf-8")
    text = generate_latest(_counted()) + generate_latest(_asked())
    return HttpResponse(text, content_type=CONTENT_TYPE_LATEST)


def _may_read(request: HttpRequest) -> bool:
    token = os.environ.get("GALEON_METRICS_TOKEN", "")
    given = request.META.get("HTTP_AUTHORIZATION", "")
    if token and hmac.compare_digest(given.encode("utf-8", "replace"), f"Bearer {token}".encode()):
        return True
    is_here = request.META.get("REMOTE_ADDR", "") in LOOPBACK
    return is_here and not any(
        name in request.META for name in FORWARDED
    )  # a proxy on this machine is not this machine


def _counted() -> CollectorRegistry:
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return _HERE
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry


class _Database(Collector):
    """What is asked when it is read."""

    def collect(self) -> Iterator[Metric]:
        free = free_bytes()
        if free is not None:
            yield GaugeMetricFamily("galeon_disk_free_bytes", "Free on the data folder's disk.", value=free)
        try:
            jobs, age_s, sizes = queue(), heartbeat_age_s(), _sizes()
        except DatabaseError:
            yield GaugeMetricFamily("galeon_database_up", "1 while the database answers.", value=0)
            return
        yield GaugeMetricFamily("galeon_database_up", "1 while the database answers.", value=1)
        waiting = GaugeMetricFamily("galeon_jobs", "Jobs of the worker by state.", labels=("state",))
        for state, count in (("todo", jobs.todo), ("doing", jobs.doing), ("failed", jobs.failed)):
            waiting.add_metric((state,), count)
        yield waiting
        yield GaugeMetricFamily(
            "galeon_job_oldest_seconds", "How long the oldest job that is due waits.", value=jobs.oldest_s
        )
        if age_s is not None:
            yield GaugeMetricFamily("galeon_worker_heartbeat_seconds", "Since the worker was heard of.", value=age_s)
        yield GaugeMetricFamily("galeon_database_bytes", "Size of the database.", value=sizes[0])
        yield GaugeMetricFamily("galeon_database_connections", "Connections to it.", value=sizes[1])


def _sizes() -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT pg_database_size(current_database()),
                 (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database())"""
        )
        row = cursor.fetchone()
    return (int(row[0]), int(row[1])) if row else (0, 0)


def _asked() -> CollectorRegistry:
    registry = CollectorRegistry()
    registry.register(_Database())
    return registry

"""One question to 30 services over HTTP, each with its own list and every surcharge it has, in words and as data.

Product: POST /api/v1/quotes, authenticated, answered whole: 30 prices of seven fees each with their reasons, one service that
cannot. Floor: an address of the same server that answers without doing anything (405). Both with one connection at a
time, which says how long a person waits, in turn; medians of the rounds. `ratio`: the floor's median time over the product's.
`languages`: the product's p50 in each. With 8 connections: answers a second.
"""

import json
import statistics
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import repeat
from operator import truediv

from bench import load, rating_data
from bench.intake import Serving
from bench.server import Place
from galeon.exchange.acts import issue_api_key
from galeon.ops.small import open_merchant

SERVICES, CLIENTS, LIMIT_MS = 30, 8, 20.0
LANGUAGES = ("en", "es", "zh")
ASKED = {
    "country": "DE", "postcode": "01099", "city": "Dresden", "cargo_class": "battery", "options": ["residential"],
    "parcels": [{"weight_g": 11_300, "length_mm": 1_300, "width_mm": 410, "height_mm": 330}] * 2,
}  # fmt: skip


def run(place: Place, rounds: int, small: bool) -> dict[str, object]:
    """Milliseconds of product and floor (p50, p99), their ratio, and answers a second with 8 connections."""
    seconds = 1.0 if small else 4.0
    rating_data.open_lists(SERVICES * len(rating_data.LEVELS))
    merchant = open_merchant("QUOTES")
    key = issue_api_key(merchant.account_id, "bench", datetime.now(UTC), rate_per_s=10**6)
    with Serving() as port:
        _answered_whole(port, key)
        times: dict[str, list[list[float]]] = {"product": [], "floor": []}
        for _ in range(rounds):
            times["floor"].append(_times(port, _call(key, "GET", b""), 405, 1, seconds / 2))
            times["product"].append(_times(port, _quote(key), 200, 1, seconds))
        spoken = {tongue: _p(_times(port, _quote(key, tongue), 200, 1, seconds / 2), 50) for tongue in LANGUAGES}
        many = load.run("127.0.0.1", port, CLIENTS, _quote(key), seconds)
    product, floor = ([_p(found, 50) for found in times[side]] for side in ("product", "floor"))
    p99 = statistics.median(_p(found, 99) for found in times["product"])
    return {
        "bench": "quotes", "unit": "ms", "services": SERVICES, "rounds": rounds, "product": statistics.median(product),
        "floor": statistics.median(floor), "ratio": round(statistics.median(map(truediv, floor, product)), 3),
        "p99_ms": p99, "limit_ms": LIMIT_MS, "holds": p99 < LIMIT_MS, "languages": spoken,
        "answers_per_s": round(len(many.times_ms) / many.seconds), "p99_ms_8_connections": _p(sorted(many.times_ms), 99),
        "product_rounds": product, "floor_rounds": floor,
    }  # fmt: skip


def _times(port: int, requests: Iterator[bytes], status: int, clients: int, seconds: float) -> list[float]:
    """Milliseconds of every answer, ascending."""
    load.run("127.0.0.1", port, clients, requests, 0.2)  # warm
    told = load.run("127.0.0.1", port, clients, requests, seconds)
    if set(told.statuses) != {status}:
        raise RuntimeError(told.statuses)
    return sorted(told.times_ms)


def _p(ascending: list[float], percent: int) -> float:
    return round(ascending[min(len(ascending) * percent // 100, len(ascending) - 1)], 2)


def _quote(key: str, language: str = "en") -> Iterator[bytes]:
    return _call(key, "POST", json.dumps(ASKED).encode(), language)


def _call(key: str, method: str, body: bytes, language: str = "en") -> Iterator[bytes]:
    head = (
        f"{method} /api/v1/quotes HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {key}\r\nAccept-Language: {language}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return repeat(head.encode() + body)


def _answered_whole(port: int, key: str) -> None:
    """What is measured is the whole answer: thirty prices with seven reasons each."""
    from http.client import HTTPConnection

    connection = HTTPConnection("127.0.0.1", port)
    head = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    connection.request("POST", "/api/v1/quotes", json.dumps(ASKED), head)
    quotes = json.loads(connection.getresponse().read())["quotes"]
    connection.close()
    whole = [q for q in quotes if q["total_minor"] and len(q["lines"]) == 7 and all(fee["why"] for fee in q["lines"])]
    if len(whole) != SERVICES:
        raise RuntimeError(f"{len(whole)} of {len(quotes)} services answered whole: {quotes[:2]}")

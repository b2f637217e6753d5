"""How a request leaves for a carrier: once, over checked TLS, inside one deadline.

The door to karrio puts `send_once` in the place of karrio's own sender, which would send a POST a
second time whenever a tracing library is importable, and would wait for ever.
"""

import contextvars
import functools
import io
import socket
import ssl
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from enum import StrEnum
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit

import msgspec

TIMEOUT_S = 30.0
ANSWER_BYTES_MAX = 32 * 1024 * 1024
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class Fate(StrEnum):
    """What is known of a request that left."""

    UNSENT = "unsent"  # it certainly did not reach the carrier
    UNANSWERED = "unanswered"  # it may have reached the carrier: what it did there is unknown
    ANSWERED = "answered"


class Exchange(msgspec.Struct):
    """One request and what came back. `status` 0 and an empty `body` when nothing did."""

    method: str
    path: str
    fate: Fate = Fate.UNANSWERED
    status: int = 0
    body: bytes = b""


class InsecureError(URLError):
    """The address is neither https nor this very machine: credentials would travel in clear."""


class TooLargeError(OSError):
    """The carrier's answer passes `ANSWER_BYTES_MAX`."""


class Answer:
    """An answer read whole: what karrio expects of a response (read, status, headers, url)."""

    def __init__(self, status: int, headers: Message, url: str, body: bytes) -> None:
        self.status = status
        self.headers = headers
        self.url = url
        self._body = body

    def read(self) -> bytes:
        return self._body

    def __enter__(self) -> "Answer":
        return self

    def __exit__(self, *_: object) -> None:
        return None


_exchanges: contextvars.ContextVar[list[Exchange] | None] = contextvars.ContextVar("exchanges", default=None)
_timeout_s: contextvars.ContextVar[float] = contextvars.ContextVar("timeout_s", default=TIMEOUT_S)


@contextmanager
def watched(timeout_s: float = TIMEOUT_S) -> Iterator[list[Exchange]]:
    """Collect the exchanges of the block, each allowed `timeout_s` seconds from start to last byte."""
    seen: list[Exchange] = []
    exchanges, timeout = _exchanges.set(seen), _timeout_s.set(timeout_s)
    try:
        yield seen
    finally:
        _exchanges.reset(exchanges)
        _timeout_s.reset(timeout)


def send_once(request: urllib.request.Request, timeout: float | None = None) -> Answer:
    """Send the request exactly once and read the answer whole.

    Raises HTTPError (its body already read) for a status >= 300, URLError when nothing was sent,
    TimeoutError when the deadline passes, other OSErrors when the connection breaks.
    """
    limit_s = _timeout_s.get() if timeout is None else min(timeout, _timeout_s.get())
    deadline = time.monotonic() + limit_s
    exchange = Exchange(method=request.get_method(), path=urlsplit(request.full_url).path)
    seen = _exchanges.get()
    if seen is not None:
        seen.append(exchange)
    try:
        with _opener(request).open(request, timeout=limit_s) as reply:
            body = _read(reply, deadline)
            return Answer(*_noted(exchange, reply.status, reply.headers, reply.url, body))
    except HTTPError as error:
        body = _read(error, deadline)
        _noted(exchange, error.code, error.headers, error.url, body)
        raise HTTPError(error.url, error.code, error.reason, error.headers, io.BytesIO(body)) from None
    except URLError as error:
        if _never_left(error):
            exchange.fate = Fate.UNSENT
        raise


def _noted(exchange: Exchange, status: int, headers: Message, url: str, body: bytes) -> tuple[int, Message, str, bytes]:
    exchange.fate, exchange.status, exchange.body = Fate.ANSWERED, status, body
    return status, headers, url, body


def _never_left(error: URLError) -> bool:
    """True for what fails before a byte of the request is written."""
    before_sending = (ConnectionRefusedError, socket.gaierror, ssl.SSLError)
    return isinstance(error, InsecureError) or isinstance(error.reason, before_sending)


def _read(reply: IO[bytes], deadline: float) -> bytes:
    """The whole body, however slowly it drips: a socket's own timeout starts anew at each byte."""
    pieces: list[bytes] = []
    size = 0
    while piece := _piece(reply):
        pieces.append(piece)
        size += len(piece)
        if size > ANSWER_BYTES_MAX:
            raise TooLargeError(f"the answer passes {ANSWER_BYTES_MAX} bytes")
        if time.monotonic() > deadline:
            raise TimeoutError("the answer was not complete in time")
    return b"".join(pieces)


def _piece(reply: IO[bytes]) -> bytes:
    read_some = getattr(reply, "read1", None) or reply.read
    return bytes(read_some(65536))


def _opener(request: urllib.request.Request) -> urllib.request.OpenerDirector:
    """http and https only, no redirects (a carrier's API gives none, and they would carry the token away)."""
    where = urlsplit(request.full_url)
    loopback = (where.hostname or "") in _LOOPBACK
    if where.scheme != "https" and not (where.scheme == "http" and loopback):
        raise InsecureError(f"refusing to send credentials in clear to {where.hostname}")
    opener = urllib.request.OpenerDirector()
    if not loopback:
        opener.add_handler(urllib.request.ProxyHandler())
    opener.add_handler(urllib.request.HTTPHandler())
    opener.add_handler(urllib.request.HTTPSHandler(context=_tls()))
    opener.add_handler(urllib.request.HTTPErrorProcessor())
    opener.add_handler(urllib.request.HTTPDefaultErrorHandler())
    return opener


@functools.cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()

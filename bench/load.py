"""A bounded HTTP load on loopback: N keep-alive connections in one thread, each sending as soon as it was answered."""

import selectors
import socket
import time
from collections.abc import Iterator
from typing import NamedTuple

BUFFER = 1 << 20


class Load(NamedTuple):
    """What came of it. times_ms: one per answer. statuses: how often each came."""

    seconds: float
    times_ms: list[float]
    statuses: dict[int, int]


class _Client:
    """One connection and the answer it is waiting for."""

    def __init__(self, host: str, port: int) -> None:
        self.socket = socket.create_connection((host, port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = b""
        self.began = 0.0

    def send(self, request: bytes) -> None:
        self.received, self.began = b"", time.perf_counter()
        self.socket.sendall(request)

    def answer(self) -> int | None:
        """The status once the whole answer is here."""
        self.received += self.socket.recv(BUFFER)
        head, found, body = self.received.partition(b"\r\n\r\n")
        if not found:
            return None
        low = head.lower()
        at = low.find(b"content-length:")
        if at < 0:
            raise RuntimeError(f"no content-length: {head[:200]!r}")
        length = int(low[at + 15 : (low + b"\r\n").find(b"\r\n", at)])
        return int(head[9:12]) if len(body) >= length else None


def run(host: str, port: int, clients: int, requests: Iterator[bytes], seconds: float) -> Load:
    """Send `requests` from `clients` connections for so many seconds; what is under way is waited for."""
    watch = selectors.DefaultSelector()
    pool = [_Client(host, port) for _ in range(clients)]
    times: list[float] = []
    statuses: dict[int, int] = {}
    began = time.perf_counter()
    for client in pool:
        watch.register(client.socket, selectors.EVENT_READ, client)
        client.send(next(requests))
    waiting = len(pool)
    while waiting:
        for key, _ in watch.select(timeout=30):
            client = key.data
            status = client.answer()
            if status is None:
                continue
            now = time.perf_counter()
            times.append((now - client.began) * 1000)
            statuses[status] = statuses.get(status, 0) + 1
            if now - began < seconds:
                client.send(next(requests))
            else:
                watch.unregister(client.socket)
                client.socket.close()
                waiting -= 1
    return Load(time.perf_counter() - began, times, statuses)

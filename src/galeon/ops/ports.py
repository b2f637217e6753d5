"""Whether a port can be listened on, asked before anything is started."""

import errno
import socket
from collections.abc import Iterator
from contextlib import suppress

from galeon.kernel.environment import CannotRun

EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104
FAR = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))  # for documentation only: nobody is there


def ensure_free(host: str, port: int) -> None:
    """CannotRun when somebody listens there or we may not."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OverflowError as error:
            raise CannotRun(f"{port} is not a port; choose one from 1 to 65535 with --port.") from error
        except OSError as error:
            raise CannotRun(_sentence(host, port, error)) from error


def _sentence(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is taken by another program; choose another with --port."
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"Port {port} may not be used by this user; choose one above 1023 with --port."
    return f"{host}:{port} cannot be listened on: {error.strerror}."


def reached_at(host: str) -> list[str]:
    """The hosts by which browsers name what listens on an address, as they write them (IPv6 in brackets).

    For all addresses these are the machine's own that its name and its routes tell; loopback is left out.
    """
    found = [address for address in _own_addresses() if host == "::" or ":" not in address]
    addresses = found if host in EVERYWHERE else [host]
    return list(dict.fromkeys(f"[{address}]" if ":" in address else address for address in addresses))


def _own_addresses() -> Iterator[str]:
    for family, far in FAR:
        with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((far, 9))  # of a datagram socket this sends nothing: it only chooses the route
            yield str(probe.getsockname()[0])
    with suppress(OSError):
        for *_, place in socket.getaddrinfo(socket.gethostname(), None, type=socket.SOCK_STREAM):
            address = str(place[0])
            if not address.startswith(("127.", "fe80:")) and address != "::1":
                yield address

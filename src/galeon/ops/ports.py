"""Whether a port can be listened on, asked before anything is started."""

import errno
import socket

from galeon.kernel.environment import CannotRun


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

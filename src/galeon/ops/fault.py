"""A fault on purpose, for the crash drill: the process ends hard after the commit and before the reply.

GALEON_FAULT=after_commit:PROBABILITY turns it on; without it none of this is installed. Once the fault strikes, every
call of the process that has booked something waits at the same point, so that one death cuts several replies.
"""

import os
import random
import threading
import time
from collections.abc import Callable
from pathlib import Path

from django.http import HttpRequest
from django.http.response import HttpResponseBase

VARIABLE = "GALEON_FAULT"
MIDDLEWARE = "galeon.ops.fault.after_commit"
GATHER_S = 0.3  # how long the doomed process gathers calls that have committed
CALM_S = 6.0  # the web server takes a process that dies younger than this for one that cannot run
EXIT_CODE = 86

Handler = Callable[[HttpRequest], HttpResponseBase]


def middleware() -> list[str]:
    """What to put in front of the other middleware: nothing, unless the environment asks for the fault."""
    return [MIDDLEWARE] if os.environ.get(VARIABLE, "").startswith("after_commit:") else []


def after_commit(get_response: Handler) -> Handler:
    """Middleware: when it strikes, calls that booked something are written to fault.log, never answered, and we end."""
    probability = float(os.environ[VARIABLE].partition(":")[2])
    log = Path(os.environ["GALEON_DATA"]) / "log" / "fault.log"
    born, doomed = time.monotonic(), threading.Event()

    def call(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.method != "POST" or response.status_code not in (200, 201):
            return response
        strikes = time.monotonic() - born > CALM_S and random.random() < probability  # noqa: S311
        if not (strikes or doomed.is_set()):
            return response
        is_first = not doomed.is_set()
        doomed.set()
        with log.open("a") as lines:
            lines.write(f"{request.META.get('HTTP_IDEMPOTENCY_KEY', '')}\n")
        time.sleep(GATHER_S if is_first else 60)
        os._exit(EXIT_CODE)

    return call

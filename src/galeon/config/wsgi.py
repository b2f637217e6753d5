"""The WSGI application that granian serves: programs' calls go to a handler without the middleware that pages need.

Sessions, languages of pages, CSRF and the rest cost a program's call as much as all of ours; it has a key instead of a
cookie, says its language itself, and its answers are never shown as pages.
"""

import gc
import os
from collections.abc import Callable, Iterable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "galeon.config.settings")

from django import db
from django.conf import settings
from django.core.signals import request_started
from django.core.wsgi import get_wsgi_application

from galeon.ops import fault

LENGTH = "galeon.gateway.length.content_length"
PROGRAMS = ("/api/", "/lms.api", "/labels/", "/health", "/metrics")  # in whatever case: dialects do not mind it


def _handler(middleware: list[str]) -> Callable[..., Any]:
    """A handler with other middleware than the settings name."""
    usual, settings.MIDDLEWARE = settings.MIDDLEWARE, middleware
    try:
        return get_wsgi_application()
    finally:
        settings.MIDDLEWARE = usual


_pages, _programs = (
    _handler(settings.MIDDLEWARE),
    _handler([*fault.middleware(), LENGTH]),
)  # in this order: apps look for theirs when they are set up


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Serve one call.

    An answer that is whole goes out as a list: granian sends that at once, and anything else piece by piece, which takes
    longer than checking and pricing an order.
    """
    handler = _programs if environ["PATH_INFO"].lower().startswith(PROGRAMS) else _pages
    response = handler(environ, start_response)
    if response.streaming:
        return response
    content = response.content
    response.close()
    return [content]


# A broken connection is closed when its request ends; looking again before the next costs more than checking an order.
request_started.disconnect(db.reset_queries)
request_started.disconnect(db.close_old_connections)

from galeon.exchange import background  # noqa: E402  its models need Django set up

background.start()
gc.collect()
gc.freeze()  # what is loaded now stays: no collection need look at it again
gc.set_threshold(20_000, 20, 20)

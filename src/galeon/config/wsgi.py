"""The WSGI application that granian serves: programs' calls go to a handler without the middleware that pages need.

Sessions, languages of pages, CSRF and the rest cost a program's call as much as all of ours; it has a key instead of a
cookie, says its language itself, and its answers are never shown as pages.
"""

import gc
import os
from collections.abc import Callable, Iterable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "galeon.config.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.utils.module_loading import import_string

from galeon.kernel.threads import close_with_thread
from galeon.ops import fault

LENGTH = "galeon.gateway.length.content_length"
PROGRAMS = ("/api/", "/lms.api", "/labels/", "/health", "/metrics")  # in whatever case: dialects do not mind it


def _handler(middleware: list[str]) -> Callable[..., Iterable[bytes]]:
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
    """Serve one call."""
    close_with_thread()
    view = _straight.get(environ["PATH_INFO"])
    if view is not None:
        return straight.answer(view, environ, start_response)
    handler = _programs if environ["PATH_INFO"].lower().startswith(PROGRAMS) else _pages
    return handler(environ, start_response)


from galeon.exchange import background  # noqa: E402  these need Django set up
from galeon.gateway import straight  # noqa: E402

_straight = straight.views([import_string(name) for name in fault.middleware()])

background.start()
gc.collect()
gc.freeze()  # what is loaded now stays: no collection need look at it again
gc.set_threshold(20_000, 20, 20)

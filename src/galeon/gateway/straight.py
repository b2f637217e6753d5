"""The public API's fixed addresses, served straight from the table of endpoints.

Django's handler resolves the address, runs middleware and sends signals; that takes longer than checking and pricing an
order. An endpoint needs none of it: it answers every fault itself. Addresses with a number in them go through Django.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from typing import Any

from django.core.handlers.wsgi import WSGIRequest
from django.db import connection
from django.http.response import HttpResponseBase

from galeon.gateway.api.endpoint import TABLE, view
from galeon.gateway.api.urls import PREFIX
from galeon.gateway.length import content_length

View = Callable[..., HttpResponseBase]


def views(middleware: Sequence[Callable[[View], View]]) -> dict[str, View]:
    """Path -> view, within the middleware."""
    return {
        f"{PREFIX}{path}": reduce(lambda inner, wrap: wrap(inner), middleware, content_length(view(path)))
        for path in TABLE
        if "{" not in path
    }


def answer(serve: View, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Serve one call as a WSGI application does. A connection that broke is closed, so that the next call opens its own."""
    response = serve(WSGIRequest(environ))
    connection.close_if_unusable_or_obsolete()
    start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
    return [response.content]  # type: ignore[attr-defined]  # endpoints' answers are whole

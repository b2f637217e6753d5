"""Addresses of the public API: one route a path of the table, and a problem for everything else under it."""

import re

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, re_path

from galeon.gateway.api import (
    accounting,
    booking,
    disputes,
    invoices,
    openapi,
    plans,
    problems,
    quotes,
    services,
    statements,
    wallet,
    waybills,
)
from galeon.gateway.api.endpoint import TABLE, view
from galeon.gateway.language import language

MODULES = (
    accounting,
    booking,
    disputes,
    waybills,
    services,
    quotes,
    plans,
    statements,
    invoices,
    wallet,
)  # imported for what they enter in the table


PREFIX = "/api/v1/"
SHAPES = {"number": ".+"}  # a merchant's reference may hold slashes


def nothing(request: HttpRequest) -> HttpResponse:
    """There is nothing at this address."""
    return problems.one(404, "not_found", language(request), message="There is nothing at this address.")


def _route(path: str) -> str:
    parts = re.split(r"\{(\w+)\}", path)
    return "".join(
        re.escape(part) if n % 2 == 0 else f"(?P<{part}>{SHAPES.get(part, '[^/]+')})" for n, part in enumerate(parts)
    )


nothing.csrf_exempt = True  # type: ignore[attr-defined]
urlpatterns: list[URLPattern] = [
    re_path(r"^api/v1/openapi\.json$", openapi.serve),
    # the longer ones first: of "waybills/A/cancel" the last part is no piece of a number
    *(re_path(rf"^api/v1/{_route(path)}$", view(path)) for path in sorted(TABLE, key=lambda path: path.endswith("}"))),
    re_path(r"^api/v1(?:/|$)", nothing),
]

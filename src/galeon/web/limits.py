"""How often one address may ask where nobody is signed in."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.cache import cache
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from galeon.kernel.address import client_address

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def limited(name: str, *, times: int, seconds: int) -> Callable[[View[P]], View[P]]:
    """Answer 429 when one address asks more than `times` in `seconds`. Each process counts for itself."""

    def limit(view: View[P]) -> View[P]:
        @wraps(view)
        def counted(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            key = f"limit:{name}:{client_address(request)}"
            cache.add(key, 0, seconds)
            if _more(key) > times:
                response = render(request, "429.html", status=429)
                response.headers["Retry-After"] = str(seconds)
                return response
            return view(request, *args, **kwargs)

        return counted

    return limit


def _more(key: str) -> int:
    try:
        return cache.incr(key)
    except ValueError:  # it ran out between the two calls
        return 1

"""Say how long an answer is: old clients of ERPs read no chunked answers, and pages' middleware does not run here."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase


def content_length(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware that sets Content-Length where the answer is whole."""

    def told(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if not response.streaming and not response.has_header("Content-Length"):
            response.headers["Content-Length"] = str(len(response.content))  # type: ignore[attr-defined]
        return response

    return told

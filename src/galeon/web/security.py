"""Middlewares of the pages: which sources a page may load, and the reader's own language."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

Handler = Callable[[HttpRequest], HttpResponse]
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def content_security_policy(handler: Handler) -> Handler:
    """Nothing inline and nothing from elsewhere runs on a page."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = handler(request)
        if response.get("Content-Type", "").startswith("text/html"):
            response.headers.setdefault("Content-Security-Policy", POLICY)
            response.headers.setdefault("Cache-Control", "private, no-store" if request.COOKIES else "no-cache")
        return response

    return respond


def own_language(handler: Handler) -> Handler:
    """A signed-in person reads their own language, whatever the browser asks for."""

    def respond(request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            language = request.user.language
            if language in dict(settings.LANGUAGES):
                translation.activate(language)
                request.LANGUAGE_CODE = language
        return handler(request)

    return respond

"""Addresses of the dialect: `/api/<Family>/<Verb>` in any case, and the older `/LMS.API/api/...`."""

import re
from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, re_path

from galeon.gateway.calling import Call
from galeon.gateway.yunexpress import codes, lms
from galeon.gateway.yunexpress.call import Verb, answer
from galeon.gateway.yunexpress.replies import Said, envelope
from galeon.gateway.yunexpress.verbs import VERBS


def oms(request: HttpRequest, verb: str) -> HttpResponse:
    """A verb of OMS."""
    return answer(request, _found(VERBS, verb, request), envelope)


def old(request: HttpRequest, verb: str) -> HttpResponse:
    """A verb of LMS, the interface before OMS, which older ERPs still speak."""
    return answer(request, _found(lms.VERBS, verb, request), lms.envelope)


def _found(verbs: Mapping[str, tuple[str, Verb]], verb: str, request: HttpRequest) -> Verb:
    method, function = verbs.get(verb.lower().strip("/"), ("", _unknown))
    return function if request.method in (method, "HEAD" if method == "GET" else method) else _unknown


def _unknown(call: Call) -> Said:
    """There is no such verb, or not by this method."""
    return Said(codes.BAD_PARAMETERS, message=f"{call.request.method} {call.request.path[:200]}")


def _any_case(word: str) -> str:
    """A pattern of the word in any case; Django cannot turn `(?i:...)` back into an address."""
    return "".join(f"[{c.lower()}{c.upper()}]" if c.isalpha() else re.escape(c) for c in word)


FAMILIES = "|".join(map(_any_case, ("common", "freight", "waybill", "label", "tracking", "receive")))
API, LMS = _any_case("api"), _any_case("lms.api")
oms.csrf_exempt = True  # type: ignore[attr-defined]
old.csrf_exempt = True  # type: ignore[attr-defined]
urlpatterns: list[URLPattern] = [
    re_path(rf"^{API}/(?P<verb>(?:{FAMILIES})/[^/]+/?)$", oms),
    re_path(rf"^{LMS}(?:{_any_case('.lable')})?/{API}/(?P<verb>.+)$", old),
]

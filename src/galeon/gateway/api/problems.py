"""Answers that say no: RFC 9457 problems, in the caller's language, naming each field."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Annotated

import msgspec
from django.http import HttpResponse
from django.utils import translation
from django.utils.translation import gettext, gettext_noop
from msgspec import UNSET, Meta, UnsetType

from galeon.gateway.api.shapes import OrderOut
from galeon.kernel.refusal import Refusal

MEDIA_TYPE = "application/problem+json"
_ENCODER = msgspec.json.Encoder()


class Fault(msgspec.Struct, frozen=True):
    """What is wrong with one field; `field` is null when no single one is."""

    field: Annotated[str | None, Meta(examples=["consignee.postcode"])]
    code: Annotated[str, Meta(examples=["required"])]
    message: str


class Problem(msgspec.Struct, frozen=True):
    """RFC 9457. `existing` and `submitted`: both orders, where a reference was used before with other contents."""

    type: Annotated[str, Meta(examples=["urn:galeon:problem:validation"])]
    title: str
    status: int
    detail: str
    errors: list[Fault]
    existing: OrderOut | UnsetType = UNSET
    submitted: OrderOut | UnsetType = UNSET


TITLES: Mapping[int, str] = {
    400: gettext_noop("The request cannot be read"),
    401: gettext_noop("Credentials are missing or wrong"),
    402: gettext_noop("The balance does not cover it"),
    403: gettext_noop("Not allowed"),
    404: gettext_noop("Not found"),
    405: gettext_noop("Not possible at this address"),
    409: gettext_noop("It is in conflict with what stands"),
    413: gettext_noop("The body is too large"),
    415: gettext_noop("The body must be JSON"),
    422: gettext_noop("Some fields are wrong"),
    429: gettext_noop("Too many calls"),
    500: gettext_noop("Our fault"),
    503: gettext_noop("Not available for a moment"),
}


def faults(refusals: Sequence[Refusal]) -> list[Fault]:
    """Refusals as the API tells them, in the active language."""
    return [Fault(r.field, r.code, r.text()) for r in refusals]


def problem(status: int, refusals: Sequence[Refusal], code: str = "") -> Problem:
    """A problem in the active language. code: what the type says; by default the first refusal's."""
    told = faults(refusals)
    kind = code or (refusals[0].code if refusals else HTTPStatus(status).phrase.lower().replace(" ", "_"))
    title = gettext(TITLES[status])
    detail = told[0].message if len(told) == 1 else title
    return Problem(f"urn:galeon:problem:{kind}", title, status, detail, told)


def answer(status: int, refusals: Sequence[Refusal], language: str, code: str = "") -> HttpResponse:
    """The response for it, in this language."""
    with translation.override(language):
        return respond(problem(status, refusals, code), language)


def respond(found: Problem, language: str) -> HttpResponse:
    """A problem as a response."""
    response = HttpResponse(_ENCODER.encode(found), status=found.status, content_type=MEDIA_TYPE)
    response["Content-Language"] = language.partition("-")[0]
    if found.status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="Galeon"'
    return response


def one(status: int, code: str, language: str, *, message: str, **params: str) -> HttpResponse:
    """The response for a single fault. message: an English msgid with {named} places."""
    return answer(status, [Refusal(code=code, message=message, params=params)], language)

"""What an endpoint is: one entry of a table that serves the call AND writes the document, so that they cannot differ.

A call passes, in this order: method, credential (401), rate (429), its kind (403), media type (415), size (413), JSON (400), types
(422), and then the endpoint's own function.
"""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

import msgspec
from django.core.exceptions import SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from galeon.exchange import messages
from galeon.exchange.callers import Caller
from galeon.exchange.rates import Buckets
from galeon.exchange.reads import verify_key
from galeon.gateway.api import problems
from galeon.gateway.bodies import KIB, BadBody, body, complaint, forbid_duplicates, malformed
from galeon.gateway.language import language
from galeon.gateway.metrics import observe
from galeon.kernel.refusal import Refusal

BURST_S = 2.0
_ENCODER = msgspec.json.Encoder()
_log = logging.getLogger("galeon.gateway")
_BUCKETS = Buckets()


class Reply(msgspec.Struct, frozen=True):
    """An answer in JSON."""

    status: int
    value: object


class Binary(msgspec.Struct, frozen=True):
    """An answer that is a file. name: what it is called when saved."""

    content: bytes
    media_type: str
    name: str


class No(msgspec.Struct, frozen=True):
    """An answer that says no. code: of the problem's type, the first refusal's by default."""

    status: int
    refusals: Sequence[Refusal]
    code: str = ""


Answer = Reply | Binary | No | HttpResponse


class Call(msgspec.Struct):
    """What an endpoint's function is given."""

    request: HttpRequest
    caller: Caller
    language: str
    raw: bytes = b""
    body: Any = None
    query: Any = None

    @property
    def account_id(self) -> int:
        """The account the caller acts for."""
        return self.caller.customer.account_id


class Endpoint(msgspec.Struct, frozen=True, kw_only=True):
    """One operation. reads: type of the JSON body; decode: how, when not by that type alone. query: a struct whose
    fields are the query's parameters. caller: the kind of credential it serves. replies: status -> type, or a media type for files. refuses: the further statuses
    it may say no with.
    """

    method: str
    path: str
    function: Callable[..., Answer]
    summary: str
    description: str
    tag: str
    replies: Mapping[int, Any]
    refuses: Mapping[int, str]
    reads: Any = None
    decode: Callable[[bytes], Any] | None = None
    body_max: int = 64 * KIB
    query: type[msgspec.Struct] | None = None
    headers: Mapping[str, str] = {}
    caller: str = "api"


TABLE: dict[str, dict[str, Endpoint]] = {}


def endpoint(method: str, path: str, **told: Any) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """Enter a function in the table: `@endpoint("GET", "waybills/{number}", ...)`; its docstring is the description."""

    def enter(function: Callable[..., Answer]) -> Callable[..., Answer]:
        reads, decode = told.get("reads"), told.pop("decode", None)
        if reads is not None and decode is None:
            decode = msgspec.json.Decoder(reads).decode
        text = " ".join((function.__doc__ or "").split())
        made = Endpoint(method=method, path=path, function=function, description=text, decode=decode, **told)
        TABLE.setdefault(path, {})[method] = made
        return function

    return enter


def view(path: str) -> Callable[..., HttpResponse]:
    """The Django view of a path's endpoints."""
    methods = dict(TABLE[path])
    if "GET" in methods:
        methods["HEAD"] = methods["GET"]
    allow = ", ".join(sorted(methods))

    def serve(request: HttpRequest, **places: str) -> HttpResponse:
        began = time.perf_counter()
        found = methods.get(request.method or "")
        if found is None:
            response = _not_here(request, allow)
        else:
            try:
                response = _serve(found, request, places)
            except Exception as fault:  # noqa: BLE001  a program is told in JSON; the fault is logged whole
                response = _our_fault(fault, request)
        response["X-Content-Type-Options"] = "nosniff"
        observe("api", response.status_code, time.perf_counter() - began)
        return response

    serve.csrf_exempt = True  # type: ignore[attr-defined]  # calls carry a key, never a cookie
    return serve


def _not_here(request: HttpRequest, allow: str) -> HttpResponse:
    method, message = (request.method or "")[:20], "{method} is not possible here."
    response = problems.one(405, "method_not_allowed", language(request), message=message, method=method)
    response["Allow"] = allow
    return response


def _our_fault(fault: Exception, request: HttpRequest) -> HttpResponse:
    _log.error("%s %s failed", request.method, request.path, exc_info=fault)
    if isinstance(fault, OperationalError):
        message = "The database does not answer; try again."
        response = problems.one(503, "unavailable", language(request), message=message)
        response["Retry-After"] = "2"
        return response
    return problems.one(
        500, "internal", language(request), message="This is our fault, and we can see it. Try again later."
    )


def _serve(found: Endpoint, request: HttpRequest, places: Mapping[str, str]) -> HttpResponse:
    began = time.perf_counter()
    spoken = language(request)
    caller = _caller(request)
    if caller is None:
        return problems.one(401, "unauthorized", spoken, message="Send a valid key: Authorization: Bearer gk_live_...")
    wait_s = _BUCKETS.wait_s(caller.credential_id, caller.rate_per_s, caller.rate_per_s * BURST_S, time.monotonic())
    if wait_s:
        return _too_many(wait_s, spoken)
    if caller.kind != found.caller:
        message = "This key is not for this address: accounting has keys of its own."
        return problems.one(403, "other_key", spoken, message=message)
    messages.used(caller.credential_id)
    call = Call(request, caller, spoken)
    response = _response(_answered(found, call, places), spoken)
    if response.status_code >= HTTPStatus.BAD_REQUEST:
        _keep(call, response, began)
    return response


def _answered(found: Endpoint, call: Call, places: Mapping[str, str]) -> Answer:
    try:
        call.query = _query(found, call.request)
        if found.decode is not None:
            call.raw = _read(found, call.request)
            call.body = found.decode(call.raw)
            forbid_duplicates(call.raw)
        return found.function(call, **places)
    except msgspec.ValidationError as error:
        with translation.override(call.language):
            return No(422, [complaint(error)], "validation")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return No(400, [malformed(error).refusal])
    except BadBody as bad:
        return No(_STATUS.get(bad.refusal.code, 400), [bad.refusal])
    except SuspiciousOperation as error:
        return No(400, [Refusal(code="bad_request", message="{reason}", params={"reason": str(error)[:200]})])


_STATUS = {"too_large": 413, "not_json": 415}


def _caller(request: HttpRequest) -> Caller | None:
    scheme, _, key = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    return verify_key(key.strip()) if scheme.lower() == "bearer" else None


def _too_many(wait_s: float, spoken: str) -> HttpResponse:
    response = problems.one(429, "too_many_calls", spoken, message="Too many calls a second; wait a little.")
    response["Retry-After"] = str(max(1, -int(-wait_s // 1)))
    return response


def _read(found: Endpoint, request: HttpRequest) -> bytes:
    if (request.content_type or "").lower() != "application/json":
        raise BadBody(Refusal(code="not_json", message="Send application/json."))
    return body(request, found.body_max)


def _query(found: Endpoint, request: HttpRequest) -> object:
    """The query as its struct. A parameter nobody knows, or one given twice, is named."""
    given = dict(request.GET.lists()) if request.META.get("QUERY_STRING") else {}
    for name, values in given.items():
        if len(values) > 1:
            raise msgspec.ValidationError(f"Given twice - at `$.{name[:60]}`")
    if found.query is None:
        if given:
            raise msgspec.ValidationError(f"Object contains unknown field `{next(iter(given))[:60]}`")
        return None
    return msgspec.convert({name: values[0] for name, values in given.items()}, found.query, strict=False)


def _response(answered: Answer, spoken: str) -> HttpResponse:
    if isinstance(answered, Reply):
        return HttpResponse(_ENCODER.encode(answered.value), status=answered.status, content_type="application/json")
    if isinstance(answered, No):
        return problems.answer(answered.status, answered.refusals, spoken, answered.code)
    if isinstance(answered, Binary):
        response = HttpResponse(answered.content, content_type=answered.media_type)
        response["Content-Disposition"] = f'inline; filename="{answered.name}"'
        response["Cache-Control"] = "private, no-store"
        return response
    return answered


def _keep(call: Call, response: HttpResponse, began: float) -> None:
    """Keep what was refused, so that a merchant's question why can be answered."""
    messages.keep(
        "api", f"{call.request.method} {call.request.path}", response.status_code, "", call.raw, response.content,
        int((time.perf_counter() - began) * 1e6), account_id=call.account_id,
    )  # fmt: skip

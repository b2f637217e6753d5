"""A call of the dialect: who calls, what was sent, in which language to answer. HTTP only, no meaning."""

import base64
import binascii
import logging
import re
import time
from collections.abc import Callable

import msgspec
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from galeon.exchange import messages
from galeon.exchange.callers import Caller
from galeon.exchange.keys import struck_out
from galeon.exchange.rates import Buckets
from galeon.exchange.reads import verify_secret
from galeon.gateway.bodies import KIB, BadBody, body
from galeon.gateway.language import language
from galeon.gateway.loose import Loose, Wrong, decode
from galeon.gateway.metrics import observe
from galeon.gateway.yunexpress import codes
from galeon.gateway.yunexpress.replies import Said
from galeon.kernel.address import client_address

KIND = "yunexpress"
BODY_MAX = 1024 * KIB
BURST_S = 2.0
SECRETS = frozenset({"password", "apisecret", "secret", "token"})
_SCHEME = re.compile(r"\s*basic\s*(.*)", re.IGNORECASE | re.DOTALL)
_BUCKETS = Buckets()
_log = logging.getLogger("galeon.gateway")


class Call(msgspec.Struct, frozen=True):
    """What a verb is given. language: zh-hans or en, the dialect's two; zh-hans when nothing is asked."""

    request: HttpRequest
    caller: Caller
    language: str
    raw: bytes

    @property
    def account_id(self) -> int:
        """The account the caller acts for."""
        return self.caller.customer.account_id

    def query(self) -> Loose:
        """The query's parameters."""
        return Loose({name: self.request.GET.get(name) or "" for name in self.request.GET})

    def json(self) -> object:
        """The body as JSON; Wrong when it is none."""
        return decode(self.raw)

    def fields(self) -> Loose:
        """The body's object; Wrong when it is none."""
        found = self.json()
        if not isinstance(found, dict):
            raise Wrong("")
        return Loose(found)

    def numbers(self, most: int) -> list[str]:
        """The body's list of numbers, one to `most`; Wrong when it is none."""
        found = self.json()
        entries = [found] if isinstance(found, str | int) else found
        if not isinstance(entries, list) or not 1 <= len(entries) <= most:
            raise Wrong("OrderNumbers")
        if not all(isinstance(entry, str | int) and not isinstance(entry, bool) for entry in entries):
            raise Wrong("OrderNumbers")
        return [str(entry).strip() for entry in entries]


Verb = Callable[[Call], Said]
Envelope = Callable[[Said, str], bytes]


def answer(request: HttpRequest, verb: Verb, envelope: Envelope) -> HttpResponse:
    """Let a verb answer; whatever happens, the answer is the dialect's JSON."""
    began = time.perf_counter()
    spoken = _language(request)
    raw, caller, status = b"", None, 200
    try:
        raw = body(request, BODY_MAX)
        caller = _caller(request)
        if isinstance(caller, Caller) and not _may(caller):
            caller = 1.0
        if isinstance(caller, Caller):
            messages.used(caller.credential_id)
            with translation.override(spoken):
                said = verb(Call(request, caller, spoken, raw))
        elif caller is None:
            said, status = Said(codes.BAD_CREDENTIALS), 401
        else:
            said, status = Said(codes.TOO_OFTEN), 429
    except Wrong as wrong:
        said = _wrong(wrong.field, spoken)
    except BadBody as bad:
        said, status = Said(codes.BAD_PARAMETERS), 413 if bad.refusal.code == "too_large" else 400
    except Exception as fault:  # noqa: BLE001  an ERP is told in its dialect; the fault is logged whole
        _log.error("%s %s failed", request.method, request.path, exc_info=fault)
        said, status = Said(codes.FAULT), 503 if isinstance(fault, OperationalError) else 500
    response = HttpResponse(envelope(said, spoken), status=status, content_type="application/json; charset=utf-8")
    response["X-Content-Type-Options"] = "nosniff"
    if status == 429:
        response["Retry-After"] = "5"
    _keep(request, response, raw, said.code, caller if isinstance(caller, Caller) else None, began)
    observe(KIND, status, time.perf_counter() - began)
    return response


def _wrong(field: str, spoken: str) -> Said:
    text = codes.message(codes.BAD_PARAMETERS, spoken)
    return Said(codes.BAD_PARAMETERS, message=f"{text} {field}".strip())


def _language(request: HttpRequest) -> str:
    """Chinese unless English (or Spanish, which the dialect does not know) is asked for."""
    asked = request.META.get("HTTP___LANG") or request.META.get("HTTP_ACCEPT_LANGUAGE") or ""
    return (
        "zh-hans" if not asked or asked == "*" or asked.lower().startswith("zh") else _english(language(request), asked)
    )


def _english(spoken: str, asked: str) -> str:
    return "en" if asked.lower().startswith("en") or spoken != "zh-hans" else "zh-hans"


def _caller(request: HttpRequest) -> Caller | float | None:
    """`Basic base64(code&secret)`: any case, with or without the blank; the secret may hold & too."""
    told = _SCHEME.fullmatch(request.META.get("HTTP_AUTHORIZATION", ""))
    if told is None or not told.group(1):
        return None
    token = told.group(1).strip()
    try:
        plain = base64.b64decode(token + "=" * (-len(token) % 4), validate=True).decode()
    except (binascii.Error, ValueError):
        return None
    code, found, secret = plain.partition("&")
    return verify_secret(KIND, code, secret, client_address(request)) if found else None


def _may(caller: Caller) -> bool:
    rate = caller.rate_per_s
    return not _BUCKETS.wait_s(caller.credential_id, rate, rate * BURST_S, time.monotonic())


def _keep(
    request: HttpRequest, response: HttpResponse, raw: bytes, code: str, caller: Caller | None, began: float
) -> None:
    target = request.get_full_path().encode("utf-8", "replace")
    try:
        messages.keep(
            KIND, f"{request.method} {struck_out(target, SECRETS).decode('utf-8', 'replace')}", response.status_code,
            code, struck_out(raw, SECRETS), response.content, int((time.perf_counter() - began) * 1e6),
            account_id=caller.customer.account_id if caller else None,
        )  # fmt: skip
    except OperationalError:  # the database is away, and the caller knows
        _log.warning("a message was not kept")

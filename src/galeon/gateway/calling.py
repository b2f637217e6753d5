"""A call in a dialect: read, told who calls, answered, kept. What is said, and how, is the dialect's: its `Speaker`.

Whatever happens, an ERP is answered in its own dialect: a wrong secret, too many calls, a body cut off, our own fault.
"""

import logging
import time
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Protocol

import msgspec
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from galeon.exchange import messages
from galeon.exchange.callers import Caller
from galeon.exchange.keys import struck_out
from galeon.exchange.rates import Buckets
from galeon.gateway.bodies import KIB, BadBody, body
from galeon.gateway.loose import Loose, Wrong, decode
from galeon.gateway.metrics import observe

BODY_MAX = 1024 * KIB
BURST_S = 2.0
JSON = "application/json; charset=utf-8"
NAMES = frozenset({"password", "apisecret", "appsecret", "secret", "token", "accesstoken", "access_token"})
_BUCKETS = Buckets()
_log = logging.getLogger("galeon.gateway")


class Trouble(StrEnum):
    """Why a call was not even looked at, or came to nothing by our fault."""

    CREDENTIALS = "credentials"
    TOO_OFTEN = "too_often"
    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"
    FAULT = "fault"
    UNAVAILABLE = "unavailable"


class Reply(msgspec.Struct, frozen=True):
    """An answer as bytes. code: the dialect's own word for what became of it, as the message's page shows it."""

    content: bytes
    code: str = ""
    status: int = 200
    content_type: str = JSON
    headers: Mapping[str, str] = {}


class Shown(msgspec.Struct, frozen=True):
    """Who calls. caller: None when nobody known, a float when to wait so many seconds. secrets: what was shown, to be
    struck out of what is kept wherever it stands."""

    caller: Caller | float | None
    secrets: tuple[str, ...] = ()


class Asked(msgspec.Struct, frozen=True):
    """What came. language: one of Django's codes."""

    request: HttpRequest
    raw: bytes
    language: str

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


class Call(Asked, frozen=True, kw_only=True):
    """What came, and from whom."""

    caller: Caller

    @property
    def account_id(self) -> int:
        """The account the caller acts for."""
        return self.caller.customer.account_id


Verb = Callable[[Call], Reply]


class Speaker(Protocol):
    """How one dialect is spoken."""

    @property
    def kind(self) -> str:
        """Of its credentials, and the channel of its messages."""
        ...

    def language(self, request: HttpRequest) -> str:
        """In which language to answer: zh-hans, en or es."""
        ...

    def shown(self, asked: Asked) -> Shown:
        """Who calls. Wrong when what would say so cannot be read."""
        ...

    def trouble(self, why: Trouble, asked: Asked, field: str) -> Reply:
        """Say it in the dialect. field: what could not be read, in the caller's own words, or ""."""
        ...


def answer(request: HttpRequest, speaker: Speaker, verb: Verb) -> HttpResponse:
    """Let a verb answer a caller who showed a credential."""

    def work(asked: Asked, told: "_Told") -> Reply:
        shown = speaker.shown(asked)
        told.secrets = shown.secrets
        if shown.caller is None:
            return speaker.trouble(Trouble.CREDENTIALS, asked, "")
        if not isinstance(shown.caller, Caller) or not _may(shown.caller):
            return speaker.trouble(Trouble.TOO_OFTEN, asked, "")
        told.caller = shown.caller
        messages.used(shown.caller.credential_id)
        return verb(Call(asked.request, asked.raw, asked.language, caller=shown.caller))

    return _respond(request, speaker, work)


def answer_anyone(request: HttpRequest, speaker: Speaker, verb: Callable[[Asked], Reply]) -> HttpResponse:
    """Let a verb answer that asks for no credential, or is asked for one itself."""
    return _respond(request, speaker, lambda asked, told: verb(asked))


class _Told:
    """What is known of a call once it is answered."""

    def __init__(self) -> None:
        self.caller: Caller | None = None
        self.secrets: tuple[str, ...] = ()


def _respond(request: HttpRequest, speaker: Speaker, work: Callable[[Asked, _Told], Reply]) -> HttpResponse:
    began = time.perf_counter()
    asked, told = Asked(request, b"", speaker.language(request)), _Told()
    with translation.override(asked.language):
        try:
            asked = Asked(request, body(request, BODY_MAX), asked.language)
            said = work(asked, told)
        except Wrong as wrong:
            said = speaker.trouble(Trouble.UNREADABLE, asked, wrong.field)
        except BadBody as bad:
            large = bad.refusal.code == "too_large"
            said = speaker.trouble(Trouble.TOO_LARGE if large else Trouble.UNREADABLE, asked, "")
        except Exception as fault:  # noqa: BLE001  an ERP is told in its dialect; the fault is logged whole
            _log.error("%s %s failed", request.method, request.path, exc_info=fault)
            away = isinstance(fault, OperationalError)
            said = speaker.trouble(Trouble.UNAVAILABLE if away else Trouble.FAULT, asked, "")
    response = HttpResponse(
        said.content, status=said.status, content_type=said.content_type, headers=dict(said.headers)
    )
    response["X-Content-Type-Options"] = "nosniff"
    _keep(speaker.kind, asked, said, told, began)
    observe(speaker.kind, said.status, time.perf_counter() - began)
    return response


def _may(caller: Caller) -> bool:
    rate = caller.rate_per_s
    return not _BUCKETS.wait_s(caller.credential_id, rate, rate * BURST_S, time.monotonic())


def _keep(kind: str, asked: Asked, said: Reply, told: _Told, began: float) -> None:
    target = struck_out(asked.request.get_full_path().encode("utf-8", "replace"), NAMES, told.secrets)
    try:
        messages.keep(
            kind, f"{asked.request.method} {target.decode('utf-8', 'replace')}", said.status, said.code,
            struck_out(asked.raw, NAMES, told.secrets), struck_out(said.content, NAMES, told.secrets),
            int((time.perf_counter() - began) * 1e6),
            account_id=told.caller.customer.account_id if told.caller else None,
        )  # fmt: skip
    except OperationalError:  # the database is away, and the caller knows
        _log.warning("a message was not kept")

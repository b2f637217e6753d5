"""How the dialect is spoken: `Basic base64(code&secret)`, JSON with a code of the whole, Chinese unless asked otherwise."""

import base64
import binascii
import re
from collections.abc import Callable

import msgspec
from django.http import HttpRequest, HttpResponse

from galeon.exchange.reads import verify_secret
from galeon.gateway import calling
from galeon.gateway.calling import Asked, Call, Reply, Shown, Trouble
from galeon.gateway.language import language
from galeon.gateway.yunexpress import codes
from galeon.gateway.yunexpress.replies import Said
from galeon.kernel.address import client_address

KIND = "yunexpress"
_SCHEME = re.compile(r"\s*basic\s*(.*)", re.IGNORECASE | re.DOTALL)
_TROUBLES = {
    Trouble.CREDENTIALS: (codes.BAD_CREDENTIALS, 401),
    Trouble.TOO_OFTEN: (codes.TOO_OFTEN, 429),
    Trouble.UNREADABLE: (codes.BAD_PARAMETERS, 200),
    Trouble.TOO_LARGE: (codes.BAD_PARAMETERS, 413),
    Trouble.FAULT: (codes.FAULT, 500),
    Trouble.UNAVAILABLE: (codes.FAULT, 503),
}

Verb = Callable[[Call], Said]
Envelope = Callable[[Said, str], bytes]


class Speaker(msgspec.Struct, frozen=True):
    """OMS or LMS: they differ in the envelope alone."""

    envelope: Envelope
    kind: str = KIND

    def language(self, request: HttpRequest) -> str:
        """Chinese unless English (or Spanish, which the dialect does not know) is asked for."""
        asked = request.META.get("HTTP___LANG") or request.META.get("HTTP_ACCEPT_LANGUAGE") or ""
        if not asked or asked == "*" or asked.lower().startswith("zh"):
            return "zh-hans"
        return "en" if asked.lower().startswith("en") or language(request) != "zh-hans" else "zh-hans"

    def shown(self, asked: Asked) -> Shown:
        """Any case, with or without the blank; the secret may hold & too."""
        told = _SCHEME.fullmatch(asked.request.META.get("HTTP_AUTHORIZATION", ""))
        if told is None or not told.group(1):
            return Shown(None)
        token = told.group(1).strip()
        try:
            plain = base64.b64decode(token + "=" * (-len(token) % 4), validate=True).decode()
        except (binascii.Error, ValueError):
            return Shown(None)
        code, found, secret = plain.partition("&")
        return Shown(verify_secret(KIND, code, secret, client_address(asked.request)) if found else None, (secret,))

    def trouble(self, why: Trouble, asked: Asked, field: str) -> Reply:
        """By the dialect's codes; a field that cannot be read is named."""
        code, status = _TROUBLES[why]
        text = codes.message(code, asked.language)
        said = self.reply(Said(code, message=f"{text} {field}".strip()), asked.language, status)
        return msgspec.structs.replace(said, headers={"Retry-After": "5"}) if status == 429 else said

    def reply(self, said: Said, spoken: str, status: int = 200) -> Reply:
        """What a verb says, as bytes."""
        return Reply(self.envelope(said, spoken), said.code, status)


def answer(request: HttpRequest, verb: Verb, envelope: Envelope) -> HttpResponse:
    """Let a verb answer."""
    speaker = Speaker(envelope)
    return calling.answer(request, speaker, lambda call: speaker.reply(verb(call), call.language))

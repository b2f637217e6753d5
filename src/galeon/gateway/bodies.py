"""Bodies of requests: read up to a limit, and decoded as JSON without the looseness that hides mistakes."""

import json
import re

import msgspec
from django.http import HttpRequest
from django.http.request import RawPostDataException, UnreadablePostError
from django.utils.translation import gettext_noop

from galeon.kernel.refusal import Refusal

KIB = 1024
_ANY = msgspec.json.Encoder()


class BadBody(Exception):
    """A body that is not what it must be: too_large, unreadable, not_json, malformed_json or duplicate_name."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


def body(request: HttpRequest, limit: int) -> bytes:
    """The body, at most `limit` bytes; with or without a Content-Length. BadBody when it is longer or breaks off."""
    length = request.META.get("CONTENT_LENGTH") or ""
    if length.isdigit() and int(length) > limit:
        raise _too_large(limit)
    try:
        if not length and "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", "").lower():
            found: bytes = request.META["wsgi.input"].read(limit + 1)
        else:
            found = request.body
    except (UnreadablePostError, RawPostDataException) as error:
        raise BadBody(Refusal(code="unreadable", message="The body broke off.")) from error
    if len(found) > limit:
        raise _too_large(limit)
    return found


def _too_large(limit: int) -> BadBody:
    message = "The body may have at most {max} KiB."
    return BadBody(Refusal(code="too_large", message=message, params={"max": str(limit // KIB)}))


def malformed(error: Exception) -> BadBody:
    """What a decoder's complaint about bytes that are not JSON is called."""
    where = re.search(r"byte (\d+)|char (\d+)", str(error))
    if where is None:
        return BadBody(Refusal(code="malformed_json", message="The body is not JSON: it is cut off, or not UTF-8."))
    at = where.group(1) or where.group(2)
    return BadBody(
        Refusal(code="malformed_json", message="The body is not JSON, from byte {at} on.", params={"at": at})
    )


def forbid_duplicates(text: bytes) -> None:
    """BadBody when an object names the same member twice: nobody can tell which was meant. `text` is valid JSON.

    A member dropped on decoding takes its colon with it, so equal counts before and after mean that none was; only a
    colon written as an escape could hide one, and only then, or to name the member, are the pairs looked at.
    """
    if b"\\u003" not in text and text.count(b":") == _ANY.encode(msgspec.json.decode(text)).count(b":"):
        return
    try:
        json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise malformed(error) from error


def _once(pairs: list[tuple[str, object]]) -> None:
    if len(dict(pairs)) == len(pairs):
        return
    names = [name for name, _ in pairs]
    twice = next(name for n, name in enumerate(names) if name in names[:n])
    message = "The body names {name} twice in one object."
    raise BadBody(Refusal(code="duplicate_name", field=twice[:60], message=message, params={"name": twice[:60]}))


_UNKNOWN = re.compile(r"unknown field `(.*)`", re.DOTALL)
_MISSING = re.compile(r"missing required field `(.*)`")
_EXPECTED = re.compile(r"Expected `(.+)`, got `(.+)`", re.DOTALL)
KINDS = {
    "str": gettext_noop("text"), "int": gettext_noop("a whole number"), "float": gettext_noop("a number with a fraction"),
    "array": gettext_noop("a list"), "object": gettext_noop("an object"), "bool": gettext_noop("true or false"),
    "null": gettext_noop("null"),
}  # fmt: skip


def complaint(error: msgspec.ValidationError) -> Refusal:
    """What a decoder says of a value of the wrong type, as a refusal that names the field: `parcels[0].weight_g`."""
    reason, _, path = str(error).partition(" - at `")
    field = path.rstrip("`").removeprefix("$").removeprefix(".")[:200]
    if named := _UNKNOWN.search(reason):
        return Refusal(code="unknown_field", field=_within(field, named), message="There is no such field.")
    if named := _MISSING.search(reason):
        return Refusal(code="required", field=_within(field, named), message="This is missing.")
    if kinds := _EXPECTED.fullmatch(reason):
        params = {"wanted": _kinds(kinds.group(1)), "got": _kinds(kinds.group(2))}
        return Refusal(code="wrong_type", field=field or None, message="It must be {wanted}, not {got}.", params=params)
    return Refusal(code="wrong_value", field=field or None, message="{reason}", params={"reason": reason[:200]})


def _within(field: str, named: re.Match[str]) -> str:
    return f"{field}.{named.group(1)[:60]}" if field else named.group(1)[:60]


def _kinds(text: str) -> str:
    from django.utils.translation import gettext

    return " / ".join(gettext(KINDS[kind]) if kind in KINDS else kind for kind in text.split(" | "))

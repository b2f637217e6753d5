"""How secrets are made, digested and struck out. Pure.

A random key has 256 bits: one SHA-256 keeps it. A secret a person may have chosen is kept by argon2id (19 MiB, two
passes, about 25 ms), so that a stolen table cannot be guessed through.
"""

import hashlib
import json
import re
import secrets
from collections.abc import Sequence
from html import escape
from urllib.parse import quote, quote_plus

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHash

PREFIX = "gk_live_"
SHOWN = len(PREFIX) + 8
VALUE_MIN = 4  # a shorter one would strike out half of what else is said
KEY = re.compile(r"gk_(?:live|test)_[A-Za-z0-9_-]{40,120}")
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_PEPPER = secrets.token_bytes(32)
DUMMY = _HASHER.hash(secrets.token_urlsafe(16))


def new_key() -> str:
    """A new API key, `gk_live_` and 43 letters."""
    return PREFIX + secrets.token_urlsafe(32)


def key_digest(key: str) -> str:
    """What is kept of a random key."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def secret_digest(secret: str) -> str:
    """What is kept of a secret a person may have chosen."""
    return _HASHER.hash(secret)


def is_secret(digest: str, secret: str) -> bool:
    """Whether this is the secret; takes about 25 ms by intent."""
    try:
        return _HASHER.verify(digest, secret)
    except (Argon2Error, InvalidHash):
        return False


def memory_mark(secret: str) -> bytes:
    """What stands for a verified secret in this process's memory: useless outside it."""
    return hashlib.blake2b(secret.encode("utf-8", "surrogatepass"), key=_PEPPER, digest_size=32).digest()


def struck_out(payload: bytes, fields: frozenset[str], values: Sequence[str] = ()) -> bytes:
    """The payload without the values of these fields, in JSON, XML, a query or a form, whatever the case; and without
    these values wherever they stand, however they are written there."""
    if fields and payload:
        names = b"|".join(re.escape(name.encode()) for name in sorted(fields))
        payload = re.sub(rb'(?i)("(?:' + names + rb')"\s*:\s*)"(?:[^"\\]|\\.)*"?', rb'\1"***"', payload)
        payload = re.sub(rb"(?i)((?:^|[?&])(?:" + names + rb")=)[^&]*", rb"\1***", payload)
        payload = re.sub(rb"(?i)(<(?:\w+:)?(?:" + names + rb")(?:\s[^>]*)?>)[^<]*", rb"\1***", payload)
    for value in values:
        if len(value) >= VALUE_MIN:
            for written in _ways(value):
                payload = payload.replace(written, b"***")
    return payload


def _ways(value: str) -> set[bytes]:
    """How a value is written in a query, in a form, in JSON and in XML."""
    ways = {value, quote(value, safe=""), quote(value), quote_plus(value), json.dumps(value)[1:-1], escape(value)}
    ways.add(json.dumps(value, ensure_ascii=False)[1:-1])
    ways |= {way.replace("/", "\\/") for way in ways}
    return {way.encode("utf-8", "surrogatepass") for way in ways}

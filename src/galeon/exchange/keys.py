"""How secrets are made, digested and struck out. Pure.

A random key has 256 bits: one SHA-256 keeps it. A secret a person may have chosen is kept by argon2id (19 MiB, two
passes, about 25 ms), so that a stolen table cannot be guessed through.
"""

import hashlib
import re
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHash

PREFIX = "gk_live_"
SHOWN = len(PREFIX) + 8
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


def struck_out(payload: bytes, fields: frozenset[str]) -> bytes:
    """The payload without the values of these fields, in JSON or in a query or form, whatever the case."""
    if not fields or not payload:
        return payload
    names = b"|".join(re.escape(name.encode()) for name in sorted(fields))
    payload = re.sub(rb'(?i)("(?:' + names + rb')"\s*:\s*)"(?:[^"\\]|\\.)*"?', rb'\1"***"', payload)
    return re.sub(rb"(?i)((?:^|[?&])(?:" + names + rb")=)[^&]*", rb"\1***", payload)

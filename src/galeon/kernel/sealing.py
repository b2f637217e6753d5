"""Secrets that must be said or signed with again, sealed for the database by a key that is kept outside it.

What only needs comparing is hashed instead (see `exchange.keys`).
"""

import base64
from collections.abc import Sequence
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

PURPOSE = b"galeon.sealing.1"


class CannotOpen(Exception):
    """Sealed with a key this installation does not have: its secrets.json, or GALEON_SEAL_KEYS, is another's."""


def seal(secret: bytes) -> bytes:
    """The secret as the database keeps it."""
    return _box(tuple(settings.SEAL_KEYS)).encrypt(secret)


def unsealed(sealed: bytes) -> bytes:
    """The secret again; CannotOpen where none of our keys fits, or a byte was changed."""
    try:
        return _box(tuple(settings.SEAL_KEYS)).decrypt(bytes(sealed))
    except InvalidToken as error:
        raise CannotOpen("a secret was sealed with a key this installation does not have") from error


def resealed(sealed: Sequence[bytes]) -> list[bytes]:
    """The same secrets sealed with the newest key, so that older keys can be laid down."""
    box = _box(tuple(settings.SEAL_KEYS))
    return [box.rotate(bytes(one)) for one in sealed]


@lru_cache(maxsize=4)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str) -> bytes:
    """A key of the right size from whatever the operator chose."""
    kdf = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=PURPOSE)
    return base64.urlsafe_b64encode(kdf.derive(key.encode()))

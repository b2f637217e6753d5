"""Secrets in the database are of no use without the key beside it."""

import pytest
from pytest_django.fixtures import Settings

from galeon.kernel.sealing import CannotOpen, resealed, seal, unsealed


def test_a_sealed_secret_opens_again_and_shows_nothing(settings: Settings) -> None:
    settings.SEAL_KEYS = ["new"]
    sealed = seal(b"inv3nted")
    assert b"inv3nted" not in sealed
    assert sealed != seal(b"inv3nted"), "equal secrets do not look equal"
    assert unsealed(sealed) == b"inv3nted"


def test_after_a_change_of_keys_old_secrets_open_and_are_sealed_anew(settings: Settings) -> None:
    settings.SEAL_KEYS = ["old"]
    sealed = seal(b"inv3nted")
    settings.SEAL_KEYS = ["new", "old"]
    (again,) = resealed([sealed])
    settings.SEAL_KEYS = ["new"]
    assert unsealed(again) == b"inv3nted"
    with pytest.raises(CannotOpen):
        unsealed(sealed)


def test_a_changed_byte_opens_nothing(settings: Settings) -> None:
    settings.SEAL_KEYS = ["new"]
    sealed = bytearray(seal(b"inv3nted"))
    sealed[20] ^= 1
    with pytest.raises(CannotOpen):
        unsealed(bytes(sealed))

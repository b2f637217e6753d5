"""Sentences in the active language, remembered: Django looks a message up in 5 us, and a quote says a thousand of them.

What is remembered never changes while a process lives: catalogues are read once.
"""

from contextvars import ContextVar, Token
from functools import lru_cache

from django.utils import translation
from django.utils.translation import get_language

_SPOKEN: ContextVar[str] = ContextVar("galeon_spoken", default="")


def gettext(message: str) -> str:
    """Django's `gettext`, at a twentieth of its time inside `speaking`."""
    return _said(_SPOKEN.get() or get_language() or "en", message)


@lru_cache(maxsize=16_384)
def _said(language: str, message: str) -> str:
    with translation.override(language):
        return translation.gettext(message)


class speaking:  # noqa: N801  read as a word: `with speaking("es")`
    """Make a language the active one inside the block, Django's too; costs next to nothing where it is already.

    Inside it another language is spoken by another `speaking` only: `translation.override` alone is not heard.
    """

    __slots__ = ("_language", "_other", "_token")

    def __init__(self, language: str) -> None:
        self._language = language
        self._token: Token[str] | None = None
        self._other: translation.override | None = None

    def __enter__(self) -> None:
        if _SPOKEN.get() == self._language:
            return
        self._token = _SPOKEN.set(self._language)
        if get_language() != self._language:
            self._other = translation.override(self._language)
            self._other.__enter__()

    def __exit__(self, *told: object) -> None:
        if self._other is not None:
            self._other.__exit__(*told)  # type: ignore[arg-type]
        if self._token is not None:
            _SPOKEN.reset(self._token)

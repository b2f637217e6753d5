"""A refusal is a value: the ordinary 'no' of the trade, with a sentence a person can act on."""

from typing import TypeGuard

import msgspec


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """Why something was not done.

    code: stable, machine-readable (`weight_over_limit`).
    field: path of the input at fault (`parcels[0].weight_g`), or None when no single field is.
    message: an English gettext msgid with {named} places; `params` fills them.
    """

    code: str
    field: str | None = None
    message: str
    params: dict[str, str] = {}

    def text(self) -> str:
        """The sentence in the reader's language."""
        from django.utils.translation import gettext

        return gettext(self.message).format(**self.params)


def is_refusal(value: object) -> TypeGuard[Refusal]:
    """True when an act answered with a refusal."""
    return isinstance(value, Refusal)

"""A refusal is a value: the ordinary 'no' of the trade, with a sentence a person can act on."""

from typing import TypeGuard

import msgspec

from galeon.kernel import naming, wording


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """Why something was not done.

    code: stable, machine-readable (`weight_over_limit`).
    field: path of the input at fault (`parcels[0].weight_g`), or None when no single field is.
    message: an English gettext msgid with {named} places; `params` fills them. A name that ends in `_kg` holds grams, one
    in `_amount` minor units and their currency ("1690 USD"): both are told as the reader's language writes them; country, service and
    cargo hold codes, told by their names.
    """

    code: str
    field: str | None = None
    message: str
    params: dict[str, str] = {}

    def text(self) -> str:
        """The sentence in the reader's language."""
        from django.utils.translation import get_language

        from galeon.kernel.tongue import gettext

        language = get_language() or "en"
        return gettext(self.message).format(**{k: _told(k, v, language) for k, v in self.params.items()})


def _told(name: str, value: str, language: str) -> str:
    if name.endswith("_kg"):
        return wording.kilograms(int(value), language)
    if name.endswith("_amount"):
        minor, _, currency = value.partition(" ")
        return f"{wording.amount(int(minor), currency, language)} {currency}"
    return naming.told(name, value, language)


def is_refusal(value: object) -> TypeGuard[Refusal]:
    """True when an act answered with a refusal."""
    return isinstance(value, Refusal)

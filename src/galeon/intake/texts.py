"""What may stand in a text that others will read, print and type again. Pure."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from operator import attrgetter, gt
from typing import NamedTuple

from galeon.kernel.refusal import Refusal

# a letter or digit; the four Hangul fillers are letters that show nothing
SAYS_SOMETHING = re.compile(r"[^\W_\u115f\u1160\u3164\uffa0]")
EMAIL = re.compile(r"[^@\s,;:<>()]+@[^@\s,;:<>()]+\.[^@\s,;:<>().]{2,}")
_CONTROL = ("Cc", "Cs", "Co", "Cn")
_INVISIBLE = ("Cf", "Zl", "Zp")
_JOINERS = "\u200c\u200d"
# Arabic, the scripts of India, Burmese, Khmer: there a joiner changes how a word is read
_JOINED = re.compile("[\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u17ff\ufb50-\ufdff\ufe70-\ufefc]")


class Text(NamedTuple):
    """A field that holds text: at most `limit` characters; must: it has to say something."""

    name: str
    limit: int
    must: bool = False


class Texts:
    """Fields of one struct, those that must say something first.

    They are judged together: what is right costs a few calls, and only what is wrong is then looked for and named.
    """

    def __init__(self, *fields: Text) -> None:
        self._fields = fields
        self._read = attrgetter(*(field.name for field in fields))
        self._limits = [field.limit for field in fields]
        self._must = sum(field.must for field in fields)

    def faults(self, struct: object, at: str, *, required: bool = True) -> Iterator[Refusal]:
        """Everything wrong with them, named `at.name`. required: False, where a field that must say something may be empty."""
        texts: Sequence[str] = self._read(struct)
        if (
            not any(map(gt, map(len, texts), self._limits))
            and "".join(texts).isprintable()
            and all(map(SAYS_SOMETHING.search, texts[: self._must]))
        ):
            return
        for field, text in zip(self._fields, texts, strict=True):
            must = field.must and (required or text != "")
            yield from text_faults(f"{at}.{field.name}", text, field.limit, must=must)


def text_faults(field: str, text: str, limit: int, *, must: bool) -> Iterator[Refusal]:
    """Missing, without a letter or digit, too long, with control characters or with such as nobody sees."""
    if must and not text.strip():
        yield Refusal(code="required", field=field, message="This is missing.")
    elif must and not SAYS_SOMETHING.search(text):
        yield Refusal(code="required", field=field, message="At least one letter or digit is needed.")
    if len(text) > limit:
        yield Refusal(code="too_long", field=field, message="At most {max} characters.", params={"max": str(limit)})
    elif not text.isprintable():
        yield from _unprintable(field, text)


def _unprintable(field: str, text: str) -> Iterator[Refusal]:
    hidden = ""
    for character in text:
        kind = unicodedata.category(character)
        if kind in _CONTROL:
            message = "Control characters are not allowed."
            yield Refusal(code="control_characters", field=field, message=message)
            return
        if kind in _INVISIBLE and not (character in _JOINERS and _JOINED.search(text)):
            hidden = hidden or character
    if hidden:
        message = "The character {character} cannot be seen; write it without."
        params = {"character": f"U+{ord(hidden):04X}"}
        yield Refusal(code="invisible_characters", field=field, message=message, params=params)

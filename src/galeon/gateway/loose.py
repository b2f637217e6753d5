"""What merchants' ERPs send, read as loosely as the servers they were written for: names in any case, numbers as text,
text as numbers. Exact all the same: a number is a Decimal from its own digits, never a float."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

import msgspec

DIGITS_MAX = 15  # beyond 10^15 nothing here is a weight, a price or a count
_JSON = msgspec.json.Decoder(float_hook=Decimal)


class Wrong(Exception):
    """A value that cannot be read; `field` is its path in the sender's own words."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def decode(raw: bytes) -> object:
    """JSON as plain values, fractions as Decimal. Wrong("") when it is none."""
    try:
        return _JSON.decode(raw.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, InvalidOperation, ValueError) as error:
        raise Wrong("") from error


class Loose:
    """An object of theirs. Names are found in any case; `at` is its path."""

    def __init__(self, value: Mapping[str, object], at: str = "") -> None:
        self._value = {name.lower(): found for name, found in value.items()}
        self.at = at

    def path(self, name: str) -> str:
        """The path of a member."""
        return f"{self.at}.{name}" if self.at else name

    def text(self, *names: str) -> str:
        """The first of these members that says something, without blank ends; "" when none does."""
        for name in names:
            found = self._value.get(name.lower())
            if isinstance(found, str | int | Decimal) and not isinstance(found, bool):
                told = str(found).strip()
                if told:
                    return told
            elif found is not None:
                raise Wrong(self.path(name))
        return ""

    def decimal(self, name: str) -> Decimal | None:
        """The number, exactly; None when it is missing."""
        told = self.text(name)
        if not told:
            return None
        try:
            found = Decimal(told)
        except InvalidOperation:
            raise Wrong(self.path(name)) from None
        if not found.is_finite() or found.adjusted() > DIGITS_MAX or (found != 0 and found.adjusted() < -DIGITS_MAX):
            raise Wrong(self.path(name))
        return found

    def whole(self, name: str, default: int) -> int:
        """The whole number; the default when it is missing."""
        found = self.decimal(name)
        if found is None:
            return default
        if found != found.to_integral_value():
            raise Wrong(self.path(name))
        return int(found)

    def one(self, name: str) -> "Loose | None":
        """The object, or None."""
        found = self._value.get(name.lower())
        if found is None or found == "":
            return None
        if not isinstance(found, dict):
            raise Wrong(self.path(name))
        return Loose(found, self.path(name))

    def many(self, name: str) -> "list[Loose]":
        """The objects of a list; empty when it is missing. A single object is a list of one."""
        found = self._value.get(name.lower())
        if found is None or found == "":
            return []
        entries = [found] if isinstance(found, dict) else found
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise Wrong(self.path(name))
        return [Loose(entry, f"{self.path(name)}[{n}]") for n, entry in enumerate(entries)]


def numbers(found: object, most: int, field: str) -> list[str]:
    """A list of one to `most` numbers, or one by itself, as texts; Wrong(field) when it is none."""
    entries = [found] if isinstance(found, str | int) else found
    if not isinstance(entries, list) or not 1 <= len(entries) <= most:
        raise Wrong(field)
    if not all(isinstance(entry, str | int) and not isinstance(entry, bool) for entry in entries):
        raise Wrong(field)
    return [str(entry).strip() for entry in entries]

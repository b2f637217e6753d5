"""What all dialects write alike: streets in lines, kilograms, centimetres, amounts, countries. Pure, all by Decimal."""

from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from babel.numbers import get_currency_precision

from galeon.gateway.loose import Loose, Wrong
from galeon.waybills.orders import OrderParcel

STREET_LINE_MAX = 100
PIECES_MAX = 1_000  # more is refused by intake; this only keeps a typing slip from filling memory
MM_OF = {"cm": Decimal(10), "inch": Decimal("25.4"), "in": Decimal("25.4"), "mm": Decimal(1)}
CM = MM_OF["cm"]
COUNTRIES = {"UK": "GB"}


def country(code: str) -> str:
    """A country's code as ISO has it."""
    code = code.upper()
    return COUNTRIES.get(code, code)


def joined(first: str, last: str) -> str:
    """A name in two parts as one; some clients send the whole in both."""
    return first if not last or last == first else f"{first} {last}".strip()


def streets(*lines: str) -> tuple[str, ...]:
    """Street lines; where there is room, one that is too long goes on in the next."""
    said = [line for line in lines if line]
    if len(said) == len(lines) or all(len(line) <= STREET_LINE_MAX for line in said):
        return tuple(said)
    return tuple(part for line in said for part in _wrapped(line))


def _wrapped(line: str) -> list[str]:
    parts = [""]
    for word in line.split(" "):
        longer = f"{parts[-1]} {word}".strip()
        if len(longer) <= STREET_LINE_MAX or not parts[-1]:
            parts[-1] = longer
        else:
            parts.append(word)
    return parts


def grams(item: Loose, *names: str) -> int:
    """Kilograms as grams; a fourth place is rounded half up. Wrong names the first where none is there."""
    for name in names:
        kg = item.decimal(name)
        if kg is not None:
            return int((kg * 1000).to_integral_value(ROUND_HALF_UP))
    raise Wrong(item.path(names[0]))


def sizes(
    item: Loose, mm: Decimal, names: tuple[str, str, str] = ("Length", "Width", "Height")
) -> tuple[int, int, int]:
    """Length, width, height in mm, rounded up; 1 x 1 x 1 is what clients send who do not know."""
    told = [item.decimal(name) or Decimal(0) for name in names]
    if all(side in (0, 1) for side in told):
        return (0, 0, 0)
    length, width, height = (int((side * mm).to_integral_value(ROUND_CEILING)) for side in told)
    return (length, width, height)


def pieces(weight_g: int, count: int, size: tuple[int, int, int], field: str) -> tuple[OrderParcel, ...]:
    """Pieces without weights of their own share the whole one, the odd grams on the first ones. Wrong(field) for none."""
    if not 1 <= count <= PIECES_MAX:
        raise Wrong(field)
    each, odd = divmod(weight_g, count)
    return tuple(OrderParcel(each + (1 if n < odd else 0), *size) for n in range(count))


def minor(amount: Decimal, currency: str) -> int:
    """An amount as minor units of its currency, half up."""
    places = get_currency_precision(currency) if len(currency) == 3 and currency.isalpha() else 2
    return int(amount.scaleb(places).to_integral_value(ROUND_HALF_UP))


def each_minor(total: Decimal, count: int, currency: str) -> int:
    """What one costs, in minor units, half up, where a dialect tells what all of a line are worth."""
    return minor(total / count if count > 0 else total, currency)


def hs_code(text: str) -> str:
    """A customs code without the dots and dashes it is written with."""
    return "".join(c for c in text if c not in " .-")

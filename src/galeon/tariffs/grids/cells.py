"""What a cell of a price list means: one as a spreadsheet gives it, or as text that was pasted. Pure; exact by Decimal.

Real numbers are read to the 15 digits a spreadsheet itself counts by, so 48.15 made by a formula is 48.15. Of numbers
written as text, all of a list must write decimals the same way; `mark_of` finds which, or two cells that disagree.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache

from babel.numbers import get_currency_precision
from msgspec import Struct

from galeon.kernel.refusal import Refusal

Raw = str | int | float | bool | date | datetime | time | timedelta | None
"""A cell as python-calamine gives it; "" or None is an empty one. Typed numbers arrive as float."""


class Percent(float):
    """A number that its cell shows as a percentage, as it is shown there: 21.5 where the spreadsheet keeps 0.215."""


MINOR_MAX = 10**12
SHOWN_MAX = 40
_COMMA = re.compile(r"\d*,(?:\d{1,2}|\d{4,})|0,\d+|\d{4,},\d+|\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}")
_POINT = re.compile(r"\d*\.(?:\d{1,2}|\d{4,})|0\.\d+|\d{4,}\.\d+|\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:,\d{3}){2,}")
_EITHER = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")  # 1,240 and 1.240: thousands to one reader, decimals to another
_DIGITS = re.compile(r"\d{1,30}")
_AROUND = re.compile(r"[\s'’$€£¥]|^[A-Z]{3}(?=[\s\d(-])|(?<=[\s\d)])[A-Z]{3}$")
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_places = cache(get_currency_precision)
_SERIAL_MIN, _SERIAL_MAX = 36_526, 73_051
"""Days from 2000 to 2100 as spreadsheets count them, from the end of 1899."""


class Mixed(Struct, frozen=True):
    """Two texts of one list that write decimals differently, and where each stands."""

    comma: str
    comma_at: object
    point: str
    point_at: object


def is_empty(raw: Raw) -> bool:
    """True of a cell that says nothing."""
    return raw is None or (isinstance(raw, str) and not raw.strip())


def mark_of(texts: Iterable[tuple[object, Raw]]) -> str | Mixed:
    """The sign before the decimals, "," or ".", of (place, cell) pairs; "" where no text says; real numbers do not count."""
    comma: tuple[object, str] | None = None
    point: tuple[object, str] | None = None
    for place, raw in texts:
        if not isinstance(raw, str):
            continue
        bare = _bare(raw).removesuffix("%")
        if comma is None and _COMMA.fullmatch(bare):
            comma = (place, raw)
        elif point is None and _POINT.fullmatch(bare):
            point = (place, raw)
        if comma and point:
            return Mixed(shown(comma[1]), comma[0], shown(point[1]), point[0])
    return "," if comma else "." if point else ""


def mixed(found: Mixed, here: str, there: str) -> Refusal:
    """The sentence for two cells that disagree; here and there as the reader finds them (`D7`)."""
    message = "{here} says “{comma}” and {there} says “{point}”: write decimals the same way in the whole list."
    params = {"here": here, "there": there, "comma": found.comma, "point": found.point}
    return Refusal(code="marks_mixed", field="cell", message=message, params=params)


def number(raw: Raw, mark: str = "") -> Decimal | Refusal | None:
    """The number in a cell, None of an empty one; mark: how the list writes decimals. Negative numbers are numbers."""
    if is_empty(raw):
        return None
    if isinstance(raw, datetime | date | time | timedelta):
        return _no(
            "cell_is_date", "This is a date, not a number. A spreadsheet may have made it of a text such as 1-2."
        )
    if isinstance(raw, bool):
        return _no("cell_not_number", "“{text}” is not a number.", text=str(raw).upper())
    if isinstance(raw, int):
        return Decimal(raw)
    if isinstance(raw, Percent):
        message = "The cell shows {text}, a percentage, which does not belong here: format it as a number."
        return _no("cell_is_percent", message, text=text(raw))
    if isinstance(raw, float):
        value = Decimal(f"{raw:.15g}")
        return value if value.is_finite() else _no("cell_not_number", "“{text}” is not a number.", text=str(raw))
    return _text_number(str(raw), mark)


def _text_number(text: str, mark: str) -> Decimal | Refusal:
    bare = _bare(text)
    sign = -1 if bare[:1] in ("-", "\N{MINUS SIGN}") or (bare[:1] == "(" and bare[-1:] == ")") else 1
    bare = bare.strip("-\N{MINUS SIGN}()") if sign < 0 else bare
    if _DIGITS.fullmatch(bare):
        return sign * Decimal(bare)
    if _EITHER.fullmatch(bare):
        if not mark:
            return _no(
                "cell_unclear", "“{text}” may mean two numbers: write it as a number, without a sign for thousands.",
                text=shown(text),
            )  # fmt: skip
        other = "." if mark == "," else ","
        return sign * Decimal(bare.replace(other, "").replace(mark, "."))
    if len(bare) <= SHOWN_MAX and _COMMA.fullmatch(bare):
        return sign * Decimal(bare.replace(".", "").replace(",", "."))
    if len(bare) <= SHOWN_MAX and _POINT.fullmatch(bare):
        return sign * Decimal(bare.replace(",", ""))
    return _no("cell_not_number", "“{text}” is not a number.", text=shown(text))


def minor(raw: Raw, currency: str, mark: str = "") -> int | Refusal | None:
    """A price in minor units; None of an empty cell."""
    value = number(raw, mark)
    if value is None or isinstance(value, Refusal):
        return value
    if value < 0:
        return _no("cell_negative", "A price must not be below zero.")
    scaled = value.scaleb(_places(currency))
    if scaled > MINOR_MAX:
        return _no("cell_too_large", "“{text}” is more than any price here may be.", text=shown(str(raw)))
    if scaled != scaled.to_integral_value():
        return _no(
            "cell_too_fine", "“{text}” has more decimals than {currency} has.", text=f"{value:f}", currency=currency
        )
    return int(scaled)


def major(minor_units: int, currency: str) -> Decimal:
    """4800 of CNY -> 48.00."""
    return Decimal(minor_units).scaleb(-_places(currency))


def milli(raw: Raw, mark: str = "") -> int | Refusal | None:
    """A weight in thousandths of the list's unit; None of an empty cell."""
    value = number(raw, mark)
    if value is None or isinstance(value, Refusal):
        return value
    scaled = value.scaleb(3)
    if scaled < 0 or scaled > MINOR_MAX or scaled != scaled.to_integral_value():
        return _no(
            "cell_no_weight", "“{text}” is no weight: it has at most three decimals and is not below zero.",
            text=shown(str(raw)),
        )  # fmt: skip
    return int(scaled)


def whole(raw: Raw, mark: str = "") -> int | Refusal | None:
    """A whole number, not below zero; None of an empty cell."""
    value = number(raw, mark)
    if value is None or isinstance(value, Refusal):
        return value
    if value < 0 or value > MINOR_MAX or value != value.to_integral_value():
        return _no("cell_not_whole", "“{text}” is not a whole number.", text=shown(str(raw)))
    return int(value)


def percent(raw: Raw, mark: str = "") -> Decimal | Refusal | None:
    """A percentage: 21.5 as a number or as text, with its sign or without, or a cell formatted to show it."""
    if isinstance(raw, Percent):
        return number(float(raw))
    if isinstance(raw, str) and (bare := _bare(raw)).endswith("%"):
        found = number(bare.removesuffix("%"), mark)
        return _no("cell_not_number", "“{text}” is not a number.", text=shown(raw)) if found is None else found
    return number(raw, mark)


def share(raw: Raw, mark: str = "") -> int | Refusal | None:
    """A whole percentage, not below zero."""
    value = percent(raw, mark)
    if value is None or isinstance(value, Refusal):
        return value
    if value < 0 or value > MINOR_MAX or value != value.to_integral_value():
        return _no("cell_not_whole", "“{text}” is not a whole number.", text=shown(text(raw)))
    return int(value)


def day(raw: Raw) -> date | Refusal | None:
    """A day: a real date of the spreadsheet, or text in the one order nobody reads two ways, 2026-07-01."""
    if is_empty(raw):
        return None
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    if isinstance(raw, int | float) and _SERIAL_MIN <= raw < _SERIAL_MAX + 1:
        # not read as the day it is on most computers: workbooks that count from 1904 have the same number for another day
        message = (
            "“{text}” is the number of a day, shown as a number: format the cell as a date, and see that it is right."
        )
        return _no("cell_no_date", message, text=text(raw))
    match = _ISO_DAY.fullmatch(raw.strip()) if isinstance(raw, str) else None
    if match:
        try:
            return date(*map(int, match.groups()))
        except ValueError:
            pass
    return _no("cell_no_date", "“{text}” is not a date: write it as 2026-07-01.", text=shown(str(raw)))


def text(raw: Raw) -> str:
    """A code, name or postcode: 10115.0, which a spreadsheet took for a number, is "10115"."""
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return str(raw).upper()
    if isinstance(raw, Percent):
        return f"{raw:.15g}%"
    if isinstance(raw, float):
        return str(int(raw)) if raw.is_integer() and abs(raw) < 1e15 else f"{raw:.15g}"
    if isinstance(raw, datetime):
        return raw.date().isoformat()
    return str(raw).strip()


def shown(written: str) -> str:
    """A cell's text as a sentence quotes it: one line, not too long."""
    line = " ".join(written.split())
    return line if len(line) <= SHOWN_MAX else f"{line[: SHOWN_MAX - 1]}…"


def _bare(written: str) -> str:
    return _AROUND.sub("", unicodedata.normalize("NFKC", written).replace("\u00a0", " ").strip()).strip()


def _no(code: str, message: str, **params: str) -> Refusal:
    return Refusal(code=code, field="cell", message=message, params=params)

"""What merchants write into cells, and what they mean by it. Pure; exact by Decimal.

A single comma or point before three digits may part thousands or decimals: other cells of the sheet decide, and where
none does the merchant is asked.
"""

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

NUMBER_ABS_MAX = Decimal(10) ** 13
UNIT = re.compile(r"\s*(kg|kgs|公斤|千克|cm|厘米|g|克|mm|毫米)\.?$", re.IGNORECASE)
SMALL_UNITS = {"g": 1000, "克": 1000, "mm": 10, "毫米": 10}  # of which one kg or cm has so many
EITHER = re.compile(r"[1-9]\d{0,2},\d{3}")  # 1,240: kilograms to the gram in Madrid, more than a thousand in London
COMMA_IS_DECIMAL = re.compile(r"\d*,(?:\d{1,2}|\d{4,})|0,\d+|\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}")
POINT_IS_DECIMAL = re.compile(r"\d*\.(?:\d{1,2}|\d{4,})|0\.\d+|\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:,\d{3}){2,}")
LIKE_A_FLOAT = re.compile(r"(\d+)\.0")
# Countries whose postcodes are five digits and may begin with 0, which a spreadsheet takes for a number and drops.
FIVE_DIGITS = frozenset({"DE", "ES", "FR", "IT", "US", "MX", "FI", "EE", "HR", "MY", "TR", "UA", "KR", "TH", "PE"})


class NotANumberError(Exception):
    """The cell is no number at all."""


class UnclearError(Exception):
    """The cell may mean two numbers a thousand times apart."""


def plain(text: str) -> str:
    """A cell without blank ends and full-width digits."""
    return unicodedata.normalize("NFKC", text).replace("\u00a0", " ").strip()


def decimal_mark(cells: Iterable[str]) -> str:
    """The sign that begins the decimals in these number cells: "," or ".", or "" when they do not say or disagree."""
    comma = point = False
    for cell in cells:
        bare = _bare(plain(cell))
        comma = comma or bool(COMMA_IS_DECIMAL.fullmatch(bare))
        point = point or bool(POINT_IS_DECIMAL.fullmatch(bare))
    return "" if comma == point else "," if comma else "."


def pointed(text: str, mark: str) -> str:
    """A number cell that could be read two ways, written the one way the sheet means (1,240 -> 1.240 or 1240)."""
    if mark and EITHER.fullmatch(_bare(plain(text))):
        return text.replace(",", "." if mark == "," else "")
    if mark == "," and EITHER.fullmatch(_bare(plain(text)).replace(".", ",")):
        return text.replace(".", "")
    return text


def number(text: str) -> Decimal:
    """The number in a cell: 1.24, 1,24, 1.234,50, 850 g (as 0.85). NotANumberError, or UnclearError for 1,240 alone."""
    written = plain(text)
    unit = UNIT.search(written)
    bare = _bare(written)
    if EITHER.fullmatch(bare):
        raise UnclearError
    if "," in bare and "." in bare:
        thousands = "," if bare.rfind(".") > bare.rfind(",") else "."
        bare = bare.replace(thousands, "")
    elif bare.count(",") > 1 and re.fullmatch(r"\d{1,3}(,\d{3})+", bare):
        bare = bare.replace(",", "")
    try:
        value = Decimal(bare.replace(",", "."))
    except InvalidOperation:
        raise NotANumberError from None
    if not value.is_finite() or abs(value) > NUMBER_ABS_MAX:
        raise NotANumberError
    return value / SMALL_UNITS.get(unit[1].lower(), 1) if unit else value


def _bare(written: str) -> str:
    return re.sub(r"[\s'’]", "", UNIT.sub("", written))


def digits(text: str) -> str:
    """A postcode, phone or code that a spreadsheet took for a number: 10115.0 -> 10115."""
    like = LIKE_A_FLOAT.fullmatch(plain(text))
    return like[1] if like else text.strip()


def postcode(text: str, country: str) -> str:
    """The postcode with the zero in front that a spreadsheet dropped: DE 1067 -> 01067."""
    written = plain(digits(text))
    return written.zfill(5) if country in FIVE_DIGITS and written.isdigit() and len(written) in (3, 4) else written

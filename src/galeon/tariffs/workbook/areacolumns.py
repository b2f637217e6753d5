"""What the columns of an area table are called, which letters a CSV is in, which countries there are. Pure."""

import codecs
import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache

from babel import Locale

from galeon.tariffs.grids.cells import Raw

TITLES = ("country", "from", "to", "city", "tier")
_NAMES = {
    "country": "country, country code, iso, iso code, country name, ctry, destination country, país, código de país, país de destino, "
    "国家, 国家代码, 国家二字码, 二字码, 目的国家, 国家地区, 国家名称",
    "from": "from, postcode from, from postcode, postal code from, postcode low, postal code low, low, zip from, begin, start, "
    "postcode begin, postcode, postal code, zip, zip code, desde, código postal desde, desde código postal, cp desde, código postal, cp, "
    "起始邮编, 邮编起, 开始邮编, 邮编从, 起始, 邮编, 邮政编码",
    "to": "to, postcode to, to postcode, postal code to, postcode high, postal code high, high, zip to, end, postcode end, "
    "hasta, código postal hasta, hasta código postal, cp hasta, 截止邮编, 邮编止, 结束邮编, 终止邮编, 邮编到, 截止, 结束",
    "city": "city, town, city name, locality, place, city town, ciudad, localidad, población, 城市, 城市名称, 地名, 城镇",
    "tier": "tier, level, category, area type, type, surcharge type, zone, remote level, nivel, categoría, tipo, tipo de zona, zona, "
    "级别, 等级, 类别, 类型, 分区, 偏远等级, 偏远类型",
}  # fmt: skip
_NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})
# How many digits a postcode has where it may begin with a zero, which a spreadsheet drops when it takes it for a number.
_DIGITS = {
    **dict.fromkeys(("DE", "ES", "FR", "IT", "US", "MX", "FI", "EE", "HR", "MY", "TR", "UA", "KR", "TH", "PE", "PR"), 5),
    **dict.fromkeys(("CN", "RO", "SG", "CO", "EC"), 6),
    **dict.fromkeys(("AU", "DK", "NO", "NZ", "ZA"), 4),
    **dict.fromkeys(("JP", "CL"), 7),
    "BR": 8,
}  # fmt: skip
_HIGH = re.compile(rb"[\x80-\xff]+")
_LOOKED_AT = 1_000_000


def folded(text: str) -> str:
    """A title without case, accents and signs."""
    bare = unicodedata.normalize("NFKD", text).casefold()
    return "".join(sign for sign in bare if sign.isalnum())


KEYS: Mapping[str, str] = {folded(name): key for key, names in _NAMES.items() for name in names.split(",")}


def heads(row: Sequence[Raw]) -> dict[str, int]:
    """Key -> position of the columns a row names; empty where it names no country and no place."""
    found: dict[str, int] = {}
    for at, raw in enumerate(row):
        key = KEYS.get(folded(raw)) if isinstance(raw, str) else None
        if key is not None:
            found.setdefault(key, at)
    return found if "country" in found and ("from" in found or "city" in found) else {}


@cache
def countries_by_name() -> Mapping[str, str]:
    """Every country's alpha-2 code by its code and its names in English, Spanish and Chinese, casefolded."""
    found: dict[str, str] = {}
    for language in ("en", "es", "zh_Hans"):
        for code, name in Locale.parse(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES:
                found[code.casefold()] = code
                found.setdefault(name.casefold(), code)
    return found


def padded(number: str, country: str) -> str:
    """The postcode a number may have been before a spreadsheet dropped its zeros; "" where it is whole."""
    digits = _DIGITS.get(country, 0)
    return number.zfill(digits) if number.isdigit() and len(number) < digits else ""


def decoded(data: bytes) -> str:
    """The text of a CSV in UTF-8, UTF-16, GBK or cp1252."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    if _is_chinese(data[:_LOOKED_AT]):
        try:
            return data.decode("gb18030")
        except UnicodeDecodeError:
            pass
    return data.decode("cp1252", "replace")


def _is_chinese(data: bytes) -> bool:
    """Chinese stands in runs of pairs; an accent stands alone within a word."""
    pairs = alone = 0
    for run in _HIGH.finditer(data):
        size = run.end() - run.start()
        inside = data[run.start() - 1 : run.start()].isalpha() or data[run.end() : run.end() + 1].isalpha()
        if size % 2 or (size == 2 and inside):
            alone += 1
        else:
            pairs += size // 2
    return pairs > alone


def delimiter_of(text: str) -> str:
    """What parts the cells: the sign that stands most often in the first lines."""
    head = text[:4_000]
    return max(",;\t|", key=head.count)

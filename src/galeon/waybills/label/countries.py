"""A country's name as the sorter at each end reads it: English, and its own language."""

from functools import cache

from babel import Locale, UnknownLocaleError
from babel.languages import get_official_languages

from galeon.kernel.documents.glyphs import missing_glyphs

# The Unicode tables give these their long formal names, which do not fit a label and help nobody to sort.
_SHORT = {"HK": ("Hong Kong", "香港"), "MO": ("Macao", "澳門")}
_SCRIPT = {"TW": "zh_Hant", "RS": "sr_Cyrl"}


@cache
def country_names(alpha2: str) -> tuple[str, str]:
    """(English, local) of an ISO 3166-1 country; local is "" when it is the same or cannot be printed.

    LookupError for a code that is none.
    """
    if alpha2 in _SHORT:
        return _SHORT[alpha2]
    english = Locale("en").territories.get(alpha2, "")
    if not english or len(alpha2) != 2:
        raise LookupError(alpha2)
    languages = get_official_languages(alpha2, de_facto=True)
    language = _SCRIPT.get(alpha2) or next((code for code in languages if code != "en"), "en")
    try:
        local = Locale.parse(language).territories.get(alpha2, "")
    except UnknownLocaleError:
        local = ""
    unwanted = local.casefold() == english.casefold() or missing_glyphs(local)
    return english, "" if unwanted else local

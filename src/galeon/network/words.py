"""What services, countries and kinds of goods are called in the reader's language."""

from time import monotonic

from django.utils.translation import gettext, gettext_noop

from galeon.network.reads import country_names, network

FRESH_S = 60.0
CARGO_CLASSES = {
    "general": gettext_noop("General goods"),
    "battery": gettext_noop("With battery"),
    "liquid": gettext_noop("Liquid or cream"),
    "textile": gettext_noop("Textile"),
    "food": gettext_noop("Food"),
    "magnetic": gettext_noop("Magnetic"),
}
_countries: dict[str, tuple[float, dict[str, str]]] = {}


def service_name(code: str, language: str) -> str:
    """A service's name; a code there is no service by stays as it was written."""
    rules = network().services.get(code.upper())
    return rules.name(language) if rules else code


def country_name(code: str, language: str) -> str:
    """A country's name, at most a minute old; what is no country stays as it was written."""
    kept = _countries.get(language)
    if kept is None or monotonic() - kept[0] > FRESH_S:
        kept = _countries[language] = (monotonic(), country_names(language))
    return kept[1].get(code, code)


def cargo_name(code: str, language: str) -> str:
    """A kind of goods, in the active language; one of the company's own as it was written."""
    return gettext(CARGO_CLASSES[code]) if code in CARGO_CLASSES else code

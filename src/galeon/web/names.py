"""Names of services, countries and places in the reader's language."""

from collections.abc import Mapping

from django.utils import translation

from galeon.network.reads import country_names, network, service_by_id


def countries() -> dict[str, str]:
    """ISO alpha-2 -> name in the reader's language."""
    return country_names(translation.get_language() or "en")


def service(service_id: int) -> str:
    """A service's name in the reader's language."""
    try:
        return service_by_id(service_id).name(translation.get_language() or "en")
    except KeyError:
        return ""


def served_countries() -> list[tuple[str, str]]:
    """(code, name) of every country some service goes to, by name."""
    names = countries()
    served = {code for rules in network().services.values() for code in rules.countries}
    return sorted(((code, names.get(code, code)) for code in served), key=lambda pair: pair[1])


def city_and_country(city: str, code: str, names: Mapping[str, str]) -> str:
    """Los Angeles, United States."""
    country = names.get(code, code)
    return f"{city}, {country}" if city else country

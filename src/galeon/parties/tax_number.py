"""Whether a company's tax number is written as its country writes them. Pure."""

from stdnum import get_cc_module
from stdnum.exceptions import ValidationError

KINDS = {"CN": ("uscc",), "MX": ("rfc",), "ES": ("vat",), "US": ("ein",), "GB": ("vat",), "HK": ()}
"""What a country's number is called in `stdnum`; every other country's is `vat`, where it has one."""


def fits(country: str, number: str) -> bool:
    """True where the number's form and check digit are right, or where the country has no form that is known."""
    modules = [m for kind in KINDS.get(country, ("vat",)) if (m := get_cc_module(country.lower(), kind))]
    return not modules or any(_is_valid(module, number) for module in modules)


def _is_valid(module: object, number: str) -> bool:
    try:
        module.validate(number)  # type: ignore[attr-defined]
    except ValidationError:
        return False
    return True

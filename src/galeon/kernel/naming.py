"""Names of what a refusal speaks of in codes: a country, a service, a kind of goods, told in the reader's language.

The kernel knows none of them. Whoever owns the table says here how its codes are called: `names("country", teller)`.
"""

from collections.abc import Callable

Teller = Callable[[str, str], str]
_TELLERS: dict[str, Teller] = {}


def names(param: str, teller: Teller) -> None:
    """From now on a refusal's param `param` is told by `teller(code, language)`; an unknown code comes back as it is."""
    _TELLERS[param] = teller


def told(param: str, value: str, language: str) -> str:
    """The name of what a param holds, or the value itself where nobody names it."""
    teller = _TELLERS.get(param)
    return teller(value, language) if teller else value

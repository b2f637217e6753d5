"""UPS's 1Z numbers: 1Z, shipper (6), service (2), package (7), check digit."""

import re

from galeon.kernel import checkdigits

_FORM = re.compile(r"1Z[0-9A-Z]{15}[0-9]")


def is_sound(number: str) -> bool:
    """Right form and check digit. Only ever a warning: UPS's own famous sample number fails it."""
    return bool(_FORM.fullmatch(number)) and int(number[-1]) == checkdigits.ups(number[2:17])


def make(shipper: str, service: str, package: int) -> str:
    """A sound number, as the stub hands them out."""
    body = f"{shipper}{service:>02}{package:07d}"
    return f"1Z{body}{checkdigits.ups(body)}"

"""UPS's 1Z numbers, as the stub hands them out: 1Z, shipper (6), service (2), package (7), check digit."""

from galeon.kernel import checkdigits


def make(shipper: str, service: str, package: int) -> str:
    """A number with the right check digit."""
    body = f"{shipper}{service:>02}{package:07d}"
    return f"1Z{body}{checkdigits.ups(body)}"

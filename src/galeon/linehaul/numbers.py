"""Numbers of bags and masters. Pure, but for the installation's GS1 company prefix."""

import os
import re

from galeon.kernel.checkdigits import compact, is_awb, sscc
from galeon.kernel.refusal import Refusal

# GS1 keeps the prefix 952 for demonstrations: until the operator sets their own, no SSCC claims to be anybody's.
DEMONSTRATION_PREFIX = "9521234"
_BILL = re.compile(r"[A-Z0-9]{4,35}")
KINDS = ("mawb", "bl", "cmr")


def company_prefix() -> str:
    """The GS1 company prefix (GALEON_GS1_PREFIX), 7 to 10 digits."""
    return os.environ.get("GALEON_GS1_PREFIX") or DEMONSTRATION_PREFIX


def bag_numbers(serial: int, prefix: str) -> tuple[str, str]:
    """Our bag number and its SSCC. Raises ValueError when the serial no longer fits behind the prefix."""
    return f"B{serial:08d}", sscc(0, prefix, serial)


def master_number(kind: str, written: str) -> str | Refusal:
    """The number as kept: an air waybill as 020-12345675, a bill as capitals and digits.

    Refused: an air waybill whose check digit is wrong (the airline would refuse it at the counter), other kinds whose
    number is shorter than 4 or longer than 35 letters and digits.
    """
    number = compact(written)
    if kind == "mawb":
        return (
            f"{number[:3]}-{number[3:]}"
            if is_awb(number)
            else _wrong(
                written,
                message="{number} is no air waybill number: 3 digits of the airline, 7 digits, and a check digit that fits.",
            )
        )
    if kind not in KINDS or not _BILL.fullmatch(number):
        return _wrong(written, message="{number} is no master number: 4 to 35 letters and digits.")
    return number


def _wrong(written: str, *, message: str) -> Refusal:
    return Refusal(code="master_number_wrong", field="number", message=message, params={"number": written[:40]})

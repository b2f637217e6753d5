"""What we say to what a supplier asks for a parcel. Pure.

A bill is right when it differs from what we expected by no more than the tolerance: a share of what was expected or a fixed
amount, whichever is larger (case C9: 1 % or 1.00).
"""

from enum import StrEnum

from msgspec import Struct


class Verdict(StrEnum):
    """In the order they are worked through."""

    UNKNOWN = "unknown"
    DOUBLE = "double"
    REWEIGHED = "reweighed"
    DEARER = "dearer"
    CHEAPER = "cheaper"
    UNPRICED = "unpriced"
    MISSING = "missing"
    EQUAL = "equal"


class Tolerance(Struct, frozen=True):
    """basis_points: of what was expected (100 = 1 %); fixed_minor: in the bill's currency."""

    basis_points: int
    fixed_minor: int

    def allows(self, difference_minor: int, expected_minor: int) -> bool:
        """True within it, both ways; the share is held to the fraction, never rounded."""
        by_share = abs(difference_minor) * 10_000 <= abs(expected_minor) * self.basis_points
        return by_share or abs(difference_minor) <= self.fixed_minor


class Found(Struct, frozen=True):
    """What there is to judge. expected_minor None: nothing says what it should cost. double_minor: billed before."""

    is_known: bool
    lines: int
    billed_minor: int
    billed_g: int | None
    ours_g: int | None
    double_minor: int
    expected_minor: int | None


def verdict(found: Found, tolerance: Tolerance) -> Verdict:
    """One word for the parcel."""
    if found.lines == 0:
        return Verdict.MISSING
    if found.double_minor > 0:
        return Verdict.DOUBLE
    if not found.is_known:
        return Verdict.UNKNOWN
    if found.expected_minor is None:
        return Verdict.UNPRICED
    difference = found.billed_minor - found.expected_minor
    if tolerance.allows(difference, found.expected_minor):
        return Verdict.EQUAL
    if found.billed_g and found.ours_g and found.billed_g != found.ours_g:
        return Verdict.REWEIGHED
    return Verdict.DEARER if difference > 0 else Verdict.CHEAPER


def difference(found: Found) -> int:
    """Billed less expected; all of it where nothing was expected."""
    return found.billed_minor - (found.expected_minor or 0)

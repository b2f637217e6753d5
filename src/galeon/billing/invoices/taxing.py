"""The tax of what is credited. Pure: money in positive minor units, rates as Decimal percents."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

import msgspec


class Taxed(msgspec.Struct, frozen=True):
    """What of a document is taxed alike. net_minor and tax_minor as the document has them; credited_*: what was since."""

    category: str
    percent: Decimal
    reason: str
    net_minor: int
    tax_minor: int
    credited_net_minor: int = 0
    credited_tax_minor: int = 0


class Fee(msgspec.Struct, frozen=True):
    """A line to be credited and how it is taxed."""

    no: int
    code: str
    text: str
    count: int
    net_minor: int
    category: str
    percent: Decimal


def tax_of(net_minor: int, percent: Decimal) -> int:
    """Tax of a sum, rounded once, a half away from zero: 12.50 at 21 % is 2.625, so 2.63."""
    return int((net_minor * percent / 100).to_integral_value(ROUND_HALF_UP))


def credited(fees: Sequence[Fee], standing: Sequence[Taxed]) -> list[Taxed]:
    """What a credit of these fees comes to by category and rate.

    standing: the invoice's own, where one is corrected. Its tax was rounded once; credited in parts it must come to the
    same, so the part that completes it takes what is left, and no part takes more.
    """
    known = {(t.category, t.percent): t for t in standing}
    nets: dict[tuple[str, Decimal], int] = {}
    for fee in fees:
        key = (fee.category, fee.percent)
        nets[key] = nets.get(key, 0) + fee.net_minor
    return [
        Taxed(category, percent, known[key].reason if key in known else "", net, _part(net, percent, known.get(key)))
        for key, net in sorted(nets.items())
        for category, percent in [key]
    ]


def _part(net_minor: int, percent: Decimal, whole: Taxed | None) -> int:
    tax = tax_of(net_minor, percent)
    if whole is None:
        return tax
    left = whole.tax_minor - whole.credited_tax_minor
    if net_minor == whole.net_minor - whole.credited_net_minor:
        return left
    return min(tax, max(left, 0))

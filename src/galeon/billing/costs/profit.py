"""What was earned: revenue, cost expected, cost billed, in one currency by the rates of each day. Pure.

Each sum of a day and a currency is turned by itself and rounded once, so what is shown adds up to its total.
"""

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from msgspec import Struct


class Converting(Protocol):
    """`tariffs.fx.Rates`: what an amount comes to in another currency on a day; None: no rate."""

    def converted(self, minor: int, base: str, quote: str, on: date) -> int | None: ...


class Money(Struct, frozen=True):
    """Minor units of one currency: charged, expected to cost, billed to us."""

    revenue_minor: int = 0
    accrued_minor: int = 0
    actual_minor: int = 0

    @property
    def cost_minor(self) -> int:
        """All it costs as far as is known: what is billed, and what is expected of those who have not billed yet."""
        return self.accrued_minor + self.actual_minor

    @property
    def margin_minor(self) -> int:
        """What is left of the revenue."""
        return self.revenue_minor - self.cost_minor

    @property
    def margin_bp(self) -> int | None:
        """The margin in hundredths of a percent of the revenue, rounded down; None without revenue."""
        return self.margin_minor * 10_000 // self.revenue_minor if self.revenue_minor > 0 else None

    def plus(self, other: "Money") -> "Money":
        """Both together."""
        return Money(
            self.revenue_minor + other.revenue_minor,
            self.accrued_minor + other.accrued_minor,
            self.actual_minor + other.actual_minor,
        )


class Profit(Struct, frozen=True):
    """What something earned. money: in `currency`; own: in each currency it came in; lacking: currencies there is no rate
    for, whose amounts are in `own` only."""

    currency: str
    money: Money
    own: dict[str, Money]
    lacking: tuple[str, ...] = ()
    waybills: int = 0


class Part(Struct, frozen=True):
    """The money of one currency and day."""

    currency: str
    day: date
    money: Money


def profit(parts: Iterable[Part], currency: str, rates: Converting, waybills: int = 0) -> Profit:
    """All parts together, in `currency`."""
    whole, own, lacking = Money(), dict[str, Money](), set[str]()
    for part in parts:
        own[part.currency] = own.get(part.currency, Money()).plus(part.money)
        turned = _turned(part, currency, rates)
        if turned is None:
            lacking.add(part.currency)
        else:
            whole = whole.plus(turned)
    return Profit(currency, whole, dict(sorted(own.items())), tuple(sorted(lacking)), waybills)


def _turned(part: Part, currency: str, rates: Converting) -> Money | None:
    if part.currency == currency:
        return part.money
    money = part.money
    amounts = [
        rates.converted(minor, part.currency, currency, part.day) if minor else 0
        for minor in (money.revenue_minor, money.accrued_minor, money.actual_minor)
    ]
    known = [amount for amount in amounts if amount is not None]
    return Money(*known) if len(known) == len(amounts) else None

"""A rule as a closure that makes money out of a shipment, and tells why. Pure.

A `Fee` takes the working paper of the shipment and the amounts of the fees before it, and answers one line, or None where
there is nothing to charge. Most rules have no factor, minimum or cap: those of the commonest bases have a short way.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import TypedDict

from msgspec import Struct

from galeon.kernel.refusal import Refusal
from galeon.tariffs.engine.weighing import Scale
from galeon.tariffs.engine.weighing_rules import Weighed
from galeon.tariffs.price import PriceLine
from galeon.tariffs.sheet import Rule, Unit
from galeon.tariffs.why import Plain

Amounts = dict[str, int]
Fee = Callable[[Weighed, Amounts], PriceLine | None]
FACTOR_SCALE = PERCENT_SCALE = 10_000


class Said(TypedDict, total=False):
    """The fields of `why.Terms`."""

    unit: str
    least_minor: int
    most_minor: int
    factor: str
    area: str
    tier: str
    option: str
    lifted_milli: int
    pieces_rounded: int


class Row(Struct, frozen=True):
    """A rule of one plan with what has been found out about it.

    position: in the version; of: the codes a percentage is taken of, FUELABLE told one by one; percent, and since where a
    dated table says so: in force; refusal: why nothing can be priced by it (no percentage for the day).
    """

    position: int
    rule: Rule
    currency: str
    scale: Scale
    of: tuple[str, ...] = ()
    percent: Decimal = Decimal(0)
    since: str = ""
    refusal: Refusal | None = None

    @property
    def is_plain(self) -> bool:
        """Nothing beside its basis: no factor, bounds, conditions or pounds."""
        rule, scale = self.rule, self.scale
        return (
            rule.factor == 1 and rule.min_minor == 0 and rule.max_minor is None and self.refusal is None
            and not (rule.area or rule.option or scale.round_by_piece or scale.scaling.unit is not Unit.KG)
        )  # fmt: skip


Figure = tuple[int, int, int]
"""An amount in minor units as a fraction, and what it was made of: pieces, steps, volume or the base of a percentage."""


class Figures(Struct, frozen=True):
    """A basis: what it comes to (None = there is nothing to charge), and why; why is told what the figure was made of."""

    amount: Callable[[Weighed, Amounts], Figure | None]
    why: Callable[[Weighed, Amounts, int, Said], Plain]


def plain(number: Decimal) -> str:
    """A decimal without trailing zeros or exponent: 21.5000 is shown as 21.5, 20 as 20."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def finished(row: Row, figures: Figures) -> Fee:
    """The whole of a fee: multiplied, rounded half up, held between its bounds."""
    rule, position, refusal = row.rule, row.position, row.refusal
    code, least_minor, most_minor = rule.code, rule.min_minor, rule.max_minor
    factor, always = int(rule.factor * FACTOR_SCALE), _always(row)
    amount_of, why_of = figures.amount, figures.why

    def fee(weighed: Weighed, amounts: Amounts) -> PriceLine | None:
        if refusal is not None:
            weighed.refusal = refusal
            return None
        figure = amount_of(weighed, amounts)
        if figure is None:
            return None
        over, under, made_of = figure
        if factor != FACTOR_SCALE:
            over, under = over * factor, under * FACTOR_SCALE
        amount, said = (over if under == 1 else (2 * over + under) // (2 * under)), always
        if amount < least_minor:
            amount, said = least_minor, {**said, "least_minor": least_minor}
        elif most_minor is not None and amount > most_minor:
            amount, said = most_minor, {**said, "most_minor": most_minor}
        if weighed.rounded:
            said = {**said, "pieces_rounded": weighed.rounded}
        if rule.area and weighed.tiers and (tier := weighed.tiers[rule.area]):
            said = {**said, "tier": tier}
        return PriceLine(code, amount, why_of(weighed, amounts, made_of, said), position)

    return fee


def _always(row: Row) -> Said:
    """What is said of a row whatever the shipment."""
    said: Said = {}
    if row.scale.scaling.unit is not Unit.KG:
        said["unit"] = row.scale.unit
    if row.rule.factor != 1:
        said["factor"] = plain(row.rule.factor)
    if row.rule.area:
        said["area"] = row.rule.area
    if row.rule.option:
        said["option"] = row.rule.option
    return said

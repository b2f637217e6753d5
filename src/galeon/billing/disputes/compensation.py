"""What is paid for a parcel that was lost, damaged, late or short. Pure: rates are given, nothing is looked up."""

from collections.abc import Callable
from typing import Literal

import msgspec

from galeon.kernel.refusal import Refusal

Converted = Callable[[int, str, str], int | None]
"""Minor units of one currency in those of another, None where there is no rate."""

WHOLE = 1_000


class Cover(msgspec.Struct, frozen=True):
    """What the terms of a service give: goods up to a cap, freight back or not."""

    covers_goods: bool
    cap_minor: int
    cap_currency: str
    refunds_freight: bool


class Parcel(msgspec.Struct, frozen=True):
    """What was sent. insured_minor: in the account's currency, 0 = not insured; freight_minor: what its carriage cost."""

    declared_minor: int
    declared_currency: str
    insured_minor: int
    freight_minor: int


class Compensation(msgspec.Struct, frozen=True):
    """In the account's currency, minor units. limit: what the goods' part was held to."""

    goods_minor: int
    freight_minor: int
    limit: Literal["declared", "cap", "insured", "none"]

    @property
    def total_minor(self) -> int:
        """Both together."""
        return self.goods_minor + self.freight_minor


def compensation(
    parcel: Parcel, cover: Cover, currency: str, converted: Converted, *, lost_permille: int = WHOLE
) -> Compensation | Refusal:
    """Declared value, at most the cap (or what it is insured for), of the part that is lost, plus freight.

    Case C10: declared 180 USD, cap 100 USD at 7.10 and 28.16 of freight come to 738.16 CNY. The cap is applied in its own
    currency, then converted once. ValueError for a part outside 0..1000; refused: rate_missing.
    """
    if not 0 <= lost_permille <= WHOLE:
        raise ValueError("lost_permille is 0 to 1000")
    freight = parcel.freight_minor if cover.refunds_freight else 0
    if not cover.covers_goods:
        return Compensation(0, freight, "none")
    lost = _part(parcel.declared_minor, lost_permille)
    value = converted(lost, parcel.declared_currency, cover.cap_currency)
    if parcel.insured_minor:
        worth = converted(lost, parcel.declared_currency, currency)
        if worth is None:
            return _no_rate(parcel.declared_currency, currency)
        return Compensation(
            min(worth, parcel.insured_minor), freight, "insured" if worth > parcel.insured_minor else "declared"
        )
    if value is None:
        return _no_rate(parcel.declared_currency, cover.cap_currency)
    is_over = value > cover.cap_minor
    said, base = (cover.cap_minor, cover.cap_currency) if is_over else (lost, parcel.declared_currency)
    paid = converted(said, base, currency)
    if paid is None:
        return _no_rate(base, currency)
    return Compensation(paid, freight, "cap" if is_over else "declared")


def _part(minor: int, permille: int) -> int:
    """A part of an amount, a half rounded up."""
    return (minor * permille * 2 + WHOLE) // (WHOLE * 2)


def _no_rate(base: str, quote: str) -> Refusal:
    return Refusal(
        code="rate_missing", message="There is no exchange rate from {base} to {quote} of that day.",
        params={"base": base, "quote": quote},
    )  # fmt: skip

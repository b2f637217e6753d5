"""What is paid for a lost parcel: the declared value up to the cap, and the freight (case C10)."""

from decimal import ROUND_HALF_UP, Decimal

import pytest

from galeon.billing.disputes.compensation import Compensation, Cover, Parcel, compensation
from galeon.kernel.refusal import Refusal

LOST = Cover(covers_goods=True, cap_minor=10_000, cap_currency="USD", refunds_freight=True)
RATES = {("USD", "CNY"): Decimal("7.10"), ("EUR", "USD"): Decimal("1.10"), ("EUR", "CNY"): Decimal("7.81")}


def converted(minor: int, base: str, quote: str) -> int | None:
    if base == quote:
        return minor
    rate = RATES.get((base, quote))
    return int((minor * rate).quantize(Decimal(1), ROUND_HALF_UP)) if rate else None


def test_a_parcel_of_180_dollars_is_paid_to_the_cap_with_its_freight() -> None:
    """Case C10: 100 USD at 7.10 and 28.16 CNY."""
    parcel = Parcel(18_000, "USD", 0, 2_816)
    found = compensation(parcel, LOST, "CNY", converted)
    assert found == Compensation(71_000, 2_816, "cap")
    assert isinstance(found, Compensation)
    assert found.total_minor == 73_816


def test_below_the_cap_the_declared_value_is_paid_and_converted_once() -> None:
    assert compensation(Parcel(5_000, "EUR", 0, 2_816), LOST, "CNY", converted) == Compensation(
        39_050, 2_816, "declared"
    )


def test_an_insured_parcel_is_paid_to_what_it_is_insured_for() -> None:
    assert compensation(Parcel(18_000, "USD", 100_000, 0), LOST, "CNY", converted) == Compensation(
        100_000, 0, "insured"
    )
    assert compensation(Parcel(18_000, "USD", 200_000, 0), LOST, "CNY", converted) == Compensation(
        127_800, 0, "declared"
    )


def test_of_a_parcel_half_lost_half_is_paid() -> None:
    found = compensation(Parcel(18_001, "USD", 0, 2_816), LOST, "CNY", converted, lost_permille=500)
    assert found == Compensation(63_907, 2_816, "declared")  # 90.01 USD: half a cent is rounded up


def test_a_late_parcel_has_its_freight_back_and_nothing_for_the_goods() -> None:
    late = Cover(covers_goods=False, cap_minor=0, cap_currency="USD", refunds_freight=True)
    assert compensation(Parcel(18_000, "USD", 0, 2_816), late, "CNY", converted) == Compensation(0, 2_816, "none")


def test_without_a_rate_nothing_is_made_up() -> None:
    found = compensation(Parcel(18_000, "GBP", 0, 2_816), LOST, "CNY", converted)
    assert isinstance(found, Refusal)
    assert (found.code, found.params) == ("rate_missing", {"base": "GBP", "quote": "USD"})


@pytest.mark.parametrize("part", [-1, 1_001])
def test_no_more_than_all_of_it_can_be_lost(part: int) -> None:
    with pytest.raises(ValueError, match="lost_permille"):
        compensation(Parcel(1, "USD", 0, 0), LOST, "CNY", converted, lost_permille=part)

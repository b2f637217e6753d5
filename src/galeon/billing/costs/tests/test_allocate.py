"""A shared bill is split to the cent: cases R5 and C5, and what holds of any split."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from galeon.billing.costs.allocate import shares


def test_r5_freight_shared_by_weight_loses_no_cent_to_rounding():
    assert shares(150_000, [250 * 20, 200 * 15, 180 * 5], ["A", "B", "C"]) == [84_270, 50_562, 15_168]


def test_c5_a_master_is_shared_by_charge_weight():
    assert shares(1_234_567, [1_000, 2_000, 4_000], ["1", "2", "3"]) == [176_367, 352_733, 705_467]


def test_c5_an_entry_fee_is_shared_by_count_and_the_lower_numbers_bear_the_cents_left():
    numbers = [f"GAL{n}" for n in (7, 3, 1, 5, 2, 6, 4)]
    found = dict(zip(numbers, shares(30_000, [1] * 7, numbers), strict=True))
    assert [found[f"GAL{n}"] for n in range(1, 8)] == [4_286] * 5 + [4_285] * 2


def test_what_weighs_nothing_is_shared_by_count():
    assert shares(100, [0, 0, 0], ["a", "b", "c"]) == [34, 33, 33]


def test_a_credit_is_shared_as_the_cost_was():
    assert shares(-150_000, [5_000, 3_000, 900], ["A", "B", "C"]) == [-84_270, -50_562, -15_168]


@pytest.mark.parametrize(("weights", "keys"), [([], []), ([1, -1], ["a", "b"]), ([1], ["a", "b"])])
def test_nonsense_is_refused(weights, keys):
    with pytest.raises(ValueError, match=r"nobody|below|key"):
        shares(1, weights, keys)


weighings = st.lists(st.integers(0, 10**9), min_size=1, max_size=40)
amounts = st.integers(-(10**13), 10**13)


@given(amounts, weighings)
def test_shares_sum_to_the_cost_and_none_is_a_cent_from_its_part(amount, weights):
    found = shares(amount, weights, [f"{n:03}" for n in range(len(weights))])
    assert sum(found) == amount
    whole = sum(weights)
    parts = weights if whole else [1] * len(weights)
    for got, weight in zip(found, parts, strict=True):
        assert abs(got * sum(parts) - amount * weight) < sum(parts)  # less than one minor unit away, in exact integers


@given(amounts, weighings, st.randoms())
def test_the_order_they_are_listed_in_changes_nothing(amount, weights, random):
    rows = [(weight, f"{n:03}") for n, weight in enumerate(weights)]
    first = dict(zip([k for _, k in rows], shares(amount, weights, [k for _, k in rows]), strict=True))
    random.shuffle(rows)
    again = dict(zip([k for _, k in rows], shares(amount, [w for w, _ in rows], [k for _, k in rows]), strict=True))
    assert again == first


@given(amounts, weighings)
def test_a_reversal_takes_back_exactly_what_was_shared(amount, weights):
    keys = [f"{n:03}" for n in range(len(weights))]
    assert shares(-amount, weights, keys) == [-x for x in shares(amount, weights, keys)]


@given(amounts, weighings)
def test_who_weighs_more_never_bears_less(amount, weights):
    found = shares(abs(amount), weights, [f"{n:03}" for n in range(len(weights))])
    ranked = sorted(zip(weights, found, strict=True), key=lambda pair: (pair[0], pair[1]))
    assert all(a[1] <= b[1] for a, b in pairwise(ranked) if a[0] < b[0])

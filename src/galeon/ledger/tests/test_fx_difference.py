"""A debt in a foreign currency, booked at one rate and settled at another."""

from datetime import date

from galeon.ledger.acts import Entry, Line, post
from galeon.ledger.fx_difference import exchanged, lines, realised
from galeon.ledger.reads import trial_balance
from galeon.ops.tests.company import NOW, Company

BOOKED, SETTLED = date(2026, 9, 1), date(2026, 10, 15)


def rates(minor: int, base: str, quote: str, on: date) -> int | None:
    """1 USD is 7.10 CNY in September and 7.25 from October on; nothing else is known."""
    if (base, quote) != ("USD", "CNY"):
        return None
    return minor * (710 if on < date(2026, 10, 1) else 725) // 100


def test_a_debt_owed_to_us_gains_when_its_currency_rose() -> None:
    assert realised(100_00, "USD", "CNY", BOOKED, SETTLED, rates) == 15_00
    assert realised(100_00, "USD", "CNY", SETTLED, BOOKED, rates) == -15_00


def test_a_debt_of_ours_loses_when_its_currency_rose() -> None:
    assert realised(-100_00, "USD", "CNY", BOOKED, SETTLED, rates) == -15_00


def test_there_is_no_difference_in_ones_own_currency_and_none_known_without_a_rate() -> None:
    assert realised(100_00, "CNY", "CNY", BOOKED, SETTLED, rates) == 0
    assert realised(100_00, "EUR", "CNY", BOOKED, SETTLED, rates) is None
    assert lines(0, "CNY") == ()


def test_a_debt_in_dollars_paid_in_yuan_balances_in_both_currencies(company: Company) -> None:
    account = company.merchant.account_id
    owed = (Line(account, "receivable", 100_00, "USD"), Line(1, "revenue", -100_00, "USD"))
    settled = (
        Line(1, "bank", 725_00, "CNY"), Line(account, "receivable", -100_00, "USD"),
        *exchanged(100_00, "USD", 725_00, "CNY"), *lines(15_00, "CNY"),
    )  # fmt: skip
    post([
        Entry(source="owed", kind="charge", occurred_at=NOW, lines=owed),
        Entry(source="paid", kind="payment", occurred_at=NOW, lines=settled),
    ])  # fmt: skip
    assert [row for row in trial_balance() if row[2]] == [
        ("bank", "CNY", 725_00), ("conversion", "CNY", -710_00), ("conversion", "USD", 100_00),
        ("fx_difference", "CNY", -15_00), ("revenue", "USD", -100_00),
    ]  # fmt: skip

"""What a change of the rate made of a debt between the day it was booked and the day it was settled. Pure."""

from collections.abc import Callable
from datetime import date

from galeon.ledger.acts import Line

Converted = Callable[[int, str, str, date], int | None]
"""(minor, base, quote, on) -> minor units of quote that day, None where there is no rate: `tariffs.fx.rates().converted`."""
HOUSE_ID = 1


def realised(
    amount_minor: int, currency: str, entity_currency: str, booked_on: date, settled_on: date, rates: Converted
) -> int | None:
    """Gain (above zero) or loss in minor units of the entity's currency; None when a day has no rate.

    amount_minor: what is settled of the debt, above zero when it was owed to us (a receivable, money we had), below zero
    when we owed it (a payable). 0 for the entity's own currency.
    """
    if currency == entity_currency:
        return 0
    before = rates(amount_minor, currency, entity_currency, booked_on)
    after = rates(amount_minor, currency, entity_currency, settled_on)
    return None if before is None or after is None else after - before


def lines(gain_minor: int, entity_currency: str) -> tuple[Line, ...]:
    """The two postings of a realised difference, to add to the journal that settles the debt; none for 0."""
    if not gain_minor:
        return ()
    return (
        Line(HOUSE_ID, "conversion", gain_minor, entity_currency),
        Line(HOUSE_ID, "fx_difference", -gain_minor, entity_currency),
    )


def exchanged(
    given_minor: int, given: str, taken_minor: int, taken: str, account_id: int = HOUSE_ID
) -> tuple[Line, Line]:
    """The two postings that pass money through `conversion`: `given` leaves a book in one currency, `taken` comes in another.

    Put them between the two sides of a journal in two currencies, so that it balances in each.
    """
    return (
        Line(account_id, "conversion", given_minor, given),
        Line(account_id, "conversion", -taken_minor, taken),
    )

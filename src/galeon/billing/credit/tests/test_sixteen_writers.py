"""Sixteen writers spend and weigh at once: holds never pass the limit, what the scale says may, and the stop is right.

That orders alone never overspend, and that reading and then writing does, is shown in `intake/tests/test_wallet.py`.
"""

from collections.abc import Callable
from typing import Any

from galeon.billing import acts as billing
from galeon.billing.credit import acts
from galeon.billing.credit.acts import NewLimit
from galeon.billing.credit.tests.money import COSTS_30_G, COSTS_580_G, COSTS_612_G, buy, price_as_in_c8, stopped_for
from galeon.billing.credit.tests.test_limits import staff
from galeon.billing.tests.books import NOON, assert_books_agree, money, weighed
from galeon.intake.acts import Placed
from galeon.intake.tests.test_wallet import BACKENDS_MIN, WRITERS, at_once, shop
from galeon.ops.tests.company import NOW, Company
from galeon.parties.models import AccountStop

__all__ = ["shop"]
FITS = 40  # orders of 30.00 beside the large ones


def test_holds_stay_within_the_limit_while_reweighs_pass_it(
    shop: Company, fresh_db: str, cluster: Any, record_property: Callable[[str, object], None]
) -> None:
    price_as_in_c8(shop)
    poor = shop.open_merchant("POOR", WRITERS * 58_000 + FITS * 3_000)
    large = [answer for n in range(WRITERS) if isinstance(answer := buy(poor, f"L{n}", COSTS_580_G), Placed)]
    assert money(poor).available_minor == FITS * 3_000

    def spend_and_weigh(n: int) -> int:
        bought = [buy(poor, f"W{n}-{k}", COSTS_30_G) for k in range(4)]
        waybill = (poor.account_id, large[n].waybill_id)
        weighed(waybill, COSTS_612_G)
        billing.rate([waybill], NOON)
        bought += [buy(poor, f"W{n}-{k}", COSTS_30_G) for k in range(4, 8)]
        return sum(isinstance(answer, Placed) for answer in bought)

    counts, peak = at_once(spend_and_weigh, cluster.admin_url, fresh_db)
    stands, bought = money(poor), sum(counts)
    assert bought <= FITS, "orders passed the limit"
    assert (stands.posted_minor, stands.held_minor) == (-WRITERS * 61_200, bought * 3_000)
    assert stands.available_minor == (FITS - bought) * 3_000 - WRITERS * 3_200
    assert stands.available_minor < 0, "the scale did not pass the limit: this proved nothing"
    assert stopped_for(poor) == ["The balance is below its limit"]
    assert AccountStop.objects.filter(account=poor.account_id, until=None).count() == 1
    assert_books_agree(poor)
    record_property("peak_backends", peak)
    assert peak >= BACKENDS_MIN, f"only {peak} sessions at once: this proved nothing"


def test_sixteen_reviews_and_payments_at_once_leave_the_stop_as_the_balance_says(
    shop: Company, fresh_db: str, cluster: Any
) -> None:
    from galeon.billing.credit.tests.money import pay

    price_as_in_c8(shop)
    poor = shop.open_merchant("POOR", 58_000)
    answer = buy(poor, "L", COSTS_580_G)
    assert isinstance(answer, Placed)
    weighed((poor.account_id, answer.waybill_id), COSTS_612_G)
    billing.rate([(poor.account_id, answer.waybill_id)], NOON)
    assert stopped_for(poor)

    def pay_or_review(n: int) -> None:
        if n % 2:
            pay(poor, 400, f"TT-{n}", NOON)  # eight times 4.00 are the 32.00 that lack
        else:
            acts.review_all(NOON)

    _, peak = at_once(pay_or_review, cluster.admin_url, fresh_db)
    assert (money(poor).available_minor, stopped_for(poor)) == (0, [])
    assert peak >= BACKENDS_MIN, f"only {peak} sessions at once: this proved nothing"


def test_of_sixteen_approvals_of_one_raise_one_counts(shop: Company, fresh_db: str, cluster: Any) -> None:
    mei, marta = staff("mei"), staff("marta")
    new = NewLimit(account_id=shop.merchant.account_id, limit_minor=2_000_000, reason="Season")
    change = acts.ask_limit(new, by=mei, at=NOW)
    assert isinstance(change, int)
    answers, _ = at_once(
        lambda _n: acts.decide_limit(shop.merchant.account_id, change, "approve", by=marta, at=NOW),
        cluster.admin_url, fresh_db,
    )  # fmt: skip
    assert sorted(getattr(answer, "code", "approved") for answer in answers) == ["approved"] + ["decided_already"] * 15
    assert money(shop.merchant).limit_minor == 2_000_000

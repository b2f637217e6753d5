"""Whatever happens, in whatever order: the books agree to the cent."""

from datetime import timedelta

import msgspec
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from galeon.billing import acts, reads
from galeon.billing.tests.books import NOON, assert_books_agree, booked, money, sql, weighed
from galeon.ops.tests.company import Company
from galeon.waybills.acts import unmeasure


class Weigh(msgspec.Struct, frozen=True):
    """Put parcel n on the scale on a day."""

    n: int
    weight_g: int
    day: int


class TakeBack(msgspec.Struct, frozen=True):
    """Take parcel n's weigh-in back."""

    n: int


class Pay(msgspec.Struct, frozen=True):
    """Pay so much on a day."""

    amount_minor: int
    day: int


class Close(msgspec.Struct, frozen=True):
    """Close all that ended by a day."""

    day: int


class Settle(msgspec.Struct, frozen=True):
    """From now on, settle by this cycle."""

    cycle: str


DAYS = st.integers(0, 45)
STEPS = st.lists(
    st.one_of(
        st.builds(Weigh, st.integers(0, 2), st.integers(1, 12_000), DAYS),
        st.builds(TakeBack, st.integers(0, 2)),
        st.builds(Pay, st.integers(1, 90_000), DAYS),
        st.builds(Close, DAYS),
        st.builds(Settle, st.sampled_from(["daily", "weekly", "half_monthly", "monthly"])),
    ),
    min_size=3,
    max_size=14,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_happens_every_statement_equals_its_lines_and_the_ledger(
    company: Company, steps: list[Weigh | TakeBack | Pay | Close | Settle]
) -> None:
    with transaction.atomic():
        waybills = [booked(company.merchant, f"SO-{n}") for n in range(3)]
        closed: dict[int, reads.Head] = {}
        for no, step in enumerate(steps):
            do(company, waybills, step, no)
            assert_books_agree(company.merchant)
            for head in reads.statements(company.merchant.account_id, state="closed", limit=200):
                itself = msgspec.structs.replace(head, paid_since_minor=0)  # what later statements say of it may grow
                assert closed.setdefault(head.id, itself) == itself, "a closed statement changed"
        for waybill in waybills:
            assert_charged_as_weighed(waybill)
        stands = money(company.merchant)
        open_holds = sql("SELECT coalesce(sum(amount_minor), 0)::bigint FROM hold WHERE state = 'held'")
        assert open_holds == [(stands.held_minor,)]
        transaction.set_rollback(True)


def do(
    company: Company, waybills: list[tuple[int, int]], step: Weigh | TakeBack | Pay | Close | Settle, no: int
) -> None:
    """One step, at the noon of its day; each weighing later than the one before."""
    match step:
        case Weigh():
            weighed(waybills[step.n], step.weight_g, at=NOON + timedelta(days=step.day, seconds=no))
            acts.rate(waybills)
        case TakeBack():
            unmeasure([(*waybills[step.n], 1)])
            acts.rate(waybills, NOON + timedelta(days=20, seconds=no))
        case Pay():
            acts.record_payment(
                acts.NewPayment(
                    account_id=company.merchant.account_id, amount_minor=step.amount_minor, currency="CNY",
                    method="bank", reference=f"B-{no}", received_at=NOON - timedelta(days=step.day),
                ), by=None,
            )  # fmt: skip
        case Close():
            acts.close_cycle(NOON + timedelta(days=step.day), batch=2)
        case Settle():
            sql("UPDATE account SET cycle = %s WHERE id = %s", step.cycle, company.merchant.account_id)


def assert_charged_as_weighed(waybill: tuple[int, int]) -> None:
    """The sum of a waybill's charges is the price of what was weighed last, or nothing."""
    ((grams, amount),) = sql(
        """SELECT w.measured_g, (SELECT coalesce(sum(amount_minor), 0)::bigint FROM charge c WHERE c.waybill_id = w.id)
           FROM waybill w WHERE w.id = %s""",
        waybill[1],
    )
    assert amount == (0 if grams is None else price_minor(int(str(grams))))


def price_minor(weight_g: int) -> int:
    """The tariff by hand: 0.5 kg steps of the greater of weight and volume (1.848 kg), fuel 21.5 % half up."""
    steps = -(-max(weight_g, 1_848) // 500)
    freight = 13_500 + (steps - 1) * 3_150
    return freight + (freight * 215 + 500) // 1_000

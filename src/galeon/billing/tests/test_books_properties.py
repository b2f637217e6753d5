"""Whatever happens, in whatever order: the books agree to the cent."""

from datetime import timedelta

import msgspec
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from galeon.billing import acts, reads
from galeon.billing.charges.raising import NewFee, raise_fees
from galeon.billing.invoices.acts import CreditLine, NewCreditNote, issue_credit_note
from galeon.billing.tests.books import NOON, assert_books_agree, booked, sql, weighed
from galeon.intake.acts import Placed, place
from galeon.intake.acts_cancel import cancel
from galeon.kernel.refusal import Refusal
from galeon.ops.tests.company import Company, order
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
    is_top_up: bool


class Close(msgspec.Struct, frozen=True):
    """Close all that ended by a day."""

    day: int


class Settle(msgspec.Struct, frozen=True):
    """From now on, settle by this cycle."""

    cycle: str


class Book(msgspec.Struct, frozen=True):
    """One more order; refused where the balance does not allow it."""


class Cancel(msgspec.Struct, frozen=True):
    """Take order n back; refused once it was weighed."""

    n: int


class Fee(msgspec.Struct, frozen=True):
    """Charge or credit parcel n by hand; the same `key` again is the same fee."""

    n: int
    amount_minor: int
    key: int
    day: int


class CreditNote(msgspec.Struct, frozen=True):
    """Credit so much freight with a document of its own."""

    amount_minor: int
    day: int


Act = Weigh | TakeBack | Pay | Close | Settle | Book | Cancel | Fee | CreditNote

DAYS = st.integers(0, 45)
PARCELS = st.integers(0, 4)
STEPS: st.SearchStrategy[list[Act]] = st.lists(
    st.one_of(
        st.builds(Weigh, PARCELS, st.integers(1, 12_000), DAYS),
        st.builds(TakeBack, PARCELS),
        st.builds(Pay, st.integers(1, 90_000), DAYS, st.booleans()),
        st.builds(Close, DAYS),
        st.builds(
            Settle, st.sampled_from(["daily", "weekly", "half_monthly", "monthly", "days:2", "days:10", "days:60"])
        ),
        st.builds(Book),
        st.builds(Cancel, PARCELS),
        st.builds(Fee, PARCELS, st.integers(-20_000, 20_000), st.integers(0, 3), DAYS),
        st.builds(CreditNote, st.integers(1, 9_000), DAYS),
    ),
    min_size=3,
    max_size=14,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, percent=st.sampled_from([None, 6, 21]))
def test_whatever_happens_every_statement_equals_its_lines_and_the_ledger(
    company: Company, steps: list[Act], percent: int | None
) -> None:
    with transaction.atomic():
        if percent:
            taxed(percent)
        waybills = [booked(company.merchant, f"SO-{n}") for n in range(3)]
        closed: dict[int, reads.Head] = {}
        ended: dict[int, tuple[object, ...]] = {}
        for no, step in enumerate(steps):
            do(company, waybills, step, no)
            assert_books_agree(company.merchant)
            assert_journals_balance_and_books_hold_what_is_open(company.merchant.account_id)
            assert_each_hold_ends_once(ended)
            for head in reads.statements(company.merchant.account_id, state="closed", limit=200):
                itself = msgspec.structs.replace(head, paid_since_minor=0)  # what later statements say of it may grow
                assert closed.setdefault(head.id, itself) == itself, "a closed statement changed"
        for waybill in waybills:
            assert_charged_as_weighed(waybill)
        transaction.set_rollback(True)


def taxed(percent: int) -> None:
    """From now on every customer's fees bear this tax."""
    sql(
        """INSERT INTO tax_rule (id, entity_id, country, code, category, percent, reason, valid_from, added_at)
           VALUES (galeon_id(), 1, '', '', 'S', %s, '', '2020-01-01', clock_timestamp())""",
        percent,
    )


def do(company: Company, waybills: list[tuple[int, int]], step: Act, no: int) -> None:
    """One step, at the noon of its day; each weighing later than the one before."""
    account_id = company.merchant.account_id
    waybill = waybills[step.n % len(waybills)] if isinstance(step, Weigh | TakeBack | Cancel | Fee) else (0, 0)
    match step:
        case Weigh() if not is_cancelled(waybill):
            weighed(waybill, step.weight_g, at=NOON + timedelta(days=step.day, seconds=no))
            acts.rate(waybills)
        case TakeBack():
            unmeasure([(*waybill, 1)])
            acts.rate(waybills, NOON + timedelta(days=20, seconds=no))
        case Pay():
            pay(account_id, step, no)
        case Close():
            acts.close_cycle(NOON + timedelta(days=step.day), batch=2)
        case Settle():
            sql("UPDATE account SET cycle = %s WHERE id = %s", step.cycle, account_id)
        case Book():
            (answer,) = place(company.merchant, [order(f"SO-{no}-more")], source="api")
            waybills += [(account_id, answer.waybill_id)] if isinstance(answer, Placed) else []
        case Cancel():
            cancel(account_id, [waybill[1]], source="customer", at=NOON + timedelta(seconds=no))
        case Fee():
            charge_by_hand(waybill, step)
        case CreditNote():
            credit(account_id, step, no)


def pay(account_id: int, step: Pay, no: int) -> None:
    """Money received, as a payment or a prepayment."""
    act = acts.top_up if step.is_top_up else acts.record_payment
    new = acts.NewPayment(
        account_id=account_id, amount_minor=step.amount_minor, currency="CNY", method="bank", reference=f"B-{no}",
        received_at=NOON - timedelta(days=step.day),
    )  # fmt: skip
    act(new, by=None)


def charge_by_hand(waybill: tuple[int, int], step: Fee) -> None:
    """Two fees of one source."""
    at = NOON + timedelta(days=step.day)
    raise_fees(
        [
            NewFee(
                account_id=waybill[0], waybill_id=waybill[1], code=code, amount_minor=amount, currency="CNY", charged_at=at,
                event="hand", source=f"hand:{waybill[1]}:{step.key}", reason=None,
            )
            for code, amount in (("repacking", step.amount_minor), ("duty", step.amount_minor // 3))
        ]
    )  # fmt: skip


def credit(account_id: int, step: CreditNote, no: int) -> None:
    """A credit note, and the charges it documents."""
    at = NOON + timedelta(days=step.day)
    note = issue_credit_note(
        NewCreditNote(account_id=account_id, currency="CNY", lines=[CreditLine("freight", step.amount_minor)], reason="-",
                      at=at, by=None)
    )  # fmt: skip
    assert not isinstance(note, Refusal), note
    raise_fees(
        [
            NewFee(
                account_id=account_id, waybill_id=0, code=code, amount_minor=-amount, currency="CNY", charged_at=at,
                event="credit_note", source=f"credit:{no}", reason=None, document_id=note.id,
            )
            for code, amount in (("freight", step.amount_minor), ("tax", note.tax_minor)) if amount
        ]
    )  # fmt: skip


def is_cancelled(waybill: tuple[int, int]) -> bool:
    return sql("SELECT state = 'cancelled' FROM waybill WHERE id = %s", waybill[1]) == [(True,)]


def assert_journals_balance_and_books_hold_what_is_open(account_id: int) -> None:
    """Each journal sums to zero; unbilled is what open statements charge; every closed one has its document and journal."""
    assert sql("SELECT journal_id FROM posting GROUP BY journal_id, currency HAVING sum(amount_minor) <> 0") == []
    assert sql(
        """SELECT (SELECT coalesce(sum(amount_minor), 0) FROM posting WHERE account_id = %s AND book = 'unbilled')
                - (SELECT coalesce(sum(c.amount_minor), 0) FROM charge c JOIN statement s ON s.id = c.statement_id
                    WHERE s.state = 'open' AND s.account_id = %s)""",
        account_id, account_id,
    ) == [(0,)]  # fmt: skip
    documented = sql(
        """SELECT s.id, s.charges_minor FROM statement s WHERE s.state = 'closed' AND s.charges_minor <> coalesce((
             SELECT sum(gross_minor) FROM invoice i WHERE i.account_id = s.account_id AND i.statement_id = s.id), 0) + coalesce((
             SELECT sum(c.amount_minor) FROM charge c WHERE c.account_id = s.account_id AND c.statement_id = s.id
                AND c.document_id IS NOT NULL), 0)"""
    )
    assert documented == [], "a statement is its own document and the credit notes in it"


def assert_each_hold_ends_once(ended: dict[int, tuple[object, ...]]) -> None:
    """What is held is the open holds; one that was captured or released stays so, and a charged order's is captured."""
    for hold_id, *rest in sql("SELECT id, state, captured_minor, ended_at FROM hold WHERE state <> 'held'"):
        assert ended.setdefault(int(str(hold_id)), tuple(rest)) == tuple(rest), "a hold ended twice"
    assert sql("SELECT source_id FROM hold GROUP BY 1 HAVING count(*) > 1") == []
    assert sql(
        """SELECT b.held_minor - (SELECT coalesce(sum(amount_minor), 0) FROM hold h
                                   WHERE h.account_id = b.account_id AND h.state = 'held') FROM balance b
            WHERE b.held_minor <> 0 OR EXISTS (SELECT FROM hold h WHERE h.account_id = b.account_id)"""
    ) == [(0,)]  # fmt: skip
    assert sql(
        """SELECT h.source_id FROM hold h WHERE (h.state = 'captured') <> EXISTS (
             SELECT FROM charge c WHERE c.waybill_id = h.source_id AND c.event = 'weigh_in')"""
    ) == []  # fmt: skip


def assert_charged_as_weighed(waybill: tuple[int, int]) -> None:
    """The sum of a waybill's charges is the price of what was weighed last, or nothing."""
    ((grams, amount),) = sql(
        """SELECT w.measured_g, (SELECT coalesce(sum(amount_minor), 0)::bigint FROM charge c WHERE c.waybill_id = w.id AND c.event <> 'hand')
           FROM waybill w WHERE w.id = %s""",
        waybill[1],
    )
    assert amount == (0 if grams is None else price_minor(int(str(grams))))


def price_minor(weight_g: int) -> int:
    """The tariff by hand: 0.5 kg steps of the greater of weight and volume (1.848 kg), fuel 21.5 % half up."""
    steps = -(-max(weight_g, 1_848) // 500)
    freight = 13_500 + (steps - 1) * 3_150
    return freight + (freight * 215 + 500) // 1_000

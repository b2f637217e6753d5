"""Which payment pays which statement: oldest first, as told, part by part; and the ageing agrees with the ledger."""

from datetime import date, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from galeon.billing import acts as billing
from galeon.billing import reads as statements
from galeon.billing.acts import NewPayment, Paid
from galeon.billing.cash import acts
from galeon.billing.cash.acts import Key, NewAllocation
from galeon.billing.cash.allocating import Open, Pair, oldest_first
from galeon.billing.cash.models import Allocation
from galeon.billing.cash.payments import reversed_payment
from galeon.billing.cash.reads import Item, ageing, open_items, to_settle
from galeon.billing.cash.tests.bankside import LATER, owes, receivable
from galeon.billing.charges.explain import Said
from galeon.billing.charges.raising import NewFee, raise_fees
from galeon.billing.invoices.acts import Issued
from galeon.billing.invoices.models import Invoice
from galeon.billing.invoices.tests.issuing import credit as note
from galeon.billing.models import Charge, Payment, Statement
from galeon.billing.tests.books import MONTH_END, NOON, charged
from galeon.kernel.refusal import Refusal
from galeon.ops.tests.company import Company
from galeon.parties.reads import Customer

TODAY = date(2026, 11, 24)


def paid(merchant: Customer, amount: int, reference: str = "P-1", **changes: object) -> Key:
    answer = billing.record_payment(
        NewPayment(account_id=merchant.account_id, amount_minor=amount, currency="CNY", method="bank",
                   reference=reference, received_at=NOON, **changes),
        by=None,
    )  # fmt: skip
    assert isinstance(answer, Paid), answer
    return Key("payment", answer.payment_id)


def opens(merchant: Customer) -> list[int]:
    return [item.open_minor for item in open_items(merchant.account_id)]


def allocated(wish: NewAllocation) -> None:
    (answer,) = acts.allocate([wish], by=None)
    assert not isinstance(answer, Refusal), answer


def test_a_payment_pays_the_oldest_statement_first_and_a_part_of_the_next(company: Company) -> None:
    owes(company.merchant, months=2)
    paid(company.merchant, 40_000)
    assert opens(company.merchant) == [2 * 31_712 - 40_000]


def test_what_is_paid_too_much_stays_to_the_credit_and_pays_the_next_statement(company: Company) -> None:
    owes(company.merchant)
    paid(company.merchant, 40_000)
    assert opens(company.merchant) == [31_712 - 40_000]
    charged(company.merchant, "SO-2", 2_310, at=NOON + timedelta(days=31))
    billing.close_cycle(MONTH_END + timedelta(days=31))
    acts.settle([company.merchant.account_id])
    acts.settle([company.merchant.account_id])
    assert opens(company.merchant) == [2 * 31_712 - 40_000]


def test_a_credit_left_beside_a_debt_is_found_at_night(company: Company) -> None:
    paid(company.merchant, 40_000)
    charged(company.merchant, "SO-1", 2_310)
    billing.close_cycle(MONTH_END)
    assert to_settle() == [company.merchant.account_id]
    acts.settle(to_settle())
    assert (to_settle(), opens(company.merchant)) == ([], [31_712 - 40_000])


def test_a_payment_pays_the_statement_a_person_names(company: Company) -> None:
    first, second = owes(company.merchant, months=2)
    paid(company.merchant, 31_712, onto=(second.key,))
    assert [item.key for item in open_items(company.merchant.account_id)] == [first.key]


def test_a_person_moves_a_payment_to_another_statement_and_the_rows_stay(company: Company) -> None:
    first, second = owes(company.merchant, months=2)
    credit = paid(company.merchant, 31_712)
    allocated(
        NewAllocation(account_id=company.merchant.account_id, credit=credit, debit=second.key, amount_minor=20_000)
    )
    assert [(i.key, i.open_minor) for i in open_items(company.merchant.account_id)] == [
        (first.key, 20_000), (second.key, 11_712),
    ]  # fmt: skip
    amounts = sorted(Allocation.objects.values_list("amount_minor", flat=True))
    assert amounts == [-31_712, 11_712, 20_000, 31_712]


def test_more_than_is_open_or_left_is_refused_and_nothing_moves(company: Company) -> None:
    first, second = owes(company.merchant, months=2)
    credit = paid(company.merchant, 31_712, onto=(second.key,))
    before = (opens(company.merchant), Allocation.objects.count())
    account = company.merchant.account_id
    for debit, amount, code in (
        (first.key, 31_713, "exceeds_debt"), (first.key, 0, "amount"), (Key("statement", 7), 5, "item_unknown"),
    ):  # fmt: skip
        (answer,) = acts.allocate(
            [NewAllocation(account_id=account, credit=credit, debit=debit, amount_minor=amount)], by=None
        )
        assert isinstance(answer, Refusal)
        assert answer.code == code
        assert answer.text()
    wishes = [
        NewAllocation(account_id=account, credit=credit, debit=key, amount_minor=20_000)
        for key in (first.key, second.key)
    ]
    assert [a.code for a in acts.allocate(wishes, by=None) if isinstance(a, Refusal)] == ["exceeds_credit"] * 2
    assert (opens(company.merchant), Allocation.objects.count()) == before


def test_a_payment_taken_back_leaves_its_debts_open_and_counts_once(company: Company) -> None:
    owes(company.merchant)
    credit = paid(company.merchant, 31_712)
    old = Payment.objects.get(account_id=company.merchant.account_id, id=credit.id)
    first = reversed_payment(old, None, LATER)
    again = reversed_payment(old, None, LATER)
    assert isinstance(first, Paid)
    assert isinstance(again, Paid)
    assert (again.payment_id, again.existing) == (first.payment_id, True)
    assert opens(company.merchant) == [31_712]
    assert receivable(company.merchant.account_id) == 31_712


def test_the_ageing_puts_each_debt_by_its_days_and_agrees_with_the_ledger(company: Company) -> None:
    norte = company.open_merchant("NORTE")
    owes(company.merchant, months=3)
    owes(norte)
    paid(norte, 40_000)
    as_of = date(2027, 3, 1)
    lumen, other = ageing(as_of)
    assert (lumen.code, other.code) == ("LUMEN", "NORTE")
    assert (lumen.not_due_minor, lumen.to_30_minor, lumen.to_60_minor, lumen.to_90_minor, lumen.over_90_minor) == (
        0, 31_712, 31_712, 0, 31_712,
    )  # fmt: skip
    assert (other.credit_minor, other.total_minor) == (31_712 - 40_000, 31_712 - 40_000)
    for row in (lumen, other):
        assert row.total_minor == receivable(row.account_id)


items_of = st.lists(st.tuples(st.integers(-500, 500).filter(bool), st.integers(0, 5)), max_size=12)


@given(items_of)
def test_oldest_first_uses_one_side_up_and_never_more_than_there_is(spec: list[tuple[int, int]]) -> None:
    items = [
        Open("statement" if amount > 0 else "payment", n, amount, TODAY + timedelta(days=day))
        for n, (amount, day) in enumerate(spec)
    ]
    pairs = oldest_first(items)
    left = {item.key: item.open_minor for item in items}
    for pair in pairs:
        assert isinstance(pair, Pair)
        assert pair.amount_minor > 0
        left[pair.debit] -= pair.amount_minor
        left[pair.credit] += pair.amount_minor
    assert all(left[i.key] * i.open_minor >= 0 and abs(left[i.key]) <= abs(i.open_minor) for i in items)
    assert not (any(v > 0 for v in left.values()) and any(v < 0 for v in left.values()))
    assert sum(left.values()) == sum(item.open_minor for item in items)


deeds = st.lists(
    st.one_of(
        st.tuples(st.just("pay"), st.integers(1, 90_000)),
        st.tuples(st.just("charge"), st.sampled_from([500, 2_310, 4_000])),
        st.tuples(st.just("credit"), st.integers(1, 60_000)),
        st.tuples(st.just("note"), st.integers(1, 30_000)),
        st.tuples(st.just("close"), st.integers(1, 2)),
        st.tuples(st.just("take back"), st.integers(0, 5)),
        st.tuples(st.just("move"), st.integers(0, 1_000)),
    ),
    max_size=9,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(deeds)
def test_whatever_happens_the_open_items_are_the_receivable_and_settled_means_settled(
    company: Company, done: list[tuple[str, int]]
) -> None:
    from django.db import transaction

    with transaction.atomic():
        clock, moved = NOON, False
        for n, (deed, how) in enumerate(done):
            if deed == "pay":
                paid(company.merchant, how, f"P-{n}")
            elif deed == "charge":
                charged(company.merchant, f"SO-{n}", how, at=clock)
            elif deed == "credit":
                credited(company.merchant, how, f"credit:{n}", clock)
            elif deed == "note":
                moved = _noted(company.merchant, how, clock) or moved
            elif deed == "close":
                clock += timedelta(days=31 * how)
                billing.close_cycle(clock)
                acts.settle([company.merchant.account_id])
            elif deed == "take back":
                standing = [p for p in Payment.objects.order_by("id") if p.amount_minor > 0]
                if standing:
                    reversed_payment(standing[how % len(standing)], None, LATER)
                    moved = True
            else:
                moved = _moved(company.merchant, how) or moved
            _holds(company.merchant, moved)
        transaction.set_rollback(True)


def credited(merchant: Customer, amount: int, source: str, at: datetime) -> None:
    fee = NewFee(
        account_id=merchant.account_id, waybill_id=0, code="freight", amount_minor=-amount, currency="CNY", charged_at=at,
        event="by_hand", source=source, reason=Said("agreed"),
    )  # fmt: skip
    raise_fees([fee])


def _noted(merchant: Customer, how: int, at: datetime) -> bool:
    """A credit note for one of the invoices, at most what is left of its freight."""
    invoices = list(Invoice.objects.filter(account_id=merchant.account_id, kind="invoice").order_by("id"))
    return bool(invoices) and isinstance(
        note(merchant, ("freight", how), corrects=invoices[how % len(invoices)].id, at=at), Issued
    )


def _moved(merchant: Customer, how: int) -> bool:
    found = open_items(merchant.account_id, only_open=False)
    credits = [item for item in found if item.amount_minor < 0]
    debits = [item for item in found if item.open_minor > 0]
    if not credits or not debits:
        return False
    credit, debit = credits[how % len(credits)], debits[how % len(debits)]
    acts.allocate(
        [NewAllocation(account_id=merchant.account_id, credit=credit.key, debit=debit.key, amount_minor=1 + how)],
        by=None,
    )
    return True


def _holds(merchant: Customer, moved: bool) -> None:
    found = open_items(merchant.account_id, only_open=False)
    assert sum(item.open_minor for item in found) == receivable(merchant.account_id)
    assert all(item.open_minor * item.amount_minor >= 0 for item in found)
    _as_the_papers_say(merchant, found)
    aged = ageing(date(2099, 1, 1), account_id=merchant.account_id)
    assert sum(row.total_minor for row in aged) == receivable(merchant.account_id)
    if not moved:
        _settled(merchant, found)


def _as_the_papers_say(merchant: Customer, found: list[Item]) -> None:
    """A statement is owed by what its invoice asks for; what it credits is what its credit notes say."""
    told = {(i.kind, i.id): (i.invoice, i.amount_minor) for i in found if i.kind != "payment"}
    papers = list(Invoice.objects.filter(account_id=merchant.account_id))
    ids = dict(Statement.objects.filter(account_id=merchant.account_id, state="closed").values_list("id", "number"))
    born = dict(Charge.objects.filter(account_id=merchant.account_id).values_list("document_id", "statement_id"))
    said: dict[tuple[str, int], tuple[str, int]] = {}
    for paper in sorted(papers, key=lambda p: (p.statement_id is None, p.number)):
        key = ("credit" if paper.kind == "credit" else "statement", paper.statement_id or born[paper.id])
        if key[1] in ids and paper.gross_minor:
            numbers, amount = said.get(key, ("", 0))
            said[key] = (", ".join(filter(None, (numbers, paper.number))), amount + paper.gross_minor)
    assert told == said


def _settled(merchant: Customer, found: list[Item]) -> None:
    """Oldest first, a statement's head is settled exactly when nothing up to it is open."""
    by_id = {item.id: item for item in found if item.kind == "statement"}
    for head in statements.statements(merchant.account_id, state="closed"):
        upto = [item.open_minor for item in by_id.values() if item.since <= head.last_day]
        assert head.is_settled == (sum(upto) <= 0)

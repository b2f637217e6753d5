"""What a closed month credits is an item by itself: a credit note pays the invoice it corrects, whatever else that month charges."""

from datetime import UTC, date, datetime, timedelta

import pytest

from galeon.billing import acts as billing
from galeon.billing import reads as statements
from galeon.billing.cash import acts
from galeon.billing.cash.acts import Key, NewAllocation
from galeon.billing.cash.allocating import Open, Pair, oldest_first
from galeon.billing.cash.dunning import Run, propose
from galeon.billing.cash.models import DunningLetter
from galeon.billing.cash.reads import ageing, open_items
from galeon.billing.cash.tests.bankside import receivable
from galeon.billing.cash.tests.test_allocation import allocated, paid
from galeon.billing.credit import reads as credit
from galeon.billing.invoices.acts import Issued
from galeon.billing.invoices.models import Invoice
from galeon.billing.invoices.tests.issuing import at_home, fee, rule
from galeon.billing.invoices.tests.issuing import credit as note
from galeon.billing.models import Statement
from galeon.billing.tests.books import MONTH_END, NOON, assert_books_agree, sql
from galeon.kernel.tenancy import customer
from galeon.ops.tests.company import Company
from galeon.parties.models import Account
from galeon.parties.reads import Customer

ENDS = [MONTH_END, datetime(2026, 12, 31, 16, tzinfo=UTC), datetime(2027, 1, 31, 16, tzinfo=UTC)]
DAYS = [NOON, NOON + timedelta(days=30), NOON + timedelta(days=61)]  # in November, December, January
DUE = date(2026, 12, 10)


@pytest.fixture
def merchant(company: Company) -> Customer:
    """Pays ten days after a month, no tax."""
    Account.objects.filter(pk=company.merchant.account_id).update(terms="credit", due_days=10)
    return company.merchant


def close(month: int, merchant: Customer) -> None:
    """Close all up to this month, and let credits pay."""
    billing.close_cycle(ENDS[month], at=ENDS[month])
    acts.settle([merchant.account_id])


def months(merchant: Customer, *amounts: int) -> list[Invoice]:
    """A month each that charged so much, closed: their invoices."""
    for n, amount in enumerate(amounts):
        fee(merchant, "packing", amount, f"m{n}", DAYS[n])
        close(n, merchant)
    return list(Invoice.objects.filter(account_id=merchant.account_id, kind="invoice").order_by("id"))


def corrected(invoice: Invoice, merchant: Customer, amount: int, month: int) -> Issued:
    issued = note(merchant, ("packing", amount), corrects=invoice.id, at=DAYS[month])
    assert isinstance(issued, Issued), issued
    return issued


def opens(merchant: Customer) -> list[tuple[str, str, int, int]]:
    """(kind, document, amount, open) of what is open, which is the receivable."""
    found = open_items(merchant.account_id)
    assert sum(item.open_minor for item in found) == receivable(merchant.account_id)
    return [(i.kind, i.invoice, i.amount_minor, i.open_minor) for i in found]


def test_a_month_with_a_credit_note_pays_the_month_it_corrects_and_is_owed_itself(merchant: Customer) -> None:
    (november,) = months(merchant, 1_000)
    corrected(november, merchant, 1_000, 1)
    fee(merchant, "packing", 300, "m1", DAYS[1])
    close(1, merchant)
    (december,) = Invoice.objects.filter(kind="invoice", gross_minor=300)
    assert opens(merchant) == [("statement", december.number, 300, 300)]
    (row,) = ageing(date(2027, 1, 5), account_id=merchant.account_id)
    assert (row.not_due_minor, row.overdue_minor, row.credit_minor) == (300, 0, 0)
    newest, oldest = statements.statements(merchant.account_id, state="closed")
    assert (oldest.is_settled, oldest.paid_since_minor, newest.is_settled) == (True, 1_000, False)
    assert sql("SELECT charges_minor, credits_minor FROM statement ORDER BY id") == [(1_000, 0), (-700, -1_000)]
    assert propose(date(2027, 1, 5), by=None) == Run(0, 0, 0)
    assert_books_agree(merchant)


def test_a_credit_note_in_a_month_that_charges_more_is_not_lost_in_it(merchant: Customer) -> None:
    (november,) = months(merchant, 1_000)
    corrected(november, merchant, 400, 1)
    fee(merchant, "packing", 1_500, "m1", DAYS[1])
    close(1, merchant)
    assert [amounts for _kind, _number, *amounts in opens(merchant)] == [[1_000, 600], [1_500, 1_500]]
    (row,) = ageing(date(2027, 1, 5), account_id=merchant.account_id)
    assert (row.not_due_minor, row.to_30_minor, row.oldest_due_on) == (1_500, 600, DUE)
    (stops,) = credit.arrears([merchant.account_id], datetime(2027, 1, 5, tzinfo=UTC))
    assert stops.overdue_minor == row.overdue_minor
    paid(merchant, 600)
    assert [h.is_settled for h in statements.statements(merchant.account_id, state="closed")] == [False, True]


def test_a_credit_note_pays_what_it_corrects_before_what_is_older_and_the_rest_the_oldest(merchant: Customer) -> None:
    rule("S", "21")
    at_home(merchant, "ES")
    _november, december = months(merchant, 1_000, 500)
    paid(merchant, 300, onto=(Key("statement", december.statement_id or 0),))
    issued = corrected(december, merchant, 500, 2)
    assert issued.gross_minor == 605
    fee(merchant, "packing", 200, "m2", DAYS[2])
    billing.close_cycle(ENDS[2], at=ENDS[2])
    assert opens(merchant)[2:] == [("credit", issued.number, -605, -605), ("statement", "GX-2027-000002", 242, 242)]
    with customer(merchant.account_id):
        assert len(open_items(merchant.account_id)) == 4
    acts.settle([merchant.account_id])
    assert [amounts for _kind, _number, *amounts in opens(merchant)] == [[1_210, 910], [242, 242]]
    assert acts.settle([merchant.account_id]) == 0


def test_a_credit_that_is_a_line_of_an_invoice_is_in_what_the_invoice_asks_for(merchant: Customer) -> None:
    months(merchant, 1_000)
    fee(merchant, "packing", 900, "a", DAYS[1])
    fee(merchant, "packing", -300, "reweigh", DAYS[1])
    close(1, merchant)
    asked = list(Invoice.objects.order_by("id").values_list("number", "gross_minor"))
    assert [(number, amount) for _kind, number, amount, _open in opens(merchant)] == asked
    assert [amount for _number, amount in asked] == [1_000, 600]


def test_a_month_below_nothing_pays_the_oldest_and_arrears_ageing_and_letters_say_the_same(merchant: Customer) -> None:
    months(merchant, 1_000)
    fee(merchant, "packing", -700, "m1", DAYS[1])
    close(1, merchant)
    late = datetime(2027, 1, 5, tzinfo=UTC)
    (row,) = ageing(late.date(), account_id=merchant.account_id)
    (stops,) = credit.arrears([merchant.account_id], late)
    assert (row.overdue_minor, row.total_minor, stops.overdue_minor) == (300, 300, 300)
    assert propose(late.date(), by=None) == Run(1, 0, 0)
    assert DunningLetter.objects.get(state="proposed").overdue_minor == 300
    paid(merchant, 300)
    assert opens(merchant) == []
    assert all(head.is_settled for head in statements.statements(merchant.account_id, state="closed"))


def test_no_letter_asks_for_what_a_credit_note_of_the_month_takes_off(merchant: Customer) -> None:
    (november,) = months(merchant, 1_000)
    corrected(november, merchant, 400, 1)
    assert propose(date(2026, 12, 20), by=None) == Run(1, 0, 0)
    assert DunningLetter.objects.get(state="proposed").items == [[november.number, "2026-12-10", 1_000, 600]]
    corrected(november, merchant, 600, 1)
    assert propose(date(2026, 12, 20), by=None) == Run(0, 0, 0)


def test_a_person_moves_a_credit_to_another_debt_and_it_stays_there(merchant: Customer) -> None:
    november, december = months(merchant, 1_000, 500)
    corrected(november, merchant, 400, 2)
    close(2, merchant)
    (spent,) = (i for i in open_items(merchant.account_id, only_open=False) if i.kind == "credit")
    wish = NewAllocation(
        account_id=merchant.account_id, credit=spent.key, debit=Key("statement", december.statement_id or 0),
        amount_minor=300,
    )  # fmt: skip
    allocated(wish)
    acts.settle([merchant.account_id])
    assert [left for *_, left in opens(merchant)] == [900, 200]


def test_a_month_that_closed_before_its_credits_were_kept_is_one_item_as_it_was(merchant: Customer) -> None:
    months(merchant, 1_000)
    sql(
        """INSERT INTO statement (account_id, id, currency, cycle, timezone, first_day, last_day, begins_at, ends_at, state,
             opened_at, number, opening_minor, charges_minor, payments_minor, closing_minor, closed_at)
           SELECT account_id, galeon_id(), currency, cycle, timezone, '2026-12-01', '2026-12-31', ends_at, %s, 'closed', now(),
             '2026-000009', 1000, -700, 0, 300, %s FROM statement""",
        ENDS[1], ENDS[1],
    )  # fmt: skip
    old = Statement.objects.get(number="2026-000009")
    assert [(i.kind, i.amount_minor) for i in open_items(merchant.account_id)] == [
        ("statement", 1_000),
        ("statement", -700),
    ]
    acts.settle([merchant.account_id])
    assert [i.open_minor for i in open_items(merchant.account_id)] == [300]
    assert sql("SELECT credit_kind, credit_id, amount_minor FROM allocation") == [("statement", old.id, 700)]
    assert statements.statements(merchant.account_id)[1].paid_since_minor == 700


def test_what_is_named_goes_before_what_is_older_and_never_beyond_either_side() -> None:
    day = date(2026, 11, 24)
    old, new = Open("statement", 1, 500, day), Open("statement", 2, 200, day + timedelta(days=30))
    credits = Open("credit", 3, -400, day + timedelta(days=60))
    wish = Pair(credits.key, new.key, 300)
    assert oldest_first([old, new, credits], [wish]) == [
        Pair(credits.key, new.key, 200),
        Pair(credits.key, old.key, 200),
    ]
    assert oldest_first([old, credits], [wish]) == [Pair(credits.key, old.key, 400)]

"""Lines of a month that came to less than zero: it has no invoice to be corrected, so what is given back goes into the next."""

from datetime import UTC, datetime, timedelta

import pytest

from galeon.billing.cash import acts as cash
from galeon.billing.cash.reads import open_items
from galeon.billing.credit.tests.test_limits import staff
from galeon.billing.disputes import acts, reads
from galeon.billing.disputes.acts import Settled, Verdict
from galeon.billing.disputes.tests.test_disputes import case_of, dispute, opened
from galeon.billing.invoices.tests.issuing import at_home, close, documents, fee, rule
from galeon.billing.models import Charge, Statement
from galeon.billing.tests.books import MONTH_END, NOON, assert_books_agree, books, charged, money
from galeon.ops.tests.company import Company

DECEMBER_END = MONTH_END + timedelta(days=31)
NEXT_WEEK = MONTH_END + timedelta(days=7)
JANUARY = datetime(2027, 1, 10, tzinfo=UTC)


@pytest.fixture
def november(company: Company) -> Statement:
    """A parcel of 278.84 and 500.00 taken off, 21 % on it: 267.60 to the customer's credit, by a credit note."""
    rule("S", "21")
    at_home(company.merchant, "ES")
    charged(company.merchant, "SO-1", 1_240)
    fee(company.merchant, "packing", -50_000, "off")
    close()
    assert documents(company.merchant) == [("GXC-2026-000001", -22_116, -4_644, -26_760)]
    return Statement.objects.get()


def test_what_is_given_back_of_a_line_on_a_closing_below_zero_is_taken_off_the_next_closing(
    company: Company, november: Statement
) -> None:
    freight = Charge.objects.get(code="freight")
    case = case_of(opened(dispute(november, staff("ana", "owner", november.account_id), freight)))
    given = acts.credit(
        case.account_id,
        case.id,
        Verdict(credits={freight.id: 3_150}, text="One step less"),
        by=staff("mei"),
        at=NEXT_WEEK,
    )
    assert isinstance(given, Settled), given
    assert (given.credited_minor, given.notes, reads.notes(case.account_id, case.id)) == (3_150, (), [])
    (back,) = Charge.objects.filter(event="dispute")
    assert (back.amount_minor, back.document_id, back.event_id) == (-3_150, None, freight.id)
    assert back.statement_id != november.id
    charged(company.merchant, "SO-2", 1_240, at=NOON + timedelta(days=30))
    close(DECEMBER_END, DECEMBER_END + timedelta(hours=2))
    # 278.84 - 31.50, and 21 % of that: 51.94
    assert documents(company.merchant)[1:] == [("GX-2027-000001", 24_734, 5_194, 29_928)]
    assert books([november.account_id]) == [
        ("2026-11-01", 0, -26_760, 0, -26_760), ("2026-12-01", -26_760, 29_928, 0, 3_168),
    ]  # fmt: skip
    cash.settle([november.account_id])
    assert [(item.invoice, item.amount_minor, item.open_minor) for item in open_items(november.account_id)] == [
        ("GX-2027-000001", 29_928, 3_168)
    ]
    assert money(company.merchant).posted_minor == -3_168
    assert_books_agree(company.merchant)


def test_a_late_line_of_a_month_below_zero_is_born_in_the_next_and_the_credit_pays_it(
    company: Company, november: Statement
) -> None:
    before = Statement.objects.filter(id=november.id).values().get()
    fee(company.merchant, "packing", 10_000, "late", at=NOON)
    close(DECEMBER_END, DECEMBER_END + timedelta(hours=2))
    assert Statement.objects.filter(id=november.id).values().get() == before
    assert books([november.account_id]) == [
        ("2026-11-01", 0, -26_760, 0, -26_760), ("2026-12-01", -26_760, 12_100, 0, -14_660),
    ]  # fmt: skip
    cash.settle([november.account_id])
    assert [(item.kind, item.invoice, item.open_minor) for item in open_items(november.account_id)] == [
        ("credit", "GXC-2026-000001", -14_660)
    ]
    assert_books_agree(company.merchant)

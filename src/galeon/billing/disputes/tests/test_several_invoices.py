"""What a case gives back stands on several invoices: each is corrected by a credit note of its own, taxed as it was."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from galeon.billing import acts as billing
from galeon.billing.charges.raising import NewFee, raise_fees
from galeon.billing.credit.tests.test_limits import staff
from galeon.billing.disputes import acts, reads
from galeon.billing.disputes.acts import NewClaim, Opened, Settled, Verdict
from galeon.billing.disputes.models import Case, Terms
from galeon.billing.disputes.settling import Settlement, creditable, settle
from galeon.billing.disputes.tests.test_claims import set_rate
from galeon.billing.invoices.acts import CreditLine, NewCreditNote, issue_credit_notes
from galeon.billing.invoices.models import Invoice
from galeon.billing.invoices.tests.issuing import at_home, close, documents, rule, taxes
from galeon.billing.models import Charge
from galeon.billing.tests.books import MONTH_END, NOON, assert_books_agree, charged, money, sql, weighed
from galeon.kernel.refusal import Refusal
from galeon.kernel.tenancy import customer
from galeon.ledger.acts import Clash
from galeon.ops.tests.company import Company
from galeon.parties.models import LegalEntity
from galeon.waybills.models import Waybill

DECEMBER_END = MONTH_END + timedelta(days=31)
JANUARY = datetime(2027, 1, 10, tzinfo=UTC)


@pytest.fixture
def mei(company: Company) -> int:
    LegalEntity.objects.filter(pk=1).update(prefix="GAL", name="Galeón Freight", country="ES")
    Terms.objects.update(alone_minor=10**9)
    return staff("mei")


def weighed_twice(company: Company, reference: str = "SO-T") -> tuple[int, int]:
    """November's invoice has 278.84 of a parcel, December's the 38.28 more that a re-weigh found; both with 21 %."""
    waybill = charged(company.merchant, reference, 1_240)
    close()
    heavier(waybill)
    close(DECEMBER_END, DECEMBER_END + timedelta(hours=2))
    return waybill


def heavier(waybill: tuple[int, int]) -> None:
    weighed(waybill, 2_310, at=NOON + timedelta(days=30))
    billing.rate([waybill], NOON + timedelta(days=30))


def taxed_then_and_today(company: Company) -> None:
    rule("S", "21", valid_to=date(2026, 12, 31))
    rule("S", "10", valid_from=date(2027, 1, 1))
    at_home(company.merchant, "ES")


def claimed(waybill: tuple[int, int], by: int) -> Case:
    with customer(waybill[0]):
        found = acts.open_claim(
            NewClaim(account_id=waybill[0], waybill_id=waybill[1], about="lost", text="Gone"), by=by, at=JANUARY
        )
    assert isinstance(found, Opened), found
    return Case.objects.get(id=found.case_id)


def everything(case: Case, goods_minor: int = 0) -> Verdict:
    left = {line.charge_id: line.left_minor for line in creditable(case) if line.left_minor}
    return Verdict(credits=left, goods_minor=goods_minor, text="All back")


def test_each_invoice_is_credited_with_its_own_tax_and_not_with_todays(company: Company, mei: int) -> None:
    taxed_then_and_today(company)
    waybill = weighed_twice(company)
    november, december = Invoice.objects.filter(kind="invoice").order_by("id")
    assert (november.gross_minor, december.gross_minor) == (33_740, 4_632)
    case = claimed(waybill, mei)
    given = acts.credit(*key(case), everything(case), by=mei, at=JANUARY)
    assert isinstance(given, Settled), given
    assert (given.credited_minor, given.number) == (38_372, "GALC-2027-000001, GALC-2027-000002")
    notes = list(Invoice.objects.filter(kind="credit").order_by("id"))
    assert [(n.corrects_id, n.net_minor, n.tax_minor) for n in notes] == [
        (november.id, -27_884, -5_856), (december.id, -3_828, -804),
    ]  # fmt: skip
    assert [taxes(n) for n in notes] == [[("S", "21.00", -27_884, -5_856, "")], [("S", "21.00", -3_828, -804, "")]]
    assert [(n.id, n.corrects, n.gross_minor) for n in reads.notes(*key(case))] == [
        (notes[0].id, november.number, -33_740), (notes[1].id, december.number, -4_632),
    ]  # fmt: skip
    assert Case.objects.get(id=case.id).document_ids == [n.id for n in notes]
    raised = sql(
        "SELECT document_id, sum(amount_minor)::bigint FROM charge WHERE event = 'claim' GROUP BY 1 ORDER BY 1"
    )
    assert raised == [(notes[0].id, -33_740), (notes[1].id, -4_632)]
    assert (money(company.merchant).posted_minor, book("tax_payable")) == (0, 0)
    assert_books_agree(company.merchant)


def test_what_no_invoice_has_yet_is_taken_off_its_closing(company: Company, mei: int) -> None:
    taxed_then_and_today(company)
    waybill = charged(company.merchant, "SO-T", 1_240)
    close()
    heavier(waybill)
    case = claimed(waybill, mei)
    at = NOON + timedelta(days=30, hours=1)
    given = acts.credit(*key(case), everything(case), by=mei, at=at)
    assert isinstance(given, Settled), given
    assert (given.credited_minor, len(given.notes)) == (33_740 + 3_828, 1)
    assert [n.gross_minor for n in reads.notes(*key(case))] == [-33_740]
    bare = Charge.objects.filter(event="claim", document_id=None)
    assert sum(c.amount_minor for c in bare) == -3_828
    assert {c.source for c in bare} == {f"claim:{case.id}:{waybill[1]}"}
    close(DECEMBER_END, DECEMBER_END + timedelta(hours=2))
    assert [gross for _number, _net, _tax, gross in documents(company.merchant)] == [33_740, -33_740]
    assert money(company.merchant).posted_minor == 0
    assert_books_agree(company.merchant)


def test_goods_have_no_invoice_beside_two_credit_notes(company: Company, mei: int) -> None:
    taxed_then_and_today(company)
    waybill = weighed_twice(company)
    set_rate("USD", "CNY", "7.10")
    Waybill.objects.filter(account_id=waybill[0], id=waybill[1]).update(declared_minor=5_000, declared_currency="CNY")
    case = claimed(waybill, mei)
    given = acts.credit(*key(case), everything(case, goods_minor=5_000), by=mei, at=JANUARY)
    assert isinstance(given, Settled), given
    assert (given.credited_minor, len(given.notes)) == (38_372 + 5_000, 2)
    goods = Charge.objects.get(code="compensation")
    assert (goods.amount_minor, goods.document_id, goods.source) == (-5_000, None, f"claim:{case.id}:{waybill[1]}")
    assert_books_agree(company.merchant)


@pytest.mark.parametrize("old", [True, False])
def test_a_case_credits_once_also_where_its_credit_is_of_before_they_were_told_apart(
    company: Company, mei: int, old: bool
) -> None:
    taxed_then_and_today(company)
    waybill = weighed_twice(company)
    case = claimed(waybill, mei)
    first, *_, last = everything(case).credits.items()
    if old:
        raise_fees(
            [
                NewFee(
                    account_id=waybill[0], waybill_id=waybill[1], code="freight", amount_minor=-100, currency="CNY",
                    charged_at=JANUARY, event="claim", source=f"claim:{case.id}:{waybill[1]}", reason=None,
                )
            ]
        )  # fmt: skip
    else:
        assert isinstance(settle(case, given(first), mei, JANUARY), Settled)
    before = (Invoice.objects.count(), Charge.objects.count())
    with pytest.raises(Clash):
        settle(case, given(last), mei, JANUARY)
    assert (Invoice.objects.count(), Charge.objects.count()) == before


def given(*credits: tuple[int, int]) -> Settlement:
    return Settlement(credits=dict(credits), goods_minor=0, text="All back")


def test_two_cases_over_the_same_two_invoices_at_once_both_get_theirs(
    fresh_db: str, company: Company, mei: int
) -> None:
    taxed_then_and_today(company)
    parcels = [charged(company.merchant, f"SO-{n}", 1_240) for n in range(6)]
    close()
    for parcel in parcels:
        heavier(parcel)
    close(DECEMBER_END, DECEMBER_END + timedelta(hours=2))
    cases = [claimed(parcel, mei) for parcel in parcels]
    gate = threading.Barrier(len(cases))

    def decide(case: Case) -> object:
        try:
            verdict = everything(case)
            gate.wait(60)
            return acts.credit(*key(case), verdict, by=mei, at=JANUARY)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(cases)) as pool:
        answers = list(pool.map(decide, cases))
    assert all(isinstance(answer, Settled) and len(answer.notes) == 2 for answer in answers), answers
    november, december = Invoice.objects.filter(kind="invoice").order_by("id")
    for invoice in (november, december):
        notes = Invoice.objects.filter(corrects_id=invoice.id).values_list("gross_minor", flat=True)
        assert (len(notes), sum(notes)) == (6, -invoice.gross_minor)
    numbers = list(Invoice.objects.filter(kind="credit").order_by("no").values_list("no", flat=True))
    assert numbers == list(range(1, 13))
    assert money(company.merchant).posted_minor == 0
    assert_books_agree(company.merchant)


def test_one_refused_note_leaves_none(company: Company, mei: int) -> None:
    weighed_twice(company)
    november, december = Invoice.objects.filter(kind="invoice").order_by("id")
    wanted = [
        NewCreditNote(
            account_id=invoice.account_id, currency="CNY", lines=[CreditLine("freight", minor)], reason="x", at=JANUARY,
            by=mei, corrects=invoice.id,
        )
        for invoice, minor in ((november, 100), (december, 10**6))
    ]  # fmt: skip
    answer = issue_credit_notes(wanted)
    assert isinstance(answer, Refusal)
    assert (answer.code, Invoice.objects.filter(kind="credit").count()) == ("more_than_invoiced", 0)
    assert sql("SELECT count(*) FROM invoice_series WHERE kind = 'credit'") == [(0,)]
    with pytest.raises(ValueError, match="each of another invoice"):
        issue_credit_notes([wanted[0], wanted[0]])


def key(case: Case) -> tuple[int, int]:
    return case.account_id, case.id


def book(code: str) -> int:
    return int(str(sql("SELECT coalesce(sum(amount_minor), 0) FROM posting WHERE book = %s", code)[0][0]))

"""Finance at what is no customer's: booked from the bank's page, compared with the bank, and payments taken back."""

import pytest
from django.test import Client

from galeon.billing.cash.models import BankLine
from galeon.billing.cash.tests.bankside import LATER, bank, owes, posted, took
from galeon.billing.cash.tests.camtfile import balance, entry, statement
from galeon.billing.cash.tests.test_allocation import paid
from galeon.billing.cash.tests.test_refunds import finance
from galeon.billing.models import Payment
from galeon.billing.suppliers import acts as suppliers
from galeon.billing.suppliers.models import BillPayment
from galeon.billing.suppliers.tests.bills import read, shipped, ups, ups_file
from galeon.ledger.acts import Entry, Line, post
from galeon.ops.tests.company import Company
from galeon.parties.acts import HOUSE_ID
from galeon.web.tests.people import person, signed_in
from galeon.web.tests.test_bank_pages import upload

__all__ = ["bank"]


def test_money_that_left_is_booked_as_a_fee_by_one_click_and_taken_back(
    company: Company, bank: int, accountant: Client
) -> None:
    (fee,) = took(bank, entry("4.00", sign="DBIT", text="fee"))
    page = accountant.get(f"/finance/bank/{bank}?state=out").content.decode()
    assert "not in the books" in page
    assert "Bank fees" in page
    click = f"/finance/bank/lines/{fee.id}"
    for _ in range(2):
        answer = accountant.post(click, {"do": "fee"}, headers={"HX-Request": "true"})
        assert answer.status_code == 200
        assert "in the books" in answer.content.decode()
    assert (posted("bank"), posted("bank_fees")) == (-400, 400)
    assert "Bank fees" in accountant.get(f"/finance/bank/{bank}?state=booked").content.decode()
    accountant.post(click, {"do": "unbook"}, headers={"HX-Request": "true"})
    assert (posted("bank"), posted("bank_fees")) == (0, 0)


@pytest.mark.parametrize(
    "typed", [{"do": "book"}, {"do": "book", "book": "receivable"}, {"do": "link"}, {"do": "link", "source": "\x00"},
              {"do": "bill"}, {"do": "bill", "bill": "9" * 30}, {"do": "book", "book": "bank_fees", "note": "x" * 201}]
)  # fmt: skip
def test_nonsense_about_money_that_left_posts_nothing(
    company: Company, bank: int, accountant: Client, typed: dict[str, str]
) -> None:
    (fee,) = took(bank, entry("4.00", sign="DBIT"))
    answer = accountant.post(f"/finance/bank/lines/{fee.id}", typed, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert (posted("bank"), BankLine.objects.get().state) == (0, "out")


def test_a_suppliers_bill_is_paid_by_the_line_once_and_the_bank_says_it_is_in_the_books(
    company: Company, bank: int, accountant: Client
) -> None:
    supplier, by = ups(company), finance("fia")
    shipped(company, "1Z0001", 1_500)
    bill = read(supplier, ups_file("INV-1", [("1Z0001", "FRT", "1.5", "100.00")]))
    suppliers.decide(bill.pk, suppliers.Choice(), "accept", by)
    assert suppliers.book(bill.pk, by) == "booked"
    first, second = took(
        bank, entry("60.00", sign="DBIT", reference="T-1"), entry("60.00", sign="DBIT", reference="T-2")
    )
    assert "INV-1" in accountant.get(f"/finance/bank/{bank}?state=out").content.decode()
    for line, status in ((first, 200), (first, 200), (second, 422)):  # 40.00 are left
        typed = {"do": "bill", "bill": str(bill.pk)}
        answer = accountant.post(f"/finance/bank/lines/{line.id}", typed, headers={"HX-Request": "true"})
        assert answer.status_code == status
    assert (posted("bank"), BillPayment.objects.get().reference) == (-6_000, "T-1")
    assert sorted(BankLine.objects.values_list("reference", "state")) == [("T-1", "booked"), ("T-2", "out")]


def test_what_somebody_wrote_down_already_is_offered_and_not_posted_again(
    company: Company, bank: int, accountant: Client
) -> None:
    lines = (Line(HOUSE_ID, "bank", -7_000, "CNY"), Line(HOUSE_ID, "cod_payable", 7_000, "CNY"))
    post([Entry(source="cod:1", kind="cod", occurred_at=LATER, lines=lines, memo="R-77")])
    (line,) = took(bank, entry("70.00", sign="DBIT", reference="T-1"))
    assert "R-77" in accountant.get(f"/finance/bank/{bank}?state=out").content.decode()
    accountant.post(f"/finance/bank/lines/{line.id}", {"do": "link", "source": "cod:1"}, headers={"HX-Request": "true"})
    assert (posted("bank"), BankLine.objects.get().state) == (-7_000, "booked")
    assert "R-77" in accountant.get(f"/finance/bank/{bank}?state=booked").content.decode()


def test_the_page_says_whether_bank_and_books_agree_and_books_what_lay_there_before(
    company: Company, bank: int, accountant: Client
) -> None:
    balances = balance("OPBD", "1000.00") + balance("CLBD", "996.00")
    upload(accountant, bank, statement([entry("4.00", sign="DBIT")], balances=balances))
    page = accountant.get(f"/finance/bank/{bank}").content.decode()
    assert "they differ by" in page
    assert "996.00" in page
    assert accountant.post(f"/finance/bank/{bank}/opening").status_code == 302
    assert posted("opening") == -100_000
    accountant.post(f"/finance/bank/lines/{BankLine.objects.get().id}", {"do": "fee"})
    assert "they agree" in accountant.get(f"/finance/bank/{bank}").content.decode()


def test_a_payment_typed_by_hand_is_taken_back_on_its_page_with_a_reason(company: Company, accountant: Client) -> None:
    (due,) = owes(company.merchant)
    payment = paid(company.merchant, 31_712).id
    account = company.merchant.account_id
    page = f"/finance/payments/{account}/{payment}/take-back"
    statement_id = Payment.objects.get(id=payment).statement_id
    assert page in accountant.get(f"/finance/statements/{account}/{statement_id}").content.decode()
    assert due.number in accountant.get(page).content.decode()
    assert accountant.post(page, {"reason": ""}).status_code == 422
    assert posted("bank") == 31_712
    assert accountant.post(page, {"reason": "another customer's"}).status_code == 302
    assert (posted("bank"), Payment.objects.count()) == (0, 2)
    assert "taken back before" in accountant.get(page).content.decode()
    assert accountant.get(f"/finance/payments/{account}/{'9' * 25}/take-back").status_code == 404
    assert signed_in(person("ops@galeon.example", "operations")).get(page).status_code in (403, 404)

"""Finance at the bank's lines: files, columns, matching, debtors, reminders; and what a customer sees of it."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from galeon.billing.cash.models import BankLine, DunningLetter, Promise, Refund
from galeon.billing.cash.tests.bankside import bank, owes, posted, took
from galeon.billing.cash.tests.camtfile import entry, statement
from galeon.billing.cash.tests.test_allocation import paid
from galeon.billing.cash.tests.test_dunning import run
from galeon.billing.models import Payment
from galeon.ops.tests.company import NOW, Company
from galeon.tariffs.acts_dated import set_rate
from galeon.web.tests.people import person, signed_in

__all__ = ["bank"]


def upload(client: Client, bank: int, content: bytes, name: str = "nov.xml"):
    return client.post(f"/finance/bank/{bank}", {"file": SimpleUploadedFile(name, content)})


def test_a_file_is_read_and_its_lines_stand_beside_their_payers(
    company: Company, bank: int, accountant: Client
) -> None:
    (due,) = owes(company.merchant)
    answer = upload(accountant, bank, statement([entry("317.12", reference="B-1", text=due.number)]))
    assert answer.status_code == 302
    page = accountant.get(f"/finance/bank/{bank}").content.decode()
    assert due.number in page
    assert company.merchant.name in page
    assert "the amount is exactly" in page


@pytest.mark.parametrize(
    "content",
    [b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", b"<Document", b"\x00\x01", b"", statement([], currency="USD")],
)
def test_a_bad_file_is_answered_in_words_and_nothing_is_written(bank: int, accountant: Client, content: bytes) -> None:
    answer = upload(accountant, bank, content)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert BankLine.objects.count() == 0


def test_one_click_accepts_and_a_second_one_posts_nothing(company: Company, bank: int, accountant: Client) -> None:
    owes(company.merchant)
    (line,) = took(bank, entry("317.12", reference="B-1"))
    click = {"do": "accept", "account_id": company.merchant.account_id, "onto": ""}
    for _ in range(2):
        answer = accountant.post(f"/finance/bank/lines/{line.id}", click, headers={"HX-Request": "true"})
        assert answer.status_code == 200
        assert "matched" in answer.content.decode()
    assert (Payment.objects.count(), posted("bank")) == (1, 31_712)
    accountant.post(f"/finance/bank/lines/{line.id}", {"do": "undo"}, headers={"HX-Request": "true"})
    assert posted("bank") == 0


def test_a_split_whose_parts_do_not_add_up_is_refused_beside_the_line(
    company: Company, bank: int, accountant: Client
) -> None:
    company.open_merchant("NORTE")
    (line,) = took(bank, entry("300.00", reference="B-1"))
    parts = {"do": "accept", "part[0].account": "LUMEN", "part[0].amount": "200", "part[1].account": "NORTE"}
    for amount, status in (("99.99", 422), ("", 422), ("100.00", 200)):
        answer = accountant.post(
            f"/finance/bank/lines/{line.id}", {**parts, "part[1].amount": amount}, headers={"HX-Request": "true"}
        )
        assert answer.status_code == status
    assert Payment.objects.count() == 2


@pytest.mark.parametrize(
    "typed", [{}, {"do": "accept"}, {"do": "accept", "account_id": "9" * 18}, {"do": "accept", "part[0].account": "NOBODY"},
              {"do": "accept", "part[0].account": "LUMEN", "part[0].amount": "x"}, {"do": "sing"}]
)  # fmt: skip
def test_nonsense_about_a_line_posts_nothing(
    company: Company, bank: int, accountant: Client, typed: dict[str, str]
) -> None:
    (line,) = took(bank, entry("300.00", reference="B-1"))
    answer = accountant.post(f"/finance/bank/lines/{line.id}", typed, headers={"HX-Request": "true"})
    assert answer.status_code in (200, 422)
    assert (Payment.objects.count(), BankLine.objects.get().state) == (0, "open")


def test_a_csv_is_mapped_on_a_page_once(bank: int, accountant: Client) -> None:
    content = b"When;Who;How much\n20/11/2026;Lumen;317,12\n"
    answer = upload(accountant, bank, content, "nov.csv")
    assert answer.status_code == 302
    columns = answer.headers["Location"]
    assert accountant.get(columns).status_code == 200
    typed = {
        "column[0]": "booked_on",
        "column[1]": "payer",
        "column[2]": "amount",
        "head": "1",
        "mark": ",",
        "day": "%d/%m/%Y",
    }
    assert accountant.post(columns, {**typed, "column[2]": ""}).status_code == 422
    assert BankLine.objects.count() == 0
    assert accountant.post(columns, {**typed, "preview": "1"}).status_code == 200
    assert BankLine.objects.count() == 0
    assert accountant.post(columns, typed).status_code == 302
    assert BankLine.objects.get().amount_minor == 31_712
    assert (
        upload(accountant, bank, content.replace(b"20/11", b"21/11"), "dec.csv").headers["Location"].endswith(str(bank))
    )
    assert BankLine.objects.count() == 2


def test_a_bank_account_is_opened_on_the_page_and_a_wrong_number_is_named(company: Company, accountant: Client) -> None:
    typed = {"name": "Main", "number": "ES9121000418450200051333", "currency": "CNY", "entity": "1"}
    answer = accountant.post("/finance/bank", typed)
    assert answer.status_code == 422
    assert "wrong digit" in answer.content.decode()
    assert accountant.post("/finance/bank", {**typed, "number": "ES91 2100 0418 4502 0005 1332"}).status_code == 302


def test_debtors_show_ages_a_sheet_and_an_account(company: Company, accountant: Client) -> None:
    (due,) = owes(company.merchant)
    assert company.merchant.name in accountant.get("/finance/debtors?as_of=2027-01-15").content.decode()
    assert accountant.get("/finance/debtors/sheet.xlsx").content[:2] == b"PK"
    assert due.number in accountant.get("/finance/debtors/LUMEN").content.decode()
    for asked in ("?as_of=x&entity=y", "?as_of=9999-99-99", "?entity=99999999999"):
        assert accountant.get(f"/finance/debtors{asked}").status_code == 200


def test_a_promise_a_refund_by_two_and_a_payment_moved(company: Company, accountant: Client) -> None:
    owes(company.merchant)
    paid(company.merchant, 40_000)
    page = "/finance/debtors/LUMEN"
    assert accountant.post(page, {"do": "promise", "until": "x"}).status_code == 422
    assert accountant.post(page, {"do": "promise", "until": "2026-12-15", "note": "by phone"}).status_code == 302
    assert Promise.objects.count() == 1
    assert accountant.post(page, {"do": "refund", "refund_amount": "82.89", "reason": "x"}).status_code == 422
    assert accountant.post(page, {"do": "refund", "refund_amount": "82.88", "reason": "too much"}).status_code == 302
    decide = {"do": "pay-refund", "refund": Refund.objects.get().id, "reference": "OUT-1"}
    assert accountant.post(page, decide).status_code == 422
    assert posted("bank") == 40_000
    other = signed_in(person("ben@galeon.example", "finance"))
    assert other.post(page, decide).status_code == 302
    assert posted("bank") == 31_712
    for typed in (
        {},
        {"do": "allocate"},
        {"do": "allocate", "credit": "payment:1", "debit": "statement:1", "amount": "1"},
    ):
        assert accountant.post(page, typed).status_code == 422


def test_letters_are_proposed_looked_at_sent_and_seen_by_their_customer_only(
    company: Company, accountant: Client, merchant: Client
) -> None:
    owes(company.merchant)
    accountant.post("/finance/reminders", {"do": "run", "as_of": "2026-12-20"})
    letter = DunningLetter.objects.get(state="proposed")
    address = f"/finance/reminders/{letter.account_id}/{letter.id}"
    assert accountant.get(address).content[:5] == b"%PDF-"
    assert merchant.get(f"/letters/{letter.id}").status_code == 404
    accountant.post("/finance/reminders", {"do": "send", "letter": f"{letter.account_id}:{letter.id}"})
    assert merchant.get(f"/letters/{letter.id}").content[:5] == b"%PDF-"
    assert "317.12" in merchant.get("/open-items").content.decode()
    norte = company.open_merchant("NORTE")
    stranger = signed_in(person("eva@norte.example", "owner", account_id=norte.account_id))
    assert stranger.get(f"/letters/{letter.id}").status_code == 404
    assert "317.12" not in stranger.get("/open-items").content.decode()


def test_levels_are_written_in_three_languages_or_not_at_all(company: Company, accountant: Client) -> None:
    run()
    typed = {"no": "2", "days": "20", "fee": "25.00", "fee_currency": "CNY"}
    words = {f"{part}_{tongue}": "…" for part in ("title", "text") for tongue in ("en", "es", "zh")}
    assert accountant.post("/finance/reminders/levels", typed).status_code == 422
    assert accountant.post("/finance/reminders/levels", {**typed, **words, "fee": "x"}).status_code == 422
    assert accountant.post("/finance/reminders/levels", {**typed, **words}).status_code == 302


def test_money_in_another_currency_is_written_down_by_the_days_rate_or_as_it_counted(
    company: Company, accountant: Client
) -> None:
    set_rate("EUR", "CNY", date(2026, 11, 1), Decimal("7.75"), None, NOW)
    typed = {
        "method": "bank",
        "reference": "E-1",
        "received_on": "2026-11-20",
        "kind": "payment",
        "paid_currency": "EUR",
    }
    for wrong in ({"paid_amount": "x"}, {"paid_amount": "5", "paid_currency": "E1"}, {"paid_amount": ""}):
        assert accountant.post("/finance/pay/LUMEN", {**typed, **wrong}).status_code == 422
    assert Payment.objects.count() == 0
    assert accountant.post("/finance/pay/LUMEN", {**typed, "paid_amount": "10.00"}).status_code == 302
    counted = {**typed, "reference": "E-2", "paid_amount": "10.00", "amount": "77.00"}
    assert accountant.post("/finance/pay/LUMEN", counted).status_code == 302
    assert sorted(Payment.objects.values_list("amount_minor", "paid_minor", "paid_currency")) == [
        (7_700, 1_000, "EUR"), (7_750, 1_000, "EUR"),
    ]  # fmt: skip

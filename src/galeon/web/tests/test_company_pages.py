"""The company's books on a page: what it earned, has and owes, each figure down to its journals; months locked."""

import csv
import io
import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import CalamineWorkbook

from galeon.billing.acts import NewPayment, Paid, record_payment
from galeon.ledger.acts import Entry, Line, post
from galeon.ledger.chart import CHART
from galeon.ledger.reads import locks, trial_balance
from galeon.ops.tests.company import NOW, Company
from galeon.parties.acts import HOUSE_ID
from galeon.parties.models import Account, LegalEntity
from galeon.tariffs.acts_dated import set_rate
from galeon.web.bookwords import BOOKS
from galeon.web.tests.people import person, signed_in

SPAN = "from=2026-08&to=2026-10"


@pytest.fixture
def books(company: Company, no_bank: None) -> Company:
    """Carriage for 1,000.00 CNY by express in August and 100.00 USD from overseas stock in October; 400.00 paid."""
    me = company.merchant.account_id
    set_rate("USD", "CNY", date(2026, 1, 1), Decimal("7.1"), None, NOW)

    def entry(source: str, month: int, *lines: Line) -> Entry:
        return Entry(source=source, kind="charge", occurred_at=datetime(2026, month, 9, tzinfo=UTC), lines=lines)

    post([
        entry("a", 8, Line(me, "unbilled", 1_000_00, "CNY"), Line(HOUSE_ID, "revenue", -1_000_00, "CNY", "express")),
        entry("b", 10, Line(me, "unbilled", 100_00, "USD"), Line(HOUSE_ID, "revenue", -100_00, "USD", "overseas")),
        entry("cost", 8, Line(HOUSE_ID, "cost", 250_00, "CNY", "express"), Line(HOUSE_ID, "payable", -250_00, "CNY")),
        entry("paid", 8, Line(HOUSE_ID, "bank", 400_00, "CNY"), Line(me, "receivable", -400_00, "CNY")),
    ])  # fmt: skip
    return company


def text(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def test_profit_and_loss_leads_from_a_figure_to_the_journal_behind_it(books: Company, accountant: Client) -> None:
    page = text(accountant, f"/finance/company/profit?{SPAN}")
    assert "1,000.00" in page and "710.00" in page and "1,460.00" in page
    links = [url.replace("&amp;", "&") for url in re.findall(r'href="(/finance/company/journals\?[^"]+)"', page)]
    october = next(url for url in links if "book=revenue" in url and "from=2026-10" in url)
    listed = text(accountant, october)
    assert ">b<" in listed and ">a<" not in listed
    found = re.search(r'href="(/finance/company/journals/\d+)"', listed)
    assert found
    whole = text(accountant, found[1])
    assert ("Lumen Trading" in whole and "US$100.00" in whole) or "$100.00" in whole


def test_profit_by_mode_and_each_currency_by_itself(books: Company, accountant: Client) -> None:
    by_mode = text(accountant, f"/finance/company/profit?{SPAN}&by=mode")
    assert "Express" in by_mode and "Overseas stock" in by_mode and "750.00" in by_mode
    own = text(accountant, f"/finance/company/profit?{SPAN}&money=own")
    assert ">USD<" in own and ">CNY<" in own and "710.00" not in own


def test_both_sides_of_the_trial_balance_are_even(books: Company, accountant: Client) -> None:
    page = text(accountant, "/finance/company/balance?as_of=2026-08-31")
    assert page.count("1,650.00") == 2  # unbilled, bank and cost against carriage, payments and suppliers
    assert "USD" not in page.split("<main", 1)[1]


def test_a_month_is_locked_by_finance_and_opened_again_by_an_administrator(books: Company, accountant: Client) -> None:
    answer = accountant.post("/finance/company/lock", {"entity": "1", "until": "2026-09-30"}, follow=True)
    assert "Locked until 30 September 2026." in answer.content.decode()
    again = accountant.post("/finance/company/lock", {"entity": "1", "until": "2026-08-31", "reason": "x"}, follow=True)
    assert "Only an administrator may open locked days again." in again.content.decode()
    admin = signed_in(person("root@house.example", "admin"))
    without = admin.post("/finance/company/lock", {"entity": "1", "until": "2026-08-31"}, follow=True)
    assert "Say why locked days are opened again." in without.content.decode()
    admin.post("/finance/company/lock", {"entity": "1", "until": "2026-08-31", "reason": "A late bill"})
    assert [(x.until, x.reason) for x in locks(1)] == [(date(2026, 8, 31), "A late bill"), (date(2026, 9, 30), "")]


@pytest.mark.parametrize(
    "typed",
    [{"until": "soon"}, {}, {"until": "2026-09-30", "entity": "9" * 30}, {"until": "2026-09-30", "entity": "77"}],
)
def test_nonsense_locks_nothing(books: Company, accountant: Client, typed: dict[str, str]) -> None:
    assert accountant.post("/finance/company/lock", typed).status_code == 302
    assert locks(1) == []


def test_cash_is_what_lay_there_at_the_end_of_each_month(books: Company, accountant: Client) -> None:
    page = text(accountant, "/finance/company/cash?from=2026-07&to=2026-09")
    assert page.count(">400.00<") == 2 and "August 2026" in page


def test_cash_by_mode_says_what_moved_and_what_was_not_used_yet(books: Company, accountant: Client) -> None:
    answer = record_payment(
        NewPayment(account_id=books.merchant.account_id, amount_minor=123_45, currency="CNY", method="bank",
                   reference="TT-9", received_at=NOW), by=None)  # fmt: skip
    assert isinstance(answer, Paid), answer
    page = text(accountant, f"/finance/company/cash?from=2026-08&to={NOW:%Y-%m}&by=mode")
    assert "Not used yet" in page and "123.45" in page and "Everything else" in page and "400.00" in page
    assert "From customers" in page and "To suppliers" not in page
    rows = accountant.get(f"/finance/company/files/cash.csv?from=2026-08&to={NOW:%Y-%m}&by=mode").content.decode(
        "utf-8-sig"
    )
    read = list(csv.DictReader(io.StringIO(rows)))
    assert [(r["Month"], r["Side"], r["Not used yet"], r["Total"]) for r in read] == [
        ("2026-08", "Everything else", "0.00", "400.00"), (f"{NOW:%Y-%m}", "From customers", "123.45", "123.45")]  # fmt: skip
    assert "No money has come in or gone out" in text(
        accountant, "/finance/company/cash?from=2026-01&to=2026-02&by=mode"
    )


@pytest.mark.parametrize("report", ["profit", "balance", "cash", "cash?by=mode"])
def test_every_report_is_a_sheet_and_a_csv_with_the_same_figures(
    books: Company, accountant: Client, report: str
) -> None:
    report, _, more = report.partition("?")
    sheet = accountant.get(f"/finance/company/files/{report}.xlsx?{SPAN}&{more}")
    plain = accountant.get(f"/finance/company/files/{report}.csv?{SPAN}&{more}")
    read = CalamineWorkbook.from_filelike(io.BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    rows = list(csv.reader(io.StringIO(plain.content.decode("utf-8-sig"))))
    assert rows[0] == read[0] and len(rows) == len(read) > 1
    assert [float(row[-1]) for row in rows[1:]] == [row[-1] for row in read[1:]]
    assert accountant.get(f"/finance/company/files/{report}.pdf").status_code == 404


def test_a_second_company_is_opened_and_a_customer_invoiced_by_it(books: Company, accountant: Client) -> None:
    typed = {
        "code": "es", "name": "Galeón España", "country": "ES", "currency": "EUR", "prefix": "GE",
        "timezone": "Europe/Madrid", "tax_number": "B12345675", "is_active": "on",
    }  # fmt: skip
    refused = accountant.post("/finance/company/entities/0", typed)
    assert refused.status_code == 422 and "This is not a tax number of Spain." in refused.content.decode()
    assert LegalEntity.objects.count() == 1
    assert accountant.post("/finance/company/entities/0", typed | {"tax_number": "B12345674"}).status_code == 302
    spain = LegalEntity.objects.get(code="ES")
    assert "Galeón España" in text(accountant, "/finance/company/entities")
    taken = accountant.post(f"/finance/company/entities/{spain.pk}/customers", {"account": "LUMEN"}, follow=True)
    assert "Lumen Trading is invoiced by this company from now on." in taken.content.decode()
    assert Account.objects.get(code="LUMEN").entity_id == spain.pk
    assert "Between our companies" in text(accountant, f"/finance/company/balance?entity={spain.pk}")
    nobody = accountant.post(f"/finance/company/entities/{spain.pk}/customers", {"account": "NOPE"}, follow=True)
    assert "There is no such customer." in nobody.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "profit?from=0000-13&to=9999-99&entity=x&by=zz&money=%00", "balance?as_of=2026-02-30&entity=99999999999999999999",
        "cash?from=2030-01&to=2020-01", "cash?from=2030-01&to=0000-01&by=mode&entity=x", "journals?book=%00&currency=%27&segment=%00&before=x.y", "journals?before=2026-01-01.99999999999999999999",
        "journals?from=2026-01&currency=usd&segment=-",
    ],
)  # fmt: skip
def test_nonsense_in_an_address_is_as_if_nothing_was_asked(books: Company, accountant: Client, path: str) -> None:
    assert accountant.get(f"/finance/company/{path}").status_code == 200


def test_journals_are_turned_page_by_page(books: Company, accountant: Client) -> None:
    me = books.merchant.account_id
    post([
        Entry(source=f"n{n}", kind="charge", occurred_at=datetime(2026, 9, 1 + n % 20, tzinfo=UTC), lines=(
            Line(me, "unbilled", 1, "CNY"), Line(HOUSE_ID, "revenue", -1, "CNY", "express")))
        for n in range(60)
    ])  # fmt: skip
    first = text(accountant, "/finance/company/journals?book=revenue&from=2026-09&to=2026-09")
    older = re.search(r'href="(\?[^"]*before=[^"]*)"', first)
    assert older
    second = text(accountant, "/finance/company/journals" + older[1].replace("&amp;", "&"))
    shown = [set(re.findall(r">(n\d+)<", page)) for page in (first, second)]
    assert [len(one) for one in shown] == [50, 10] and not shown[0] & shown[1]


def test_empty_books_say_what_comes_next(company: Company, accountant: Client) -> None:
    assert "Nothing was earned and nothing cost" in text(accountant, "/finance/company/profit")
    assert "The books are empty" in text(accountant, "/finance/company/balance")
    assert "No money has come in or gone out" in text(accountant, "/finance/company/cash")
    assert "Nothing was booked here" in text(accountant, "/finance/company/journals")
    assert accountant.get("/finance/company/journals/7").status_code == 404


def test_a_sheet_of_another_system_is_taken_whole_or_handed_back(company: Company, accountant: Client) -> None:
    head = "account,book,document,due_on,amount,currency\n"

    def send(text: str, as_of: str = "2026-11-02") -> tuple[int, str]:
        file = SimpleUploadedFile("open.csv", (head + text).encode())
        response = accountant.post("/finance/company/move-in", {"file": file, "as_of": as_of}, follow=True)
        return response.status_code, response.content.decode()

    status, page = send("LUMEN,,INV-1,2026-12-01,12.50,CNY\nNOBODY,,INV-2,,1,CNY\n")
    assert status == 422 and "There is no customer NOBODY." in page
    assert trial_balance() == []
    assert send("LUMEN,,INV-1,2026-12-01,12.50,CNY\n", as_of="some day")[0] == 422
    status, page = send("LUMEN,,INV-1,2026-12-01,12.50,CNY\n,bank,B,,7,CNY\n")
    assert status == 200 and "2 rows came in." in page and "were there" not in page
    assert "0 rows came in. 2 were there already." in send("LUMEN,,INV-1,2026-12-01,12.50,CNY\n,bank,B,,7,CNY\n")[1]
    assert trial_balance() == [("bank", "CNY", 7_00), ("opening", "CNY", -19_50), ("receivable", "CNY", 12_50)]
    assert accountant.post("/finance/company/move-in", {"as_of": "2026-11-02"}).status_code == 422
    example = accountant.get("/finance/company/move-in/template.xlsx")
    assert CalamineWorkbook.from_filelike(io.BytesIO(example.content)).get_sheet_by_index(0).to_python()[0][:3] == [
        "account", "book", "document"]  # fmt: skip


def test_every_account_of_the_book_has_a_name_on_the_pages() -> None:
    assert {line.code for line in CHART} == set(BOOKS)

"""The book for other programs: Beancount's own checker accepts it and comes to the same sums."""

import csv
import io
import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from galeon.billing.company import tables
from galeon.billing.company.beancount import Names, beancount
from galeon.billing.company.journals import JournalLine, Span, journals, one_moment
from galeon.ledger.acts import Entry, Line, lock_books, post, reverse_posted
from galeon.ledger.fx_difference import exchanged, lines
from galeon.ledger.reads import trial_balance
from galeon.ops.tests.company import Company
from galeon.parties.acts import HOUSE_ID
from galeon.parties.models import Account, LegalEntity

SCRIPTS = Path(sys.executable).parent


def at(day: int, month: int = 10) -> datetime:
    return datetime(2026, month, day, 4, tzinfo=UTC)


@pytest.fixture
def books(company: Company) -> Company:
    """Several companies, currencies, a reversal, a credit, an exchange, a locked month, and names that no program likes."""
    lumen = company.merchant.account_id
    odd = company.open_merchant("LU_MEN").account_id
    twin = company.open_merchant("LU-MEN").account_id
    Account.objects.filter(pk=odd).update(name='=cmd|"x"!A1')
    spain = LegalEntity.objects.create(code="ES_1", name='Galeón "España"', country="ES", currency="EUR", prefix="GE")

    def sold(source: str, account: int, minor: int, currency: str, when: datetime, entity: int = 1) -> Entry:
        mode = "express" if minor % 2 else "overseas"
        owed = (Line(account, "unbilled", minor, currency), Line(HOUSE_ID, "revenue", -minor, currency, mode))
        return Entry(source=source, kind="charge", occurred_at=when, lines=owed, memo='a "memo" \\ of\ntwo lines',
                     entity_id=entity)  # fmt: skip

    post([
        sold("a", lumen, 100_01, "CNY", at(1)), sold("b", odd, 20_00, "USD", at(2)), sold("c", twin, 5_000, "JPY", at(3)),
        sold("d", lumen, 77_77, "EUR", at(4), spain.pk), sold("e", lumen, -3_33, "CNY", at(5)),
    ])  # fmt: skip
    reverse_posted("a", occurred_at=at(6))
    lock_books(1, date(2026, 10, 31), None)
    paid = (
        Line(HOUSE_ID, "bank", 145_00, "CNY"), Line(odd, "receivable", -20_00, "USD"),
        *exchanged(20_00, "USD", 145_00, "CNY"), *lines(3_00, "CNY"),
    )  # fmt: skip
    post(
        [sold("late", lumen, 1, "CNY", at(9)), Entry(source="paid", kind="payment", occurred_at=at(2, 11), lines=paid)]
    )
    return company


def exported(span: Span, file: Path) -> Path:
    with one_moment(), file.open("w", encoding="utf-8") as out:
        out.writelines(beancount(span))
    return file


def bean_check(file: Path) -> str:
    """What the checker complains of; "" when it accepts the file."""
    done = subprocess.run([SCRIPTS / "bean-check", file], capture_output=True, text=True, check=False)
    assert (done.returncode == 0) is (not done.stderr), done.stderr
    return done.stderr


def sums(file: Path) -> dict[tuple[str, str], Decimal]:
    """What each account, without what stands under it, comes to by Beancount's own loader."""
    code = """import sys
from collections import Counter
from decimal import Decimal
from beancount import loader
from beancount.core.data import Transaction
entries, errors, _ = loader.load_file(sys.argv[1])
assert not errors, errors
total = {}
for entry in entries:
    for p in entry.postings if isinstance(entry, Transaction) else ():
        key = p.account, p.units.currency
        total[key] = total.get(key, Decimal(0)) + p.units.number
for (account, currency), amount in sorted(total.items()):
    print(account, currency, amount)"""
    told = subprocess.run([sys.executable, "-c", code, file], capture_output=True, text=True, check=True).stdout
    rows = (line.split() for line in told.splitlines())
    return {(account, currency): Decimal(amount) for account, currency, amount in rows}


def test_bean_check_accepts_the_whole_book_and_comes_to_our_trial_balance(books: Company, tmp_path: Path) -> None:
    file = exported(Span(), tmp_path / "book.beancount")
    assert bean_check(file) == ""
    theirs: dict[tuple[str, str], Decimal] = {}
    for (account, currency), amount in sums(file).items():
        book = account.split(":")[2].lower()  # root, company, book
        theirs[book, currency] = theirs.get((book, currency), Decimal(0)) + amount
    ours = {
        (book.replace("_", "-"), currency): Decimal(minor).scaleb(0 if currency == "JPY" else -2)
        for book, currency, minor in trial_balance()
    }
    assert {k: v for k, v in theirs.items() if v} == {k: v for k, v in ours.items() if v}
    assert len(ours) > 6


def test_one_company_has_its_own_file_without_its_code_in_the_names(books: Company, tmp_path: Path) -> None:
    spain = LegalEntity.objects.get(code="ES_1")
    file = exported(Span(spain.pk), tmp_path / "es.beancount")
    assert bean_check(file) == ""
    assert sums(file) == {
        ("Assets:Unbilled:LUMEN", "EUR"): Decimal("77.77"), ("Income:Revenue:Express", "EUR"): Decimal("-77.77"),
    }  # fmt: skip


def test_the_checker_would_tell_a_cent_that_is_missing(books: Company, tmp_path: Path) -> None:
    file = exported(Span(), tmp_path / "book.beancount")
    text = file.read_text()
    assert "145.00 CNY" in text
    file.write_text(text.replace("  Assets:HOUSE:Bank  145.00 CNY", "  Assets:HOUSE:Bank  145.01 CNY"))
    assert "does not balance" in bean_check(file)
    moved = text.replace("Assets:HOUSE:Bank  145.00 CNY", "Assets:HOUSE:Bank  145.01 CNY")
    file.write_text(moved.replace("Equity:HOUSE:Conversion  -145.00 CNY", "Equity:HOUSE:Conversion  -145.01 CNY"))
    assert "Balance failed for 'Assets:HOUSE:Bank'" in bean_check(file)


def test_an_empty_book_is_a_file_too(company: Company, tmp_path: Path) -> None:
    assert bean_check(exported(Span(), tmp_path / "empty.beancount")) == ""


def test_two_accounts_never_share_a_name() -> None:
    names = Names(with_entity=False)

    def line(account_id: int, code: str) -> JournalLine:
        return JournalLine(1, date(2026, 1, 1), 1, "E", "", "", "", 1, "receivable", "", account_id, code, "", 1, "CNY")

    found = [names.of(line(n, code)) for n, code in enumerate(("A_B", "A-B", "ñandú", "-_-", "7up", "lower"), start=5)]
    assert found == [
        "Assets:Receivable:A-B", "Assets:Receivable:A-B-6", "Assets:Receivable:And", "Assets:Receivable:X",
        "Assets:Receivable:7up", "Assets:Receivable:Lower",
    ]  # fmt: skip


def test_two_companies_never_share_a_name(books: Company, tmp_path: Path) -> None:
    twin = LegalEntity.objects.create(code="ES-1", name="Twin", country="ES", currency="EUR", prefix="GT")
    owed = (Line(books.merchant.account_id, "unbilled", 9_00, "EUR"), Line(HOUSE_ID, "revenue", -9_00, "EUR"))
    post([Entry(source="twin", kind="charge", occurred_at=at(3, 11), lines=owed, entity_id=twin.pk)])
    file = exported(Span(), tmp_path / "book.beancount")
    assert bean_check(file) == ""
    found = sums(file)
    assert found["Assets:ES-1:Unbilled:LUMEN", "EUR"] == Decimal("77.77")
    assert found["Assets:ES-1-2:Unbilled:LUMEN", "EUR"] == Decimal("9.00")


def test_csv_and_xlsx_have_every_line_once_and_no_formula(books: Company, tmp_path: Path) -> None:
    text, sheet = io.StringIO(), tmp_path / "lines.xlsx"
    with one_moment():
        many = sum(len(journal) for journal in journals(Span()))
        assert tables.write_csv(Span(), text) == tables.write_xlsx(Span(), sheet) == many
    rows = list(csv.DictReader(io.StringIO(text.getvalue())))
    assert len(rows) == many
    by_currency: dict[str, Decimal] = {}
    for row in rows:
        by_currency[row["currency"]] = by_currency.get(row["currency"], Decimal(0)) + Decimal(row["amount"])
    assert set(by_currency.values()) == {Decimal(0)}
    assert {row["account_name"] for row in rows if row["account"] == "LU_MEN"} == {'\'=cmd|"x"!A1'}
    read = CalamineWorkbook.from_path(str(sheet)).get_sheet_by_index(0).to_python()
    assert [r[0] for r in read[1:]] == [row["journal"] for row in rows]
    assert sum(Decimal(str(r[12])) for r in read[1:] if r[11] == "CNY") == 0


def test_a_span_of_days_has_only_what_was_booked_in_it(books: Company) -> None:
    with one_moment():
        found = [journal[0].source for journal in journals(Span(1, date(2026, 11, 1), date(2026, 11, 1)))]
    assert found == ["late"]  # it happened in October, which was locked

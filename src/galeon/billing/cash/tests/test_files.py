"""A bank's file comes twice, overlaps, has doubles: each movement is written once."""

import pytest

from galeon.billing.cash.bankaccounts import NewBankAccount, open_bank_account
from galeon.billing.cash.csvfile import Mapping
from galeon.billing.cash.files import FileRead, map_file, read_file
from galeon.billing.cash.models import BankAccount, BankFile, BankLine
from galeon.billing.cash.tests.camtfile import IBAN, entry, statement
from galeon.billing.models import Payment
from galeon.billing.tests.books import sql
from galeon.kernel.refusal import Refusal
from galeon.ops.tests.company import Company


@pytest.fixture
def bank(company: Company) -> int:
    opened = open_bank_account(NewBankAccount(entity_id=1, name="Main", currency="CNY", number=IBAN))
    assert isinstance(opened, int), opened
    return opened


def read(bank: int, content: bytes, name: str = "nov.xml") -> FileRead:
    answer = read_file(bank, name, content, by=None)
    assert isinstance(answer, FileRead), answer
    return answer


def nothing_posted() -> bool:
    return (Payment.objects.count(), sql("SELECT FROM journal")) == (0, [])


A, B, C = (entry(f"{n}.00", reference=f"B-{n}", payer=f"Payer {n}") for n in (1, 2, 3))


def test_the_same_file_twice_is_read_once(bank: int) -> None:
    first = read(bank, statement([A, B]))
    again = read(bank, statement([A, B]), "again.xml")
    assert (first.lines, first.new, first.existing) == (2, 2, False)
    assert (again.file_id, again.existing, again.new) == (first.file_id, True, 0)
    assert (BankLine.objects.count(), BankFile.objects.count()) == (2, 1)


def test_files_that_overlap_bring_each_line_once(bank: int) -> None:
    read(bank, statement([A, B]))
    second = read(bank, statement([B, C]))
    assert (second.lines, second.new) == (2, 1)
    assert sorted(BankLine.objects.values_list("reference", "twin_id")) == [("B-1", None), ("B-2", None), ("B-3", None)]


def test_lines_without_a_reference_are_known_by_all_they_say(bank: int) -> None:
    plain = [entry("5.00", payer="Lumen"), entry("6.00", payer="Lumen")]
    read(bank, statement(plain))
    assert read(bank, statement([*plain, entry("7.00", payer="Lumen")])).new == 1
    assert BankLine.objects.count() == 3


def test_a_double_inside_a_file_is_kept_and_said_to_be_one(bank: int) -> None:
    double = entry("5.00", payer="Lumen", text="ST 1")
    assert read(bank, statement([double, A, double])).new == 3
    first, second = BankLine.objects.filter(payer="Lumen").order_by("no")
    assert (first.twin_id, second.twin_id) == (None, first.id)
    assert read(bank, statement([double, double, B])).new == 1  # both are known from the file before
    assert nothing_posted()


def test_a_reference_that_comes_back_with_another_amount_may_be_a_double(bank: int) -> None:
    read(bank, statement([A]))
    read(bank, statement([entry("1.50", reference="B-1")]))
    first, second = BankLine.objects.order_by("id")
    assert (first.twin_id, second.twin_id) == (None, first.id)


def test_a_line_in_another_currency_is_kept_and_cannot_be_matched(bank: int) -> None:
    read(bank, statement([A, entry("9.00", currency="USD", reference="B-9")]))
    assert list(BankLine.objects.order_by("no").values_list("fault", flat=True)) == ["", "currency"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (statement([A], currency="USD"), "file_currency"),
        (statement([A], iban="DE89370400440532013000"), "file_account"),
        (statement([A])[:-30], "file_broken"),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", "file_entities"),
        (b"\x00\x01binary", "file_broken"),
    ],
)
def test_a_file_that_is_not_this_accounts_is_refused_whole(bank: int, content: bytes, code: str) -> None:
    answer = read_file(bank, "x", content, by=None)
    assert isinstance(answer, Refusal)
    assert answer.code == code
    assert (BankFile.objects.count(), BankLine.objects.count()) == (0, 0)


def test_money_that_left_is_shown_and_not_to_be_matched(bank: int) -> None:
    read(bank, statement([entry("4.00", sign="DBIT", payer="Carrier")]))
    (line,) = BankLine.objects.all()
    assert (line.state, line.amount_minor) == ("out", -400)


CSV = b"When;Who;How much\n20/11/2026;Lumen;317,12\n"
HOW = Mapping(columns={"booked_on": 0, "payer": 1, "amount": 2}, head=0, mark=",", day="%d/%m/%Y")


def test_a_csv_waits_until_a_person_has_mapped_it_and_the_next_one_does_not(bank: int) -> None:
    first = read(bank, CSV, "nov.csv")
    assert first.needs_mapping
    assert BankLine.objects.count() == 0
    assert map_file(first.file_id, HOW) == FileRead(first.file_id, 1, 1)
    assert read(bank, CSV.replace(b"20/11", b"21/11"), "dec.csv").new == 1
    assert read(bank, CSV, "nov.csv").existing
    assert BankLine.objects.count() == 2


def test_a_movement_told_by_csv_and_by_camt_may_be_a_double(bank: int) -> None:
    BankAccount.objects.filter(pk=bank).update(
        mapping={"columns": HOW.columns, "head": 0, "mark": ",", "day": "%d/%m/%Y"}
    )
    read(bank, CSV, "nov.csv")
    read(bank, statement([entry("317.12", reference="B-1")]))
    first, second = BankLine.objects.order_by("id")
    assert second.twin_id == first.id


def test_a_bank_account_with_a_wrong_digit_is_refused(company: Company) -> None:
    answer = open_bank_account(NewBankAccount(entity_id=1, name="Main", currency="CNY", number=IBAN[:-1] + "3"))
    assert isinstance(answer, Refusal)
    assert answer.field == "number"
    assert BankAccount.objects.count() == 0


@pytest.mark.parametrize("amount", [b"1.000", b"1,000", b"1,000.00"])
def test_a_csv_whose_thousands_may_be_decimals_waits_for_a_person_though_the_bank_is_mapped(
    bank: int, amount: bytes
) -> None:
    how = Mapping(columns={"booked_on": 0, "payer": 1, "amount": 2}, head=0, mark=",", day="%d/%m/%Y")
    map_file(read(bank, CSV, "nov.csv").file_id, how)
    assert BankLine.objects.count() == 1
    assert read(bank, CSV.replace(b"317,12", amount), "dec.csv").needs_mapping
    assert BankLine.objects.count() == 1

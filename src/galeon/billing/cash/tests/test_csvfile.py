"""A bank's CSV, whatever its letters, its decimal mark and the order of its days."""

import pytest

from galeon.billing.cash import csvfile
from galeon.billing.cash.booked import Booked, Read
from galeon.kernel.refusal import Refusal

SPANISH = "Fecha operación;Fecha valor;Concepto;Ordenante;Importe;Divisa\n20/11/2026;21/11/2026;Fra 2026-000001;Lumen SL;1.317,12;EUR\n03/11/2026;03/11/2026;Comisión;;-4,00;EUR\n;;Saldo final;;9,99;\n"
GERMAN = '"Konto DE12";\n"Buchungstag";"Valuta";"Verwendungszweck";"Begünstigter/Zahlungspflichtiger";"Kontonummer/IBAN";"Betrag (EUR)"\n"20.11.26";"20.11.26";"RE 7";"Müller";"DE89 3704 0044 0532 0130 00";"12,50"\n'
CHINESE = '交易日期,流水号,对方户名,收入金额,支出金额,摘要\n20261120,F-77,深圳卢门贸易有限公司,"1,317.12",,货款\n20261121,F-78,,,4.00,手续费\n'
AMERICAN = "Date,Description,Amount,Balance\n11/20/2026,WIRE LUMEN,\"1,317.12\",\"9,000.00\"\n11/02/2026,FEE,(4.00),\"8,996.00\"\n"  # fmt: skip


def lines(text: str, encoding: str = "utf-8", currency: str = "EUR") -> list[Booked]:
    found = csvfile.table(text.encode(encoding))
    assert isinstance(found, csvfile.Table), found
    answer = csvfile.read(found.rows, found.guess, currency)
    assert isinstance(answer, Read), answer
    return answer.lines


def test_a_spanish_bank_parts_with_semicolons_and_writes_a_decimal_comma() -> None:
    paid, fee = lines(SPANISH, "cp1252")
    assert (paid.booked_on.isoformat(), paid.amount_minor, paid.currency) == ("2026-11-20", 131_712, "EUR")
    assert (paid.payer, paid.text) == ("Lumen SL", "Fra 2026-000001")
    assert (fee.booked_on.isoformat(), fee.amount_minor) == ("2026-11-03", -400)


def test_a_german_bank_has_lines_above_its_heads_and_two_digit_years() -> None:
    (paid,) = lines(GERMAN, "cp1252")
    assert (paid.booked_on.isoformat(), paid.amount_minor, paid.payer) == ("2026-11-20", 1_250, "Müller")
    assert paid.payer_account == "DE89370400440532013000"


def test_a_chinese_bank_has_money_in_and_money_out_in_two_columns() -> None:
    paid, fee = lines(CHINESE, "gb18030", "CNY")
    assert (paid.amount_minor, paid.currency, paid.reference) == (131_712, "CNY", "F-77")
    assert paid.payer == "深圳卢门贸易有限公司"
    assert fee.amount_minor == -400


def test_an_american_bank_has_the_month_first_and_what_left_in_brackets() -> None:
    paid, fee = lines(AMERICAN, currency="USD")
    assert (paid.booked_on.isoformat(), paid.amount_minor) == ("2026-11-20", 131_712)
    assert (fee.booked_on.isoformat(), fee.amount_minor) == ("2026-11-02", -400)


def test_a_file_whose_heads_say_nothing_waits_for_a_person() -> None:
    found = csvfile.table(b"a,b,c\n1,2,3\n")
    assert isinstance(found, csvfile.Table)
    answer = csvfile.read(found.rows, found.guess, "EUR")
    assert isinstance(answer, Refusal)
    assert answer.code == "mapping"


def test_a_row_that_cannot_be_read_as_mapped_is_named_and_nothing_is_read() -> None:
    found = csvfile.table(b"Date,Amount\n2026-11-20,5.00\n2026-11-21,five\n")
    assert isinstance(found, csvfile.Table)
    answer = csvfile.read(found.rows, found.guess, "EUR")
    assert isinstance(answer, Refusal)
    assert (answer.code, answer.params["row"]) == ("file_entry", "3")
    assert "five" in answer.text()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"%PDF-1.7 \x00\x00\x01", "file_broken"),
        (b"one column only\nand so on\n", "file_broken"),
        (b'a,"' + b"x" * 50_000, "file_broken"),
        (b"a,b\n" * 60_000, "file_too_long"),
        (b"a" * (csvfile.FILE_MAX + 1), "file_too_large"),
    ],
)
def test_a_file_that_is_no_csv_is_refused(content: bytes, code: str) -> None:
    answer = csvfile.table(content)
    assert isinstance(answer, Refusal)
    assert answer.code == code


@pytest.mark.parametrize(
    ("mark", "cell", "minor"),
    [
        (",", "1.000,00", 100_000), (".", "1,000.00", 100_000), (",", "1.000.000", 100_000_000), (",", "-12.500,5", -1_250_050),
        (".", "1.000,00", None), (",", "1,000.00", None), (".", "12.500,00", None), (".", "1,2,3.00", None),
        (".", "12,50", None), (",", "12.50", None), (".", "1.000.000", None),
    ],
)  # fmt: skip
def test_a_sign_that_parts_thousands_stands_before_the_decimals_or_the_row_is_named(
    mark: str, cell: str, minor: int | None
) -> None:
    how = csvfile.Mapping(columns={"booked_on": 0, "amount": 1}, head=0, mark=mark, day="%Y-%m-%d")
    answer = csvfile.read([["date", "amount"], ["2026-11-20", cell]], how, "EUR")
    if minor is None:
        assert isinstance(answer, Refusal)
        assert (answer.code, answer.params["row"]) == ("file_entry", "2")
    else:
        assert isinstance(answer, Read)
        assert answer.lines[0].amount_minor == minor


@pytest.mark.parametrize(
    ("cells", "mark"),
    [
        (["1.000"], ""), (["1,000", "25,000"], ""), (["1.000", "5"], ""), (["1.000", "0,50"], ","), (["1.000", "2.50"], "."),
        (["1.000.000"], ","), (["1,000,000"], "."), (["500"], "."), (["-1.317,12 EUR"], ","),
    ],
)  # fmt: skip
def test_what_begins_the_decimals_is_guessed_only_where_a_number_tells(cells: list[str], mark: str) -> None:
    rows = [["Date", "Amount"], *(["2026-11-20", cell] for cell in cells)]
    how = csvfile.guessed(rows)
    assert how.mark == mark
    answer = csvfile.read(rows, how, "EUR")
    assert isinstance(answer, Refusal) == (mark == "")

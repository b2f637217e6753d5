"""Sheets of suppliers as they come: which shapes are known, how cells are read, and what a bill must say."""

import csv
import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest

from galeon.billing.suppliers import reading
from galeon.billing.suppliers.heads import Head, Told, bills
from galeon.billing.suppliers.layout import Layout, known
from galeon.billing.suppliers.parsing import Fault, Read, day, decimal, line, read
from galeon.billing.suppliers.tests.bills import ups_file, ups_row
from galeon.kernel.refusal import Refusal
from galeon.web.sheets import book

DPD = (
    "Depot;Paketscheinnummer;Datum;Service;Gewicht (kg);Betrag;Währung\r\n"
    "0176;01765000123456;04.11.2026;DPD CLASSIC;1,50;1.198,00;EUR\r\n"
    "0176;01765000123457;04.11.2026;DPD CLASSIC;0,75;-5,10;EUR\r\n"
)
HEAD = Head(number="D-1", billed_on=date(2026, 11, 10), total=Decimal("1192.90"))


def rows(content: str) -> list[list[str]]:
    return list(reading.rows(content.encode("cp1252")))


def told(content: bytes, typed: Head = Head()) -> list[Told] | list[Fault]:  # noqa: B008  frozen
    table = list(reading.rows(content))
    found = known(table)
    assert found is not None
    return bills(read(table, found[1]), typed, "CNY", 30)


def test_ups_has_no_head_and_is_known_by_its_cells() -> None:
    table = list(reading.rows(ups_file("INV-1", [("1Z0001", "FRT", "1.5", "198.00")])))
    found = known(table)
    assert found is not None
    assert found[0] == "ups"
    (parcel,) = read(table, found[1])
    assert isinstance(parcel, Read)
    assert (parcel.tracking, parcel.code, parcel.amount, parcel.billed_g) == (
        "1Z0001",
        "WWS FRT 069",
        Decimal("198.00"),
        1_500,
    )
    assert (parcel.number, parcel.billed_on, parcel.currency, parcel.total) == (
        "INV-1",
        date(2026, 11, 10),
        "CNY",
        Decimal(198),
    )


def test_ups_with_a_head_a_person_put_above_it_is_known_too() -> None:
    head = [""] * 250
    head[13], head[20], head[52] = "Lead Shipment Number", "Tracking Number", "Net Amount"
    table = [head, ups_row("INV-1", ("1Z0001", "FRT", "1.5", "198.00"), "198.00")]
    found = known(table)
    assert found is not None
    assert (found[0], found[1].head_rows) == ("ups", 1)


def test_a_ups_fee_of_a_whole_shipment_stands_under_its_leading_number() -> None:
    row = ups_row("INV-1", ("1Z0001", "FRT", "1.5", "198.00"), "198.00")
    row[20] = ""
    table = [row]
    found = known(table)
    assert found is not None
    (parcel,) = read(table, found[1])
    assert isinstance(parcel, Read)
    assert parcel.tracking == "1Z0001"


def test_pounds_and_ounces_are_grams_to_the_nearest() -> None:
    for unit, kg, grams in (
        ("L", "5", 2_268),
        ("O", "10", 283),
        ("K", "2.0", 2_000),
        ("", "2.0", 2_000),
        ("K", "0.0", None),
    ):
        row = ups_row("INV-1", ("1Z0001", "FRT", kg, "198.00"), "198.00")
        row[29] = unit
        (parcel,) = read([row], known([row])[1])  # type: ignore[index]
        assert isinstance(parcel, Read)
        assert parcel.billed_g == grams, unit


def test_dpd_is_known_by_depot_parcel_and_amount_with_decimal_commas() -> None:
    table = rows(DPD)
    found = known(table)
    assert found is not None
    assert found[0] == "dpd"
    first, second = read(table, found[1])
    assert isinstance(first, Read)
    assert isinstance(second, Read)
    assert (first.tracking, first.amount, first.billed_g, first.day) == (
        "01765000123456", Decimal("1198.00"), 1_500, date(2026, 11, 4),
    )  # fmt: skip
    assert second.amount == Decimal("-5.10")
    (bill,) = told(DPD.encode("cp1252"), HEAD)
    assert isinstance(bill, Told)
    assert (bill.currency, bill.total_minor, bill.due_on) == ("EUR", 119_290, date(2026, 12, 10))


def test_any_other_sheet_is_nobody_s() -> None:
    assert known([["Tracking", "Amount"], ["1Z", "1"]]) is None
    assert known([]) is None


@pytest.mark.parametrize(
    ("cell", "mark", "number"),
    [
        ("1,234.50", ".", "1234.50"), ("1.234,50", ",", "1234.50"), ("12,50-", ",", "-12.50"), ("(100.00)", ".", "-100.00"),
        ("€ 7,00", ",", "7.00"), ("1 234,5", ",", "1234.5"), ("\N{MINUS SIGN}3.5", ".", "-3.5"), (".5", ".", "0.5"),
        ("12x", ".", None), ("", ".", None), ("1e9", ".", None), ("--5", ".", None), ("NaN", ".", None),
    ],
)  # fmt: skip
def test_amounts_are_read_as_they_are_written(cell: str, mark: str, number: str | None) -> None:
    assert decimal(cell, mark) == (Decimal(number) if number else None)  # type: ignore[arg-type]


def test_days_are_read_in_the_sheet_s_order() -> None:
    assert day("2026-11-04", "dmy") == day("04.11.2026", "dmy") == day("11/04/2026", "mdy") == day("20261104", "dmy")
    assert day("04/11/26", "dmy") == date(2026, 11, 4)
    assert day("", "ymd") is None
    assert day("31.02.2026", "dmy") == "31.02.2026"
    assert day("4 Nov", "dmy") == "4 Nov"


def test_a_row_that_cannot_be_read_is_a_fault_with_its_row_and_field() -> None:
    layout = Layout(tracking=0, amount=1, weight=2, day=3)
    for cells, field in ((["1Z", "x"], "amount"), (["1Z", "1", "heavy"], "weight"), (["1Z", "1", "1", "soon"], "day"),
                         (["Z" * 65, "1"], "tracking"), (["1Z", "1", "-1"], "weight")):  # fmt: skip
        fault = line(7, cells, layout)
        assert isinstance(fault, Fault), cells
        assert (fault.row, fault.refusal.field) == (7, field)


def test_a_file_of_two_bills_is_two_bills() -> None:
    content = ups_file("INV-1", [("1Z1", "FRT", "1", "10.00")]) + ups_file("INV-2", [("1Z2", "FRT", "1", "20.00")])
    found = told(content)
    assert [(b.number, b.total_minor) for b in found if isinstance(b, Told)] == [("INV-1", 1_000), ("INV-2", 2_000)]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (Head(billed_on=date(2026, 11, 10), total=Decimal("1192.90")), "bill_number_missing"),
        (Head(number="D-1", total=Decimal("1192.90")), "bill_day_missing"),
        (Head(number="D-1", billed_on=date(2026, 11, 10)), "bill_total_missing"),
        (Head(number="D-1", billed_on=date(2026, 11, 10), total=Decimal("1192.91")), "bill_total_differs"),
    ],
)
def test_a_bill_without_its_head_is_refused_by_name(typed: Head, code: str) -> None:
    (fault,) = told(DPD.encode(), typed)
    assert isinstance(fault, Fault)
    assert fault.refusal.code == code


def test_a_line_in_another_currency_or_with_half_a_cent_is_refused() -> None:
    for old, new, code in (("-5,10;EUR", "-5,10;USD", "bill_currency_mixed"), ("-5,10", "-5,105", "bill_fraction")):
        (fault,) = told(DPD.replace(old, new).encode(), HEAD)
        assert isinstance(fault, Fault)
        assert (fault.refusal.code, fault.row) == (code, 3)


def test_a_workbook_is_read_as_a_csv_is() -> None:
    table = [["Depot", "Parcel number", "Amount"], ["0176", "01765000123456", Decimal("198.5")]]
    content = book("bill", table[0], table[1:])  # type: ignore[arg-type]
    assert list(reading.rows(content)) == [["Depot", "Parcel number", "Amount"], ["0176", "01765000123456", "198.5"]]
    assert reading.first_rows(content, 1) == [["Depot", "Parcel number", "Amount"]]


def bomb() -> bytes:
    """A packed folder that holds a thousand times its size."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 4 * 1024 * 1024)
    return out.getvalue()


def test_a_bomb_a_picture_and_half_a_workbook_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "UNPACKED_MAX", 3 * 1024 * 1024)
    workbook = book("bill", ["a"], [["b"]])
    for content, code in (
        (bomb(), "file_too_large"), (b"\x89PNG\x00\x00", "file_unreadable"), (b"PK\x03\x04 no", "file_unreadable"),
        (b" \r\n", "file_empty"),
    ):  # fmt: skip
        refused = reading.checked(content)
        assert isinstance(refused, Refusal)
        assert refused.code == code
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as whole, zipfile.ZipFile(out, "w") as half:
        half.writestr("[Content_Types].xml", whole.read("[Content_Types].xml"))
    assert isinstance(reading.first_rows(out.getvalue(), 5), Refusal)


def test_a_cell_without_end_is_unreadable_and_not_a_crash() -> None:
    with pytest.raises(reading.UnreadableError):
        list(reading.rows(b'a,"' + b"x" * 200_000))
    assert isinstance(reading.first_rows(b'a,"' + b"x" * 200_000, 5), Refusal)


def test_what_is_kept_comes_out_as_it_was_sent() -> None:
    content = ups_file("INV-1", [("1Z0001", "FRT", "1.5", "198.00")])
    assert reading.unpacked(reading.packed(content)) == content
    assert len(next(csv.reader(io.StringIO(content.decode())))) == 250

from datetime import date

import pytest

from galeon.tariffs import workbook
from galeon.tariffs.sheet import Sheet
from galeon.tariffs.tests.spreadsheets import KEY, economy, edited, places, refused


def test_a_workbook_that_only_another_program_saved_is_the_same_list() -> None:
    assert workbook.read(edited({}), KEY) == economy()


def test_prices_typed_as_text_are_read_in_the_one_way_the_list_writes_them() -> None:
    spanish = workbook.read(edited({"Freight!F13": "1.095,5", "Freight!G13": "48,00"}), KEY)
    english = workbook.read(edited({"Freight!F13": "1,095.5", "Freight!G13": "48.00"}), KEY)
    assert isinstance(spanish, Sheet)
    assert spanish == english
    assert [rule.amount_minor for rule in spanish.rules if rule.weight_milli_to == 500] == [109_550, 4_800]


def test_decimal_comma_and_point_in_one_list_are_refused_naming_both_cells() -> None:
    found = refused(edited({"Freight!F13": "1,5", "Freight!G14": "1.5"}))
    assert [fault.place for fault in found] == ["Freight!F13", "Freight!G14"]
    assert found[0].text() == (
        "Freight!F13: Freight!F13 says “1,5” and Freight!G14 says “1.5”: write decimals the same way in the whole list."
    )


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"Freight!G14": "n/a"}, [("Freight!G14", "cell_not_number")]),
        ({"Freight!G14": "1,240"}, [("Freight!G14", "cell_unclear")]),
        ({"Freight!G14": -3}, [("Freight!G14", "cell_negative")]),
        ({"Freight!G14": "(46.50)"}, [("Freight!G14", "cell_negative")]),
        ({"Freight!G14": 46.505}, [("Freight!G14", "cell_too_fine")]),
        ({"Freight!G14": 1e15}, [("Freight!G14", "cell_too_large")]),
        ({"Freight!G14": date(2026, 5, 1)}, [("Freight!G14", "cell_is_date")]),
        ({"Freight!G14": True}, [("Freight!G14", "cell_not_number")]),
        ({"Freight!G14": ""}, [("Freight!G14", "price_gap")]),
        ({"Freight!H14": 5}, [("Freight!H14", "column_no_zone")]),
        ({"Freight!G12": ""}, [("Freight!G13", "column_no_zone"), ("Freight!G14", "column_no_zone"), ("Freight!G15", "column_no_zone")]),
        ({"Freight!G12": "1"}, [("Freight!G12", "column_twice")]),
        ({"Freight!G12": "9"}, [("Freight!G12", "zone_unknown")]),
        ({f"Freight!G{row}": "" for row in (13, 14, 15)}, [("Freight!G12", "column_empty")]),
        ({"Freight!D14": 0.5}, [("Freight!D14", "brackets_overlap"), ("Freight!C15", "brackets_gap")]),
        ({"Freight!C14": 0.4}, [("Freight!C14", "brackets_overlap")]),
        ({"Freight!C14": 0.6}, [("Freight!C14", "brackets_gap")]),
        ({"Freight!D13": ""}, [("Freight!D14", "bracket_after_end")]),
        ({"Freight!D13": "two"}, [("Freight!D13", "cell_not_number")]),
        ({"Freight!A14": "per kilo"}, [("Freight!A14", "line_kind_unknown")]),
        ({"Freight!A14": "further"}, [("Freight!A14", "line_first_missing")]),
        ({"Freight!A15": "base"}, [("Freight!A15", "line_alone")]),
        ({"Freight!A4": "cargo"}, [("Freight!A4", "key_unknown")]),
        ({"Freight!A12": ""}, [("Freight!A1", "lines_missing")]),
        ({"Freight!A1": "#gird"}, [("Freight!A1", "table_unknown")]),
        ({"Zones!B4": ""}, [("Zones!B4", "cell_empty")]),
        ({"Zones!C4": "DEU"}, [("Zones!C4", "country_unknown")]),
        ({"Zones!C4": "US"}, [("Zones!B4", "zone_twice")]),
        ({"Zones!B6": "3", "Zones!C6": "FR"}, [("Zones!B6", "freight_missing")]),
        ({"Zones!D1": "prefix"}, [("Zones!D1", "column_unknown")]),
        ({"Zones!H5": "x"}, [("Zones!H5", "column_uncoded")]),
        ({"Zones!B2": ""}, [("Zones!B2", "titles_missing")]),
        ({"Weights!C4": "1 kg"}, [("Weights!C4", "cell_not_number")]),
        ({"Surcharges!D3": "x"}, [("Surcharges!D3", "cell_not_number")]),
        ({"Surcharges!C3": "per_day"}, [("Surcharges!C3", "cell_not_listed")]),
        ({"Surcharges!B3": "Registration"}, [("Surcharges!B3", "code_invalid")]),
        ({"Surcharges!B3": ""}, [("Surcharges!B3", "cell_empty")]),
        ({"Surcharges!M3": "01/02/2026"}, [("Surcharges!M3", "cell_no_date")]),
        ({"Surcharges!Z3": "girth > 3000"}, [("Surcharges!Z3", "cell_no_test")]),
        ({"Price list!C3": "1/2/2026"}, [("Price list!C3", "cell_no_date")]),
        ({"Price list!C3": 46_023}, [("Price list!C3", "cell_no_date")]),
        ({"Price list!C3": ""}, [("Price list!C3", "cell_empty")]),
        ({"Price list!C5": "Mars/Base"}, [("Price list!C5", "timezone_unknown")]),
        ({"Price list!C9": "perhaps"}, [("Price list!C9", "cell_not_yes")]),
        ({"Price list!A1": ""}, [("Price list", "sheet_unknown")]),
    ],
)  # fmt: skip
def test_each_fault_is_told_at_its_cell(
    cells: dict[str, str | float | bool | date], told: list[tuple[str, str]]
) -> None:
    assert places(edited(cells)) == told


def test_a_fault_of_the_list_as_a_whole_is_told_at_its_cell_too() -> None:
    assert places(edited({"Freight!C6": date(2026, 6, 1)}))[0] == ("Freight!F15", "freight_gap")


def test_hidden_rows_and_columns_and_merged_cells_are_named() -> None:
    def hide(pages: dict) -> None:
        pages["Freight"].set_row(13, None, None, {"hidden": True})
        pages["Zones"].set_column(2, 2, None, None, {"hidden": True})
        pages["Surcharges"].merge_range("D3:E3", 16)

    told = places(edited({}, hide))
    assert sorted(told) == [
        ("Freight!14", "row_hidden"),
        ("Surcharges!D3:E3", "cells_merged"),
        ("Zones!C:C", "column_hidden"),
    ]


def test_a_hidden_worksheet_is_named() -> None:
    assert places(edited({}, lambda pages: pages["Surcharges"].hide())) == [("Surcharges", "sheet_hidden")]


def test_a_worksheet_that_is_no_part_of_a_list_is_named() -> None:
    assert places(edited({"Freight!A1": "", "Freight!A12": ""})) == [("Freight", "sheet_unknown")]


def test_a_sentence_tells_the_cell_and_what_to_do() -> None:
    [fault] = refused(edited({"Freight!C14": 0.4}))
    assert fault.text() == (
        "Freight!C14: The bracket begins over 0.4, but the one above it ends only at 0.5: they overlap."
    )
    [fault] = refused(edited({"Freight!G14": ""}))
    assert fault.text() == "Freight!G14: There is no price here, but one for heavier parcels: a gap. Zone 2, up to 2."


def test_what_a_formula_left_is_read_to_the_digits_a_spreadsheet_shows() -> None:
    found = workbook.read(edited({"Freight!G13": 45 * 1.07}), KEY)  # 48.150000000000006
    assert isinstance(found, Sheet)
    assert found.rules[3].amount_minor == 4_815


def test_a_postcode_that_became_a_number_is_still_a_postcode() -> None:
    found = workbook.read(edited({"Zones!E5": 10115}), KEY)
    assert isinstance(found, Sheet)
    assert found.zones[2].postcode_prefix == "10115"


def test_no_text_of_a_list_becomes_a_formula() -> None:
    from galeon.tariffs.tests.spreadsheets import exported, repacked

    parts: dict[str, bytes] = {}
    repacked(exported(), lambda name, part: parts.setdefault(name, part))
    assert not any(b"<f>" in part for name, part in parts.items() if "worksheets" in name)

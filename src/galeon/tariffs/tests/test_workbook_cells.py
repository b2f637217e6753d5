"""Cells that say another thing than what is kept in them: errors, formulas nobody reckoned, percentages, lost formats."""

import re
import time
from collections.abc import Callable
from decimal import Decimal

import pytest
import xlsxwriter
from msgspec.structs import replace

from galeon.tariffs import workbook
from galeon.tariffs.checks.check import check
from galeon.tariffs.grids.cells import Percent
from galeon.tariffs.sheet import Basis, Rule, Sheet, Zone
from galeon.tariffs.tests.spreadsheets import KEY, economy, edited, places, refused, repacked
from galeon.tariffs.workbook import areafile

Pages = dict[str, xlsxwriter.worksheet.Worksheet]


def with_formula(cell: str, value: object, formula: str = "=1/0") -> bytes:
    """The list with a formula in a cell of Freight, and the value a spreadsheet left there."""

    def put(pages: Pages) -> None:
        pages["Freight"].write_formula(cell, formula, None, value)

    return edited({}, put)


def fuelled() -> Sheet:
    """The list with fuel: 21.5 % of the freight, in Surcharges!H4."""
    fuel = Rule(code="fuel", basis=Basis.PERCENT, percent=Decimal("21.5"), of=("freight",))
    return replace(economy(), rules=(*economy().rules, fuel))


def two_kinds() -> Sheet:
    """The list with its freight for general goods and, dearer, for batteries."""
    freight, rest = economy().rules[:-1], economy().rules[-1]
    general = [replace(rule, cargo_class="general") for rule in freight]
    battery = [replace(rule, cargo_class="battery", amount_minor=rule.amount_minor + 500) for rule in freight]
    return replace(economy(), rules=(*general, *battery, rest))


@pytest.mark.parametrize("error", ["#N/A", "#DIV/0!", "#REF!", "#NAME?", "#VALUE!"])
def test_a_cell_that_shows_an_error_is_never_an_empty_one(error: str) -> None:
    [fault] = refused(with_formula("G15", error))
    assert fault.refusal.code == "cell_error"
    assert fault.text() == (
        f"Freight!G15: This cell shows an error, {error}: mend its formula or write what belongs here."
    )


def test_errors_are_told_in_every_worksheet_and_where_an_empty_cell_would_do() -> None:
    def put(pages: Pages) -> None:
        for name, cell in (("Price list", "C4"), ("Surcharges", "P3"), ("Zones", "E3")):
            pages[name].write_formula(cell, "=NA()", None, "#N/A")

    assert places(edited({}, put)) == [
        ("Price list!C4", "cell_error"), ("Zones!E3", "cell_error"), ("Surcharges!P3", "cell_error"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        lambda part: part.replace(b"<f>5*9</f><v>45</v>", b"<f>5*9</f>"),
        lambda part: part.replace(b"<f>5*9</f><v>45</v>", b"<f>5*9</f><v></v>"),
        lambda part: part.replace(b"<f>5*9</f><v>45</v>", b"<f>5*9</f><v/>"),
        lambda part: part.replace(b"<f>5*9</f><v>45</v>", b"<f>5*9</f><v>0</v>"),
    ],
)
def test_a_formula_no_spreadsheet_has_reckoned_is_told(change: Callable[[bytes], bytes]) -> None:
    data = repacked(with_formula("G15", 45, "=5*9"), lambda name, part: change(part))
    [fault] = refused(data)
    assert fault.text() == (
        "Freight!G15: This formula has no value: open the file in a spreadsheet program and save it."
    )


def test_a_formula_that_was_reckoned_is_its_value_though_it_be_nought_or_nothing() -> None:
    assert workbook.read(with_formula("G15", 45, "=5*9"), KEY) == economy()

    def saved(name: str, part: bytes) -> bytes:
        return part.replace(b' fullCalcOnLoad="1"', b"")

    free = workbook.read(repacked(with_formula("G15", 0, "=0*9"), saved), KEY)
    assert isinstance(free, Sheet)
    assert free.rules[5].amount_minor == 0
    nothing = edited({}, lambda pages: pages["Surcharges"].write_formula("K3", '=""', None, ""))
    said = repacked(nothing, lambda name, part: part.replace(b'<c r="K3">', b'<c r="K3" t="str">'))
    assert workbook.read(said, KEY) == economy()


def test_a_percentage_is_read_as_its_cell_shows_it() -> None:
    shown = workbook.read(edited({"Surcharges!H4": Percent(12.25)}, sheet=fuelled()), KEY)
    typed = workbook.read(edited({"Surcharges!H4": "12,25%"}, sheet=fuelled()), KEY)
    assert isinstance(shown, Sheet)
    assert shown == typed
    assert shown.rules[-1].percent == Decimal("12.25")


def test_a_price_formatted_as_a_percentage_is_refused_at_its_cell() -> None:
    [fault] = refused(edited({"Freight!G13": Percent(4800)}))
    assert fault.text() == (
        "Freight!G13: The cell shows 4800%, a percentage, which does not belong here: format it as a number."
    )


def test_a_percent_sign_that_is_only_a_word_of_the_format_makes_no_percentage() -> None:
    def quoted(name: str, part: bytes) -> bytes:
        return part.replace(b'formatCode="0.0##%"', b'formatCode="0.0##&quot; % off&quot;"')

    found = workbook.read(repacked(edited({"Surcharges!H4": Percent(50)}, sheet=fuelled()), quoted), KEY)
    assert isinstance(found, Sheet)
    assert found.rules[-1].percent == Decimal("0.5")


def test_a_day_that_lost_its_format_is_told_as_one() -> None:
    [fault] = refused(edited({"Price list!C3": 46_023}))
    assert fault.text() == (
        "Price list!C3: “46023” is the number of a day, shown as a number: format the cell as a date, and see that it is"
        " right."
    )
    assert places(edited({"Price list!C3": 12.5})) == [("Price list!C3", "cell_no_date")]


def test_a_grid_whose_place_in_the_list_is_missing_is_told_at_the_grid() -> None:
    assert places(edited({"Freight!A2": "", "Freight!C2": ""})) == [("Freight!A1", "order_missing")]
    assert places(edited({"Freight!C2": ""})) == [("Freight!C2", "order_missing")]


def test_a_list_that_gives_no_order_at_all_has_its_freight_first() -> None:
    orders = {"Freight!A2": "", "Freight!C2": "", "Surcharges!A3": "", "Surcharges!A4": ""}
    assert workbook.read(edited(orders, sheet=fuelled()), KEY) == fuelled()


def test_a_zone_that_only_general_goods_have_lost_is_told_at_their_grid() -> None:
    gone = {f"Freight general!G{row}": "" for row in range(12, 16)}
    assert workbook.read(edited({}, sheet=two_kinds()), KEY) == two_kinds()
    [fault] = refused(edited(gone, sheet=two_kinds()))
    assert fault.text() == (
        "Freight general!F12: Zone 2 has freight for goods of the kind “battery”, but none for general goods. A zone for"
        " such goods alone needs a list of its own."
    )


def test_batteries_may_be_carried_to_some_zones_only_or_alone() -> None:
    gone = {f"Freight battery!G{row}": "" for row in range(12, 16)}
    found = workbook.read(edited(gone, sheet=two_kinds()), KEY)
    assert isinstance(found, Sheet)
    alone = replace(two_kinds(), rules=tuple(rule for rule in two_kinds().rules if rule.cargo_class != "general"))
    assert check(alone) == ()
    everywhere = replace(alone, rules=(replace(alone.rules[0], cargo_class="", zone=""), *alone.rules))
    assert check(everywhere) == ()


def test_an_error_in_a_table_of_remote_places_is_told_too() -> None:
    found = areafile.rows(with_formula("G15", "#N/A"))
    assert isinstance(found, tuple)
    assert [fault.refusal.code for fault in found] == ["cell_error"]


def test_looking_for_them_in_a_hundred_thousand_formulas_costs_little() -> None:
    zones = tuple(Zone(str(n), "US", postcode_prefix=f"{n:04d}") for n in range(400))
    rules = tuple(
        Rule(code="freight", basis=Basis.PER_KG, zone=zone.code, weight_milli_to=to * 500, amount_minor=4_800)
        for zone in zones
        for to in range(1, 251)
    )
    data = workbook.write(replace(economy(), zones=zones, rules=rules), KEY)
    counts: list[int] = []
    formulas = repacked(data, lambda name, part: _reckoned(part, counts))
    assert sum(counts) >= 100_000
    plain, reckoned = taken(data), taken(formulas)
    assert reckoned - plain < 0.7


def _reckoned(part: bytes, counts: list[int]) -> bytes:
    changed, count = re.subn(rb"(<v>48(?:\.0+)?</v>)", rb"<f>40+8</f>\1", part)
    counts.append(count)
    return changed


def taken(data: bytes) -> float:
    """Processor seconds to read a list."""
    began = time.process_time()
    assert isinstance(workbook.read(data), Sheet)
    return time.process_time() - began

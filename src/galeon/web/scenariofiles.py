"""A what-if as a file: every row of every table, as XLSX with a sheet each or as one CSV."""

import csv
from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO, StringIO

import xlsxwriter
from django.utils.translation import gettext as _

from galeon.decisions import reads
from galeon.decisions.result import Line, Result
from galeon.decisions.tally import Cell, Sums
from galeon.kernel.refusal import Refusal
from galeon.kernel.wording import major
from galeon.web import scenariowords
from galeon.web.scenariowords import DIMENSIONS, Names, known_names
from galeon.web.sheets import Cell as FileCell

Row = list[FileCell]


def heads(currency: str) -> list[str]:
    """The columns, the same in every table."""
    both = [_("today"), _("scenario")]
    measures = [
        _("Priced"), _("Charge weight kg"), _("Revenue {currency}").format(currency=currency),
        _("Cost {currency}").format(currency=currency), _("Margin {currency}").format(currency=currency),
        _("Below cost"),
    ]  # fmt: skip
    pairs = [f"{measure}, {side}" for measure in measures for side in both]
    return [
        _("Name"), _("Code"), _("Waybills"), _("Pieces"), *pairs, _("Difference {currency}").format(currency=currency),
        _("Charged {currency}").format(currency=currency),
    ]  # fmt: skip


def xlsx(scenario: reads.Told) -> bytes:
    """A workbook: what was asked, then a sheet for each table."""
    result = _result(scenario)
    known, out = known_names(), BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as workbook:
        bold = workbook.add_format({"bold": True, "bottom": 1})
        _write(workbook.add_worksheet(_("Summary")[:31]), _summary(scenario, result), None)
        for dimension, label in DIMENSIONS.items():
            sheet = workbook.add_worksheet(str(label)[:31])
            sheet.freeze_panes(1, 1)
            sheet.set_column(0, 0, 28)
            sheet.set_column(1, 20, 15)
            _write(sheet, [list(heads(result.currency)), *_rows(dimension, result, known)], bold)
    return out.getvalue()


def comma_separated(scenario: reads.Told) -> bytes:
    """One table with the dimension in the first column; UTF-8 with a mark, so that spreadsheets read it right."""
    result = _result(scenario)
    known, out = known_names(), StringIO()
    writer = csv.writer(out)
    writer.writerow([_("Table"), *heads(result.currency)])
    for dimension, label in DIMENSIONS.items():
        writer.writerows([str(label), *map(_safe, row)] for row in _rows(dimension, result, known))
    return ("\N{ZERO WIDTH NO-BREAK SPACE}" + out.getvalue()).encode()


def _safe(cell: FileCell) -> FileCell:
    """Text that a spreadsheet would run as a formula is kept text."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t\r" and cell else cell


def _result(scenario: reads.Told) -> Result:
    if scenario.result is None:
        raise LookupError(scenario.id)
    return scenario.result


def _rows(dimension: str, result: Result, known: Names) -> Iterator[Row]:
    for line in [*result.tables.get(dimension, []), Line("", result.total)]:
        is_total = line.cell is result.total
        name, note = (_("Total"), "") if is_total else scenariowords.row_name(dimension, line.key, known)
        yield [name, note or ("" if is_total else line.key), *_cells(line.cell, result.currency)]


def _cells(cell: Cell, currency: str) -> Iterator[FileCell]:
    today, then = cell.today, cell.then
    yield from (cell.waybills, cell.pieces, today.priced, then.priced)
    yield from (Decimal(sums.weight_g).scaleb(-3) for sums in (today, then))
    yield from (major(sums.revenue_minor, currency) for sums in (today, then))
    yield from (major(sums.cost_minor, currency) if sums.costed else None for sums in (today, then))
    yield from (_margin(sums, currency) for sums in (today, then))
    yield from (today.below_cost, then.below_cost)
    yield from (major(cell.difference_minor, currency), major(cell.charged_minor, currency))


def _margin(sums: Sums, currency: str) -> Decimal | None:
    return None if sums.margin_minor is None else major(sums.margin_minor, currency)


def _summary(scenario: reads.Told, result: Result) -> list[Row]:
    rows: list[Row] = [[scenariowords.title(scenario)], [" · ".join(scenariowords.filters(scenario.ask))]]
    rows += [[change] for change in scenariowords.changes(scenario.ask.change)]
    rows += [[], [_("What was charged"), "", major(result.total.charged_minor, result.currency)]]
    rows += [
        [scenariowords.extra_name(e), e.extra.waybills, major(e.extra.amount_minor, result.currency)]
        for e in result.extras
    ]
    rows += [[], [_("Without a price"), _("today"), _("scenario")]]
    rows += [
        [Refusal(code=g.code, message=g.gap.message, params=g.gap.params).text(), g.gap.today, g.gap.then]
        for g in result.gaps
    ]
    return rows


def _write(sheet: xlsxwriter.worksheet.Worksheet, rows: list[Row], head: object) -> None:
    for line, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(line, column, cell, head if line == 0 else None)
            elif cell is not None:
                sheet.write_number(line, column, cell)

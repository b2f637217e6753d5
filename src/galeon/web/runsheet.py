"""What came of a price run's rows, for the page and as a sheet: each fee with its reason in the reader's language."""

import csv
from collections.abc import Iterator
from decimal import Decimal

import msgspec
from django.utils import translation
from django.utils.translation import gettext as _

from galeon.billing.statements.sheet import RISKY
from galeon.kernel.refusal import Refusal
from galeon.kernel.wording import major
from galeon.tariffs import reads_bulk
from galeon.tariffs.price import Price
from galeon.tariffs.reads_bulk import Result, Run
from galeon.tariffs.words.reasons import fee_name, reason_text, weight_text
from galeon.web import formats, sheets
from galeon.web.sheets import Cell

XLSX_ROWS_MAX = 20_000


class Fee(msgspec.Struct, frozen=True):
    """A fee as shown."""

    name: str
    amount: str
    reason: str


class Row(msgspec.Struct, frozen=True):
    """A row as shown; fault: why it has no price, "" where it has one or is not priced yet."""

    no: int
    place: str
    pieces: int
    weight: str
    size: str
    charge: str
    zone: str
    total: str
    weighing: str
    fees: list[Fee]
    fault: str


def shown(result: Result, language: str) -> Row:
    """One row for the page."""
    asked, answer = result.request, result.answer
    first = asked.pieces[0]
    size = formats.size(first.length_mm, first.width_mm, first.height_mm) if first.length_mm else ""
    place = " ".join(part for part in (asked.country, asked.postcode, asked.city) if part)
    weight = formats.kilograms(sum(piece.weight_g for piece in asked.pieces))
    if not isinstance(answer, Price):
        fault = answer.text() if isinstance(answer, Refusal) else ""
        return Row(result.no, place, len(asked.pieces), weight, size, "", "", "", "", [], fault)
    fees = [
        Fee(fee_name(line.code, language), formats.amount(line.amount_minor, answer.currency), reason_text(line.reason, language))
        for line in answer.lines
    ]  # fmt: skip
    return Row(
        result.no, place, len(asked.pieces), weight, size, formats.kilograms(answer.charge_weight_g), answer.zone,
        formats.money(answer.total_minor, answer.currency), weight_text(answer, language), fees, "",
    )  # fmt: skip


def book(run: Run, language: str) -> bytes:
    """The whole run as XLSX, with the reasons."""
    codes = reads_bulk.codes(run.id)
    heads = [*_heads(codes, language), _("Why")]
    lines = ([*_cells(result, codes), _why(result, language)] for result in reads_bulk.all_results(run.id))
    return sheets.book(_("Prices"), heads, lines)


def csv_lines(run: Run, language: str) -> Iterator[bytes]:
    """The whole run as CSV, a few rows at a time, without the reasons: numbers with a decimal point."""
    codes = reads_bulk.codes(run.id)
    yield b"\xef\xbb\xbf"  # without it a spreadsheet takes the letters for others
    with translation.override(language):
        yield _line(_heads(codes, language))
    for result in reads_bulk.all_results(run.id):
        with translation.override(language):  # between two rows other requests of this thread may be served
            yield _line(_cells(result, codes))


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


_WRITER = csv.writer(_Echo())


def _line(cells: list[Cell] | list[str]) -> bytes:
    line: str = _WRITER.writerow([_plain(cell) for cell in cells])
    return line.encode()


def _plain(cell: Cell) -> Cell:
    """A spreadsheet runs what begins like a formula; nothing of ours does."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(RISKY) else cell


def _heads(codes: list[str], language: str) -> list[str]:
    return [
        _("Row"), _("Country"), _("Postcode"), _("State or province"), _("City"), _("Kind of goods"), _("Pieces"),
        _("Weight kg"), _("Zone"), _("Charge weight kg"), *(fee_name(code, language) for code in codes), _("Total"),
        _("Currency"), _("No price because"),
    ]  # fmt: skip


def _cells(result: Result, codes: list[str]) -> list[Cell]:
    asked, answer = result.request, result.answer
    weight = Decimal(sum(piece.weight_g for piece in asked.pieces)).scaleb(-3)
    cells: list[Cell] = [
        result.no, asked.country, asked.postcode, asked.region, asked.city, asked.cargo_class, len(asked.pieces), weight
    ]  # fmt: skip
    if not isinstance(answer, Price):
        fault = answer.text() if isinstance(answer, Refusal) else _("not priced yet")
        return [*cells, None, None, *[None for _code in codes], None, None, fault]
    by_code = {line.code: major(line.amount_minor, answer.currency) for line in answer.lines}
    charge = Decimal(answer.charge_weight_g).scaleb(-3)
    total = major(answer.total_minor, answer.currency)
    return [*cells, answer.zone, charge, *(by_code.get(code) for code in codes), total, answer.currency, None]


def _why(result: Result, language: str) -> str | None:
    answer = result.answer
    if not isinstance(answer, Price):
        return None
    said = [f"{fee_name(line.code, language)}: {reason_text(line.reason, language)}" for line in answer.lines]
    return "; ".join([weight_text(answer, language), *said])

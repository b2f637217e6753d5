"""A broker's sheet of what is asked for each waybill: rows of texts to assessments, or every row that is wrong. Pure."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from galeon.customs.terms import Assessed
from galeon.kernel.refusal import Refusal
from galeon.tariffs.grids import cells

NOTE_MAX = 80
HEADS = {
    "number": ("waybill", "number", "tracking number", "guía", "guía (de envío)", "número", "número de seguimiento", "运单", "运单号", "跟踪号"),
    "duty_minor": ("duty", "duties", "arancel", "aranceles", "关税"),
    "vat_minor": ("vat", "import vat", "vat (import)", "iva", "iva a la importación", "进口增值税", "增值税"),
    "fees_minor": ("fees", "customs fees", "customs’ own fees", "gastos", "tasas de aduana", "海关费用", "费用"),
    "currency": ("currency", "moneda", "币种"),
    "note": ("note", "reference", "nota", "备注"),
}  # fmt: skip
"""What a column may be called, in small letters; the first names are those of our own template."""
_AMOUNTS = ("duty_minor", "vat_minor", "fees_minor")


class RowFault(Struct, frozen=True):
    """What is wrong with a row, counted as a spreadsheet does; column: its head, "" = the row."""

    row: int
    column: str
    refusal: Refusal


def read(
    rows: Sequence[Sequence[str]], declaration_id: int, waybills: Mapping[str, tuple[int, int]], currency: str
) -> list[Assessed] | list[RowFault]:
    """The assessments of a sheet, or its faults: then nothing of it is to be kept.

    waybills: (account_id, waybill_id) by every number of the declaration's, in capitals. currency: of rows that name none.
    """
    head = next((n for n, row in enumerate(rows) if {"number", "duty_minor"} <= set(_columns(row).values())), None)
    if head is None:
        message = "No row names the columns. Take our template, or name at least waybill and duty."
        return [RowFault(1, "", Refusal(code="sheet_no_head", field="file", message=message))]
    columns = _columns(rows[head])
    below = [(n, row) for n, row in enumerate(rows[head + 1 :], start=head + 2) if any(cell.strip() for cell in row)]
    mark = cells.mark_of(
        [(n, row[at]) for n, row in below for at, name in columns.items() if name in _AMOUNTS and at < len(row)]
    )
    if isinstance(mark, cells.Mixed):
        return [RowFault(int(str(mark.comma_at)), "", cells.mixed(mark, str(mark.comma_at), str(mark.point_at)))]
    if not below:
        return [
            RowFault(head + 1, "", Refusal(code="sheet_empty", field="file", message="There is no row below the head."))
        ]
    return _Reading(rows[head], columns, declaration_id, waybills, currency, mark).all(below)


def _columns(row: Sequence[str]) -> dict[int, str]:
    names = {title: name for name, titles in HEADS.items() for title in (name.removesuffix("_minor"), *titles)}
    return {at: names[said] for at, cell in enumerate(row) if (said := cell.strip().rstrip(" *").casefold()) in names}


class _Reading:
    def __init__(
        self, heads: Sequence[str], columns: dict[int, str], declaration_id: int, waybills: Mapping[str, tuple[int, int]],
        currency: str, mark: str,
    ) -> None:  # fmt: skip
        self.heads, self.columns, self.waybills = heads, columns, waybills
        self.declaration_id, self.currency, self.mark = declaration_id, currency, mark
        self.faults: list[RowFault] = []
        self.seen: dict[tuple[int, int], int] = {}

    def all(self, below: Sequence[tuple[int, Sequence[str]]]) -> list[Assessed] | list[RowFault]:
        """Every row."""
        found = [self.row(n, row) for n, row in below]
        return self.faults or [one for one in found if one is not None]

    def row(self, n: int, row: Sequence[str]) -> Assessed | None:
        """One row, None where it has a fault."""
        cell = {name: (at, row[at].strip() if at < len(row) else "") for at, name in self.columns.items()}
        at, number = cell["number"]
        key = self.waybills.get("".join(number.split()).upper())
        if key is None:
            return self._no(
                n, at, "not_declared", message="{number} is in no row of this declaration.", number=number[:40] or "–"
            )
        if key in self.seen:
            return self._no(n, at, "row_twice", message="It stands in row {row} already.", row=str(self.seen[key]))
        self.seen[key] = n
        currency = cell.get("currency", (0, ""))[1].upper() or self.currency
        if len(currency) != 3 or not currency.isalpha():
            return self._no(
                n, cell["currency"][0], "currency_unknown", message="The currency must be a three-letter ISO code."
            )
        amounts: dict[str, int] = {}
        for name in _AMOUNTS:
            at, typed = cell.get(name, (0, ""))
            minor = cells.minor(typed, currency, self.mark)
            if isinstance(minor, Refusal):
                self.faults.append(RowFault(n, self.heads[at], minor))
                return None
            amounts[name] = minor or 0
        note = cell.get("note", (0, ""))[1][:NOTE_MAX]
        return Assessed(
            declaration_id=self.declaration_id, account_id=key[0], waybill_id=key[1], currency=currency, note=note, **amounts
        )  # fmt: skip

    def _no(self, n: int, at: int, code: str, *, message: str, **params: str) -> Assessed | None:
        self.faults.append(
            RowFault(n, self.heads[at], Refusal(code=code, field="file", message=message, params=params))
        )
        return None

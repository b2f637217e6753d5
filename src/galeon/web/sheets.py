"""Lists as XLSX. Text that a spreadsheet would run as a formula is written as text."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from io import BytesIO

import xlsxwriter
from django.utils.translation import gettext as _

from galeon.kernel.wording import major
from galeon.waybills.listing import Row
from galeon.waybills.words import state_name
from galeon.web import formats, names

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Cell = str | int | Decimal | None


def book(title: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """One sheet with a bold head row; strings are never formulas or links."""
    out = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as workbook:
        sheet = workbook.add_worksheet(title[:31])
        bold = workbook.add_format({"bold": True, "bottom": 1})
        sheet.freeze_panes(1, 0)
        for column, head in enumerate(heads):
            sheet.write_string(0, column, head, bold)
            sheet.set_column(column, column, max(12, min(28, len(head) * 2)))
        for line, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(line, column, cell)
                elif cell is not None:
                    sheet.write_number(line, column, cell)
    return out.getvalue()


def waybills(rows: Sequence[Row]) -> bytes:
    """The list's columns, in the reader's language and zone."""
    heads = [
        _("Waybill"), _("Shown number"), _("Reference"), _("Status"), _("Service"), _("Recipient"), _("City"),
        _("Country"), _("Weight kg"), _("Charge"), _("Currency"), _("Booked"),
    ]  # fmt: skip
    countries = names.countries()
    return book(
        _("Waybills"),
        heads,
        (
            (
                row.number, row.displayed_number, row.reference, str(state_name(row.state)),
                names.service(row.service_id), row.to_name, row.to_city, countries.get(row.to_country, row.to_country),
                Decimal(row.weight_g).scaleb(-3), major(row.quoted_minor, row.currency), row.currency,
                formats.local(row.booked_at).strftime("%Y-%m-%d %H:%M"),
            )
            for row in rows
        ),
    )  # fmt: skip

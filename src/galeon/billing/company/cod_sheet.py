"""A remittance as a sheet for the merchant: every parcel whose cash is in it, and their sum."""

import io

import xlsxwriter
from babel.numbers import get_currency_precision
from django.utils import translation
from django.utils.translation import gettext as _

from galeon.billing.company import cod_reads
from galeon.kernel import wording

RISKY = ("=", "+", "-", "@", "\t", "\r")


def remittance_xlsx(account_id: int, remittance_id: int, language: str) -> bytes | None:
    """XLSX in `language`; None when there is none."""
    found = cod_reads.remittance(account_id, remittance_id)
    if found is None:
        return None
    lines = cod_reads.lines(account_id, remittance_id)
    with translation.override(wording.language_code(language)):
        return _written(found, lines)


def _written(found: cod_reads.Remittance, lines: list[cod_reads.Line]) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    places = get_currency_precision(found.currency)
    money = book.add_format({"num_format": "#,##0" + ("." + "0" * places if places else "")})
    strong, quoted = book.add_format({"bold": True}), book.add_format({"quote_prefix": True})
    day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
    sheet = book.add_worksheet(_("Cash on delivery"))
    sheet.set_column(0, 1, 24)
    sheet.set_column(2, 4, 14)
    for row, (name, value) in enumerate(
        ((_("Customer"), found.account_name), (_("Reference"), found.reference), (_("Status"), _state(found.state)))
    ):
        sheet.write_string(row, 0, name, strong)
        sheet.write_string(row, 1, value, quoted if value.startswith(RISKY) else None)
    top = 4
    for column, name in enumerate((_("Waybill"), _("Order reference"), _("Country"), _("Collected"), found.currency)):
        sheet.write_string(top, column, name, strong)
    for row, line in enumerate(lines, start=top + 1):
        for column, text in enumerate((line.number, line.reference, line.to_country)):
            sheet.write_string(row, column, text, quoted if text.startswith(RISKY) else None)
        sheet.write_datetime(row, 3, line.collected_at.replace(tzinfo=None), day)
        sheet.write_number(row, 4, wording.major(line.amount_minor, found.currency), money)
    last = top + 1 + len(lines)
    sheet.write_string(last, 0, _("Total"), strong)
    sheet.write_formula(
        last, 4, f"=SUM(E{top + 2}:E{last})", money, float(wording.major(found.amount_minor, found.currency))
    )
    book.close()
    return buffer.getvalue()


def _state(state: str) -> str:
    return {"proposed": _("proposed"), "approved": _("approved"), "paid": _("paid"), "cancelled": _("cancelled")}[state]

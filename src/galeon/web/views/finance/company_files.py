"""The company's figures as files: what the page shows, a row a line, as XLSX and CSV."""

import csv
import io
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from galeon.billing.company import reads
from galeon.billing.company.cashmodes import COLUMNS
from galeon.kernel import wording
from galeon.web.bookwords import book_name, cash_column, cash_side, segment_name
from galeon.web.companyasked import Asked, asked, day_of
from galeon.web.sheets import XLSX, Cell, book
from galeon.web.visitors import FINANCE, Visitor, page_for

RISKY = ("=", "+", "-", "@", "\t", "\r")
Table = tuple[list[str], list[Sequence[Cell]]]


@require_GET
@page_for(FINANCE)
def report_file(request: HttpRequest, visitor: Visitor, report: str, kind: str) -> HttpResponseBase:
    """`profit`, `balance` or `cash`, as `xlsx` or `csv`."""
    if report not in REPORTS or kind not in ("xlsx", "csv"):
        raise Http404
    heads, rows = REPORTS[report](request, asked(request))
    made, media = (
        (book(report, heads, rows), XLSX) if kind == "xlsx" else (_csv(heads, rows), "text/csv; charset=utf-8")
    )
    response = HttpResponse(made, content_type=media)
    response["Content-Disposition"] = f'attachment; filename="{report}.{kind}"'
    return response


def _profit(request: HttpRequest, want: Asked) -> Table:
    found = reads.profit_and_loss(
        want.entity_id, want.span, by_mode=want.by_mode, currency=want.currency, today=want.today
    )
    columns = list(dict.fromkeys(column for result in found.results for column in result.columns))
    names = [str(segment_name(column)) if want.by_mode else column for column in columns]
    rows: list[Sequence[Cell]] = []
    for result in found.results:
        for side, mine in ((_("Revenue"), result.revenue), (_("Costs"), result.costs), (_("Result"), (result.earned,))):
            for row in mine:
                cells = {cell.column: wording.major(cell.minor, result.currency) for cell in row.cells}
                rows.append([
                    result.currency, side, str(book_name(row.book)) if row.book else "",
                    *(cells.get(column) for column in columns), wording.major(row.total_minor, result.currency),
                ])  # fmt: skip
    return [_("Currency"), _("Side"), _("Account"), *names, _("Total")], rows


def _balance(request: HttpRequest, want: Asked) -> Table:
    as_of = day_of(request.GET.get("as_of", "")) or want.today
    rows: list[Sequence[Cell]] = [
        (x.currency, x.book, str(book_name(x.book)), str(segment_name(x.segment)) if x.segment else "",
         wording.major(x.debit_minor, x.currency), wording.major(x.credit_minor, x.currency))
        for x in reads.trial_balance(want.entity_id, as_of)
    ]  # fmt: skip
    return [_("Currency"), _("Code"), _("Account"), _("Mode"), _("Debit side"), _("Credit side")], rows


def _cash(request: HttpRequest, want: Asked) -> Table:
    names = {entity.pk: entity.name for entity in want.entities}
    if want.by_mode:
        return _cash_by_mode(want, names)
    rows: list[Sequence[Cell]] = [
        (names.get(x.entity_id, ""), str(book_name(x.book)), x.currency, wording.major(x.before_minor, x.currency),
         *(wording.major(cell.minor, x.currency) for cell in x.ends))
        for x in reads.cash(want.entity_id, want.span)
    ]  # fmt: skip
    before = date.fromordinal(want.span[0].toordinal() - 1).isoformat()[:7]
    heads = [_("Company"), _("Account"), _("Currency"), before, *(month.isoformat()[:7] for month in want.span)]
    return heads, rows


def _cash_by_mode(want: Asked, names: dict[int, str]) -> Table:
    rows: list[Sequence[Cell]] = [
        (names.get(m.entity_id, ""), m.currency, m.month, str(cash_side(flow.side)),
         *(wording.major(cell.minor, m.currency) for cell in flow.cells), wording.major(flow.total_minor, m.currency))
        for m in reads.cash_by_mode(want.entity_id, want.span)
        for flow in m.flows
    ]  # fmt: skip
    columns = (str(cash_column(column)) for column in COLUMNS)
    return [_("Company"), _("Currency"), _("Month"), _("Side"), *columns, _("Total")], rows


REPORTS: dict[str, Callable[[HttpRequest, Asked], Table]] = {"profit": _profit, "balance": _balance, "cash": _cash}


def _csv(heads: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(heads)
    writer.writerows([[_plain(cell) for cell in row] for row in rows])
    return out.getvalue().encode("utf-8-sig")  # with the mark by which a spreadsheet knows it


def _plain(cell: Cell) -> str:
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(RISKY) else text

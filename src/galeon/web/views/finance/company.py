"""The company's books: profit and loss, trial balance with the lock of months, cash; each figure leads to its journals."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from msgspec import Struct

from galeon.billing.company import figures, reads
from galeon.billing.company.cashmodes import COLUMNS, CashMonth
from galeon.billing.company.figures import Balance, Result, Row
from galeon.kernel.refusal import Refusal
from galeon.ledger.acts import lock_books
from galeon.ledger.reads import Lock, locks
from galeon.parties.models import LegalEntity, User
from galeon.web import formats
from galeon.web.bookwords import book_name, cash_column, cash_side, segment_name
from galeon.web.companyasked import Asked, asked, day_of
from galeon.web.labels import Text
from galeon.web.views.waybills import whole_number
from galeon.web.visitors import FINANCE, Visitor, page_for

LOCKS_SHOWN = 5


class Shown(Struct, frozen=True):
    """A row as drawn: its cells with the addresses of their journals."""

    name: Text
    cells: list[tuple[int, str]]
    total_minor: int
    url: str = ""


class ShownResult(Struct, frozen=True):
    """Profit and loss in one currency as drawn."""

    currency: str
    heads: list[Text]
    revenue: list[Shown]
    costs: list[Shown]
    earned: Shown


class Moved(Struct, frozen=True):
    """Money that moved for one company in one currency: the columns in use, and each month's sums and sides."""

    company: str
    currency: str
    heads: list[Text]
    months: list[tuple[str, list[int], int, list[tuple[Text, list[int], int]]]]


class Side(Struct, frozen=True):
    """The trial balance in one currency: lines with their addresses, and the sum of each side."""

    currency: str
    lines: list[tuple[Text, Text, Balance, str]]
    debit_minor: int
    credit_minor: int


class Locked(Struct, frozen=True):
    """How far a company's books are locked, by whom, and the newest changes."""

    entity: LegalEntity
    history: list[tuple[Lock, str]]
    suggested: date


@require_GET
@page_for(FINANCE)
def profit(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """Profit and loss by month or by mode."""
    want = asked(request)
    found = reads.profit_and_loss(
        want.entity_id, want.span, by_mode=want.by_mode, currency=want.currency, today=want.today
    )
    context = {
        "asked": want, "results": [_shown(want, result) for result in found.results], "lacking": found.lacking,
        "query": request.GET.urlencode(),
    }  # fmt: skip
    return render(request, "finance/company_profit.html", context)


@require_GET
@page_for(FINANCE)
def balance(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """The trial balance at the end of a day, and how far the books are locked."""
    want = asked(request)
    as_of = day_of(request.GET.get("as_of", "")) or want.today
    found = reads.trial_balance(want.entity_id, as_of)
    context = {
        "asked": want, "as_of": as_of, "sides": _sides(want, found, as_of), "query": request.GET.urlencode(),
        "locks": [_locked(entity, want.today) for entity in want.entities if want.entity in (None, entity)],
        "may_open": visitor.role == "admin",
    }  # fmt: skip
    return render(request, "finance/company_balance.html", context)


@require_GET
@page_for(FINANCE)
def cash(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """Money at the bank, in the till and in wallets: at the end of each month, or what moved in it by mode."""
    want = asked(request)
    if want.by_mode:
        moved = reads.cash_by_mode(want.entity_id, want.span)
        context = {"asked": want, "tables": _moved(want, moved), "query": request.GET.urlencode()}
        return render(request, "finance/company_cash_modes.html", context)
    names = {entity.pk: entity.name for entity in want.entities}
    rows = [
        (names.get(row.entity_id, ""), book_name(row.book), row, [
            (cell.minor, want.journals(row.book, month=cell.column, currency=row.currency)) for cell in row.ends])
        for row in reads.cash(want.entity_id, want.span)
    ]  # fmt: skip
    heads = [formats.month(month) for month in want.span]
    context = {"asked": want, "rows": rows, "heads": heads, "query": request.GET.urlencode()}
    return render(request, "finance/company_cash.html", context)


@require_POST
@page_for(FINANCE)
def lock(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """Lock a company's books up to a day, or open them back to one."""
    until = day_of(request.POST.get("until", ""))
    reason = request.POST.get("reason", "").replace("\0", "")[:300]
    entity_id = whole_number(request.POST.get("entity", "")) or 0
    if until is None or entity_id >= 2**31:
        messages.error(request, _("This is not a day."))
        return redirect("company-balance")
    answer = lock_books(entity_id, until, visitor.user_id, reason)
    if isinstance(answer, Refusal):
        messages.error(request, answer.text())
    else:
        messages.success(request, _("The books are locked until {day}.").format(day=formats.full_day(answer.until)))
    return redirect(f"{reverse('company-balance')}?entity={entity_id}")


def _moved(want: Asked, found: list[CashMonth]) -> list[Moved]:
    names = {entity.pk: entity.name for entity in want.entities}
    tables = []
    for entity_id, currency in dict.fromkeys((m.entity_id, m.currency) for m in found):
        mine = [m for m in found if (m.entity_id, m.currency) == (entity_id, currency)]
        used = [n for n in range(len(COLUMNS)) if any(flow.cells[n].minor for m in mine for flow in m.flows)]
        months = []
        for m in mine:
            sides = [(cash_side(f.side), [f.cells[n].minor for n in used], f.total_minor) for f in m.flows]
            sums = [sum(f.cells[n].minor for f in m.flows) for n in used]
            months.append((formats.month(date.fromisoformat(f"{m.month}-01")), sums, m.total_minor, sides))
        heads = [cash_column(COLUMNS[n]) for n in used]
        tables.append(Moved(names.get(entity_id, ""), currency, heads, months))
    return tables


def _shown(want: Asked, result: Result) -> ShownResult:
    heads = [_head(want, column) for column in result.columns]
    own = None if want.currency else result.currency
    revenue, costs = ([_row(want, row, own) for row in rows] for rows in (result.revenue, result.costs))
    earned = Shown("", [(cell.minor, "") for cell in result.earned.cells], result.earned.total_minor)
    return ShownResult(result.currency, heads, revenue, costs, earned)


def _head(want: Asked, column: str) -> Text:
    return segment_name(column) if want.by_mode else formats.month(date.fromisoformat(f"{column}-01"))


def _row(want: Asked, row: Row, currency: str | None) -> Shown:
    cells = [
        (
            cell.minor,
            want.journals(row.book, segment=cell.column, currency=currency)
            if want.by_mode
            else want.journals(row.book, month=cell.column, currency=currency),
        )
        for cell in row.cells
    ]
    return Shown(book_name(row.book), cells, row.total_minor, want.journals(row.book, currency=currency))


def _sides(want: Asked, found: list[Balance], as_of: date) -> list[Side]:
    sides = []
    for currency in sorted({line.currency for line in found}):
        mine = [line for line in found if line.currency == currency]
        lines = [
            (book_name(x.book), segment_name(x.segment) if x.segment else "", x, _down(want, x, as_of)) for x in mine
        ]
        sides.append(Side(currency, lines, sum(x.debit_minor for x in mine), sum(x.credit_minor for x in mine)))
    return sides


def _down(want: Asked, line: Balance, as_of: date) -> str:
    """The journals of the months shown; the balance is of all there ever were, which nobody reads as a list."""
    until = min(as_of, figures.month_end(want.last))
    return want.journals(line.book, month=until.isoformat()[:7], segment=line.segment, currency=line.currency)


def _locked(entity: LegalEntity, today: date) -> Locked:
    history = locks(entity.pk, LOCKS_SHOWN)
    people = dict(User.objects.filter(pk__in=[x.set_by for x in history if x.set_by]).values_list("pk", "name"))
    suggested = date.fromordinal(today.replace(day=1).toordinal() - 1)
    return Locked(entity, [(x, people.get(x.set_by or 0, "")) for x in history], suggested)

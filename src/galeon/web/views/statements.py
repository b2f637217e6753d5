"""A customer's statements: the list, one of them line by line with its reasons, as PDF and XLSX."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from galeon.billing import reads
from galeon.billing.invoices.reads import of_statement
from galeon.billing.reads import Head
from galeon.billing.statements.grouping import BEGIN, WAYS, group_sums, sections
from galeon.billing.statements.lines import Group
from galeon.billing.statements.paper import statement_pdf
from galeon.billing.statements.sheet import GROUP_NAMES, statement_xlsx
from galeon.kernel.refusal import Refusal
from galeon.parties.models import Account
from galeon.parties.reads import Person
from galeon.web import formats, labels
from galeon.web.sheets import XLSX
from galeon.web.views.waybills import whole_number
from galeon.web.visitors import CUSTOMER, FINANCE, Visitor, page_for

PAGE = 50
LINES = 300
BIGINT_MAX = 2**63 - 1


def standing_of(head: Head, today: date) -> tuple[str, str]:
    """What a statement's chip says, and its tone."""
    if head.state == "open":
        return _("open"), "accent"
    if head.is_settled:
        return _("settled"), "ok"
    if head.due_on and head.due_on < today:
        return _("overdue since {day}").format(day=formats.day(head.due_on)), "bad"
    if head.due_on:
        return _("due {day}").format(day=formats.day(head.due_on)), "warn"
    return _("to be paid"), "warn"


def shown(heads: list[Head]) -> list[tuple[Head, str, str]]:
    """Heads with their chips."""
    today = timezone.localdate()
    return [(head, *standing_of(head, today)) for head in heads]


@require_GET
@page_for(CUSTOMER)
def statements(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """The account's statements, the newest first."""
    before = whole_number(request.GET.get("before", ""))
    heads = reads.statements(visitor.account_id, before=before, limit=PAGE + 1)
    context = {"heads": shown(heads[:PAGE]), "older": heads[PAGE - 1].id if len(heads) > PAGE else None}
    return render(request, "customer/statements.html", context)


@require_GET
@page_for(CUSTOMER)
def statement(request: HttpRequest, visitor: Visitor, statement_id: int) -> HttpResponseBase:
    """One statement of the visitor's own account."""
    return drawn(request, visitor, visitor.account_id, statement_id)


@require_GET
@page_for(CUSTOMER)
def statement_file(request: HttpRequest, visitor: Visitor, statement_id: int, kind: str) -> HttpResponseBase:
    """One statement of the visitor's own account as a file."""
    return file(request, visitor.account_id, statement_id, kind)


def file(request: HttpRequest, account_id: int, statement_id: int, kind: str) -> HttpResponseBase:
    """The statement as PDF or XLSX, in the reader's language."""
    head = head_or_404(account_id, statement_id)
    by = _way(request, account_id)
    if kind == "pdf":
        made = statement_pdf(account_id, statement_id, formats.language(), by)
    elif kind == "xlsx":
        made = statement_xlsx(account_id, statement_id, formats.language(), by)
    else:
        raise Http404
    if isinstance(made, Refusal):
        messages.error(request, made.text())
        return redirect("home")
    response = HttpResponse(made, content_type="application/pdf" if kind == "pdf" else XLSX)
    name = f"{head.account_code}-{head.number or head.first_day.isoformat()}.{kind}"
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=kind != "pdf", filename=name) or ""
    )
    return response


def drawn(request: HttpRequest, visitor: Person, account_id: int, statement_id: int) -> HttpResponseBase:
    """The page of a statement, put together as asked; htmx gets the next lines alone."""
    head = head_or_404(account_id, statement_id)
    by, key = _way(request, account_id), request.GET.get("group", "").replace("\x00", "")[:40] or None
    groups, more = _page(request, head, by, key)
    context: dict[str, object] = {"head": head, "groups": groups, "more": more, "is_staff": visitor.is_house}
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "customer/statement_lines.html", context)
    context["standing"] = standing_of(head, timezone.localdate())
    context["by"], context["ways"] = by, [(way, _(name)) for way, name in WAYS.items()]
    if by != "waybill":
        found = group_sums(account_id, statement_id, by, formats.language())
        context["parts"] = found
        context["part"] = next((part for part in found if part.key == key), None)
    context["group_name"] = _(GROUP_NAMES[by]) if by in GROUP_NAMES else ""
    context["sums"] = reads.fee_sums(account_id, statement_id, formats.language())
    context["payments"] = [
        (p, labels.METHODS.get(p.method, p.method)) for p in reads.payments(account_id, statement_id)
    ]
    context["invoice"] = of_statement(account_id, statement_id)
    context["audit"] = reads.audit(account_id, statement_id) if visitor.role in FINANCE else None
    return render(request, "customer/statement.html", context)


def _way(request: HttpRequest, account_id: int) -> str:
    """How it is asked to be put together, or how the account likes it."""
    asked = request.GET.get("by", "")
    if asked in WAYS:
        return asked
    return Account.objects.values_list("statement_by", flat=True).get(pk=account_id)


def _page(request: HttpRequest, head: Head, by: str, key: str | None) -> tuple[list[Group], str]:
    """Lines, and the query that gives the next ones; grouped otherwise than by waybill those of one group, or none."""
    query, language = request.GET.copy(), formats.language()
    typed = request.GET.get("after", "")
    if by == "waybill":
        groups = reads.groups(head.account_id, head.id, language, after=_after(typed), limit=LINES)
        place = f"{groups[-1].waybill_id}-{groups[-1].lines[-1].id}" if groups else ""
    elif key is None:
        return [], ""
    else:
        found = sections(head.account_id, head.id, by, language, key=key, after=_after_group(typed), limit=LINES)
        groups = [group for part in found for group in part.groups]
        place = "-".join(str(x) for x in found[-1].after) if found else ""
    query["after"], query["by"] = place, by
    return groups, query.urlencode() if sum(len(group.lines) for group in groups) == LINES else ""


def _after_group(text: str) -> tuple[int, str, int, int]:
    """Where a page of groups went on to: `group-fee-waybill-line`; a fee's code has no hyphen."""
    parts = text.split("-")
    if len(parts) != 4:
        return BEGIN
    return (
        whole_number(parts[0]) or 0,
        parts[1].replace("\x00", "")[:40],
        whole_number(parts[2]) or 0,
        whole_number(parts[3]) or 0,
    )


def head_or_404(account_id: int, statement_id: int) -> Head:
    """The statement's head."""
    known = 0 < statement_id <= BIGINT_MAX and 0 < account_id <= BIGINT_MAX
    head = reads.statement(account_id, statement_id) if known else None
    if head is None:
        raise Http404
    return head


def _after(text: str) -> tuple[int, int]:
    waybill, _dash, line = text.partition("-")
    return (whole_number(waybill) or 0, whole_number(line) or 0) if text else (-1, 0)

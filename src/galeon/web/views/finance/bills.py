"""Suppliers' bills: the list, sending a file, telling its columns, watching it being read."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from galeon.billing.costs.models import Supplier
from galeon.billing.suppliers import acts, reads
from galeon.billing.suppliers.layout import Layout
from galeon.billing.suppliers.parsing import Fault
from galeon.billing.suppliers.reading import CSV_MAX, MIB
from galeon.kernel.refusal import Refusal
from galeon.web.views.finance import bill_form
from galeon.web.views.finance.bill_words import FILE_STATES, STATES
from galeon.web.views.waybills import whole_number
from galeon.web.visitors import FINANCE, Visitor, page_for

PAGE = 50
SUPPLIERS_MAX = 500
CELL_SHOWN = 24


@require_GET
@page_for(FINANCE)
def bills(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """The latest bills, and files that are on their way or were refused."""
    state = request.GET.get("state", "") if request.GET.get("state", "") in STATES else ""
    supplier = whole_number(request.GET.get("supplier", ""))
    before = whole_number(request.GET.get("before", ""))
    found = reads.bills(supplier_id=supplier, state=state or None, before=before, limit=PAGE + 1)
    older = request.GET.copy()
    older["before"] = str(found[PAGE - 1].id) if len(found) > PAGE else ""
    context = {
        "bills": [(bill, *STATES[bill.state]) for bill in found[:PAGE]],
        "files": [(file, *FILE_STATES[file.state]) for file in reads.files()] if not before else [],
        "older": older.urlencode() if len(found) > PAGE else "",
        "suppliers": Supplier.objects.order_by("name")[:SUPPLIERS_MAX],
        "supplier": supplier,
        "state": state,
        "states": [(key, said) for key, (said, _tone) in STATES.items()],
    }
    return render(request, "finance/bills.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(FINANCE)
def send(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """Send a supplier's file; it leads to the bill, to its columns, or to its progress."""
    faults: dict[str, str] = {}
    if request.method == "POST":
        head = bill_form.head_of(request.POST, faults)
        file = request.FILES.get("file")
        if file is None:
            faults["file"] = _("Choose a file first.")
        elif file.size and file.size > CSV_MAX:
            faults["file"] = _("The file is larger than {max} MB.").format(max=CSV_MAX // MIB)
        if file is not None and not faults:
            supplier = whole_number(request.POST.get("supplier", "")) or 0
            mapping = whole_number(request.POST.get("mapping", ""))
            answer = acts.send(supplier, file.name or "", file.read(), head, visitor.user_id, mapping_id=mapping)
            if not isinstance(answer, Refusal):
                return redirect("bill-file", answer.file_id)
            faults[answer.field or ""] = answer.text()
    suppliers = list(Supplier.objects.filter(is_active=True).order_by("name")[:SUPPLIERS_MAX])
    names = {supplier.pk: supplier.name for supplier in suppliers}
    context = {
        "suppliers": suppliers,
        "mappings": [(pk, names[of], name) for pk, of, name in reads.mappings() if of in names],
        "typed": request.POST,
        "faults": faults,
        "max": CSV_MAX // MIB,
    }
    return render(request, "finance/bill_send.html", context, status=422 if faults else 200)


def _file(file_id: int) -> reads.File:
    found = reads.files(1, file_id=file_id) if file_id < 2**63 else []
    if not found:
        raise Http404
    return found[0]


@require_GET
@page_for(FINANCE)
def bill_file(request: HttpRequest, visitor: Visitor, file_id: int) -> HttpResponseBase:
    """Where a file is: its bill once it is read, the form for its columns, its progress, or its faults."""
    file = _file(file_id)
    if file.state == "done" and len(file.bills) == 1:
        address = redirect("bill", file.bills[0])
        if not request.htmx:  # type: ignore[attr-defined]
            return address
        return HttpResponse(headers={"HX-Redirect": address.url})
    if file.state == "asked":
        return _asked(request, file, {}, 200)
    said, tone = FILE_STATES[file.state]
    context = {
        "file": file, "said": said, "tone": tone, "faults": [(row, why.text()) for row, why in file.faults],
        "bills": [(bill, *STATES[bill.state]) for one in file.bills if (bill := reads.bill(one))],
        "is_under_way": file.state in ("waiting", "reading"),
    }  # fmt: skip
    page = "finance/bill_file_state.html" if request.htmx else "finance/bill_file.html"  # type: ignore[attr-defined]
    return render(request, page, context)


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(FINANCE)
def columns(request: HttpRequest, visitor: Visitor, file_id: int) -> HttpResponseBase:
    """Tell a file's columns, or tell them anew after it was refused."""
    file = _file(file_id)
    faults: dict[str, str] = {}
    if request.method == "POST" and file.state in ("asked", "refused"):
        layout, head = bill_form.layout_of(request.POST, faults), bill_form.head_of(request.POST, faults)
        if layout is not None and not faults:
            save_as = request.POST.get("save_as", "")
            answer = acts.tell_columns(file_id, layout, head, save_as=save_as, by=visitor.user_id)
            if not isinstance(answer, Refusal):
                return redirect("bill-file", file_id)
            faults[answer.field or ""] = answer.text()
    if file.state not in ("asked", "refused"):
        return redirect("bill-file", file_id)
    return _asked(request, file, faults, 422 if faults else 200)


def _asked(request: HttpRequest, file: reads.File, faults: dict[str, str], status: int) -> HttpResponseBase:
    layout = bill_form.layout_of(request.POST, {}) if request.method == "POST" else reads.layout_of(file.id)
    chosen = {name: _chosen(layout, name) for name, _label, _must in bill_form.COLUMNS}
    sample = reads.sample(file.id, None)
    context = {
        "file": file, "faults": faults, "typed": request.POST, "layout": layout, "units": bill_form.UNITS,
        "orders": bill_form.DAY_ORDERS, "head_rows": layout.head_rows if layout else 1,
        "fields": [(name, label, must, chosen[name], faults.get(name, "")) for name, label, must in bill_form.COLUMNS],
        "columns": _columns(sample), **_read(file.id, layout),
    }  # fmt: skip
    return render(request, "finance/bill_columns.html", context, status=status)


def _chosen(layout: Layout | None, name: str) -> int | None:
    """The column a field was put to; of several, the first."""
    told = {
        "tracking": layout.tracking, "amount": layout.amount, "weight": layout.weight, "description": layout.description,
        "day": layout.day, "currency": layout.currency, "number": layout.number, "billed_on": layout.billed_on,
        "total": layout.total, "code": next(iter(layout.code), None), "others": next(iter(layout.others), None),
    } if layout else {}  # fmt: skip
    return told.get(name)


def _columns(sample: reads.Sample | None) -> list[tuple[int, str, str]]:
    """Each column with its letters, and its first two cells as an example."""
    if sample is None:
        return []
    found = []
    for n in range(sample.columns):
        cells = [row[n].strip() for row in sample.rows if n < len(row) and row[n].strip()][:2]
        if cells:
            found.append((n, bill_form.letters(n), " · ".join(cell[:CELL_SHOWN] for cell in cells)))
    return found


@require_POST
@page_for(FINANCE)
def preview(request: HttpRequest, visitor: Visitor, file_id: int) -> HttpResponseBase:
    """The first 20 rows as they would be read."""
    _file(file_id)
    return render(request, "finance/bill_preview.html", _read(file_id, bill_form.layout_of(request.POST, {})))


def _read(file_id: int, layout: Layout | None) -> dict[str, object]:
    sample = reads.sample(file_id, layout)
    lines = sample.lines if sample else []
    return {
        "lines": [line for line in lines if not isinstance(line, Fault)],
        "wrong": [(line.row, line.refusal.text()) for line in lines if isinstance(line, Fault)],
        "is_told": layout is not None,
    }

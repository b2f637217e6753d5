"""Suppliers: who bills us, in what currency, and what of a bill passes without a look."""

from decimal import Decimal

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from galeon.billing.costs import acts
from galeon.billing.costs.models import Supplier
from galeon.billing.costs.supplying import NewSupplier
from galeon.kernel import wording
from galeon.kernel.refusal import Refusal
from galeon.web import formats, names
from galeon.web.views.waybills import whole_number
from galeon.web.visitors import FINANCE, PRICES, Visitor, page_for

SHOWN_MAX = 1_000
NEW: dict[str, str] = {
    "due_days": "30",
    "dispute_days": "30",
    "tolerance_percent": "1",
    "tolerance": "1",
    "is_active": "on",
}


@require_http_methods(["GET", "HEAD"])
@page_for(PRICES)
def suppliers(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """All of them by name."""
    countries = names.countries()
    rows = [
        (one, countries.get(one.country, one.country))
        for one in Supplier.objects.order_by("-is_active", "name")[:SHOWN_MAX]
    ]
    return render(request, "finance/suppliers.html", {"rows": rows, "may_edit": visitor.role in FINANCE})


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(PRICES)
def supplier(request: HttpRequest, visitor: Visitor, supplier_id: int) -> HttpResponseBase:
    """One supplier; 0 is a new one."""
    known = Supplier.objects.filter(pk=supplier_id).first() if 0 < supplier_id < 2**31 else None
    if known is None and supplier_id:
        raise Http404
    may_edit = visitor.role in FINANCE
    faults: dict[str, str] = {}
    if request.method == "POST":
        if not may_edit:
            raise PermissionDenied
        new = _new(request, known, faults)
        answer = acts.save_supplier(new, supplier_id or None) if not faults else None
        if isinstance(answer, Refusal):
            faults[_FIELD.get(answer.field or "", answer.field or "")] = answer.text()
        elif answer is not None:
            messages.success(request, _("{supplier} is kept.").format(supplier=new.name))
            return redirect("supplier-list")
    context = {
        "known": known, "typed": request.POST if request.method == "POST" else _typed(known), "faults": faults,
        "may_edit": may_edit, "countries": sorted(names.countries().items(), key=lambda pair: pair[1]),
    }  # fmt: skip
    return render(request, "finance/supplier.html", context, status=422 if faults else 200)


_FIELD = {"tolerance_bp": "tolerance_percent", "tolerance_minor": "tolerance"}


def _typed(known: Supplier | None) -> dict[str, str]:
    if known is None:
        return NEW
    language = formats.language()
    return {
        "code": known.code, "name": known.name, "currency": known.currency, "carrier": known.carrier, "country": known.country,
        "tax_number": known.tax_number, "due_days": str(known.due_days), "dispute_days": str(known.dispute_days),
        "tolerance_percent": wording.number(Decimal(known.tolerance_bp) / 100, language),
        "tolerance": wording.number(wording.major(known.tolerance_minor, known.currency), language),
        "is_active": "on" if known.is_active else "",
    }  # fmt: skip


def _new(request: HttpRequest, known: Supplier | None, faults: dict[str, str]) -> NewSupplier:
    text = {
        name: value.replace("\x00", "").strip()[:200] for name, value in request.POST.items() if isinstance(value, str)
    }
    currency = text.get("currency", "").upper()[:3]
    return NewSupplier(
        code=known.code if known else text.get("code", "").upper(), name=text.get("name", ""), currency=currency,
        carrier=text.get("carrier", ""), country=text.get("country", "").upper()[:2], tax_number=text.get("tax_number", ""),
        due_days=_whole(text, "due_days", faults), dispute_days=_whole(text, "dispute_days", faults),
        tolerance_bp=_hundredths(text, "tolerance_percent", faults), tolerance_minor=_minor(text, currency, faults),
        is_active=bool(text.get("is_active")),
    )  # fmt: skip


def _whole(text: dict[str, str], name: str, faults: dict[str, str]) -> int:
    found = whole_number(text.get(name, ""))
    if found is None:
        faults[name] = _("This is not a number of days.")
    return found or 0


def _hundredths(text: dict[str, str], name: str, faults: dict[str, str]) -> int:
    found = wording.decimal_of(text.get(name, ""), formats.language())
    if found is None or found * 100 % 1:
        faults[name] = _("This is not a percentage of at most two decimals.")
        return 0
    return int(found * 100)


def _minor(text: dict[str, str], currency: str, faults: dict[str, str]) -> int:
    found = wording.decimal_of(text.get("tolerance", ""), formats.language())
    try:
        minor = wording.minor(found, currency) if found is not None else None
    except (ValueError, ArithmeticError):
        minor = None
    if minor is None:
        faults["tolerance"] = _("This is not an amount.")
    return minor or 0

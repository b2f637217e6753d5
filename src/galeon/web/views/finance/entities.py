"""Our own companies: who invoices, in what currency, from which number on; and which customers are theirs."""

from datetime import UTC, datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from galeon.billing.company.acts import move_account
from galeon.kernel.refusal import Refusal
from galeon.parties.acts import change_entity, open_entity
from galeon.parties.entities import NewEntity
from galeon.parties.models import Account, LegalEntity
from galeon.web import names
from galeon.web.visitors import FINANCE, Visitor, page_for

FIELDS = ("code", "name", "country", "currency", "prefix", "timezone", "address", "tax_number", "payment_text")
SHOWN_MAX = 500


@require_http_methods(["GET", "HEAD"])
@page_for(FINANCE)
def entities(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """All of them."""
    countries = names.countries()
    many: dict[int, int] = {}
    for entity_id in Account.objects.filter(is_house=False).values_list("entity_id", flat=True):
        many[entity_id] = many.get(entity_id, 0) + 1
    rows = [
        (one, countries.get(one.country, one.country), many.get(one.pk, 0))
        for one in LegalEntity.objects.order_by("pk")
    ]
    return render(request, "finance/entities.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(FINANCE)
def entity(request: HttpRequest, visitor: Visitor, entity_id: int) -> HttpResponseBase:
    """One of our companies; 0 is a new one."""
    known = LegalEntity.objects.filter(pk=entity_id).first() if 0 < entity_id < 2**31 else None
    if known is None and entity_id:
        raise Http404
    faults: dict[str, str] = {}
    if request.method == "POST":
        new = _new(request)
        answer = change_entity(known.pk, new) if known else open_entity(new)
        if isinstance(answer, int):
            messages.success(request, _("{company} is kept.").format(company=new.name))
            return redirect("entities")
        for refusal in answer:
            faults.setdefault(refusal.field or "", refusal.text())
    context = {
        "known": known, "typed": request.POST if request.method == "POST" else _typed(known), "faults": faults,
        "countries": sorted(names.countries().items(), key=lambda pair: pair[1]),
        "customers": Account.objects.filter(is_house=False, entity_id=known.pk).order_by("name")[:SHOWN_MAX] if known else [],
        "others": Account.objects.filter(is_house=False).exclude(entity_id=known.pk).order_by("name")[:SHOWN_MAX] if known else [],
    }  # fmt: skip
    return render(request, "finance/entity.html", context, status=422 if faults else 200)


@require_POST
@page_for(FINANCE)
def take(request: HttpRequest, visitor: Visitor, entity_id: int) -> HttpResponseBase:
    """Have a customer invoiced by this company from now on."""
    code = request.POST.get("account", "")[:24]
    account = Account.objects.filter(code=code, is_house=False).first() if code and code.isprintable() else None
    if entity_id >= 2**31 or not LegalEntity.objects.filter(pk=entity_id).exists():
        raise Http404
    answer = move_account(account.pk if account else 0, entity_id, datetime.now(UTC))
    if isinstance(answer, Refusal):
        messages.error(request, answer.text())
    elif account:
        messages.success(request, _("{account} is invoiced by this company from now on.").format(account=account.name))
    return redirect("entity", entity_id)


def _typed(known: LegalEntity | None) -> dict[str, str]:
    if known is None:
        return {"timezone": "Asia/Shanghai", "is_active": "on"}
    return {name: getattr(known, name) for name in FIELDS} | {"is_active": "on" if known.is_active else ""}


def _new(request: HttpRequest) -> NewEntity:
    text = {name: request.POST.get(name, "").replace("\0", "").strip()[:1_000] for name in FIELDS}
    for name in ("code", "country", "currency", "prefix"):
        text[name] = text[name].upper()
    return NewEntity(**text, is_active="is_active" in request.POST)

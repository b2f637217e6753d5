"""Tax rules: what counts, and a rule added from a day on. None is edited."""

from datetime import date
from decimal import Decimal

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from galeon.billing.invoices.acts import NewTaxRule, add_tax_rule
from galeon.billing.invoices.models import TaxRule
from galeon.billing.invoices.paper import CATEGORIES
from galeon.billing.invoices.reads import tax_rules
from galeon.kernel import wording
from galeon.kernel.refusal import Refusal
from galeon.kernel.wording import decimal_of
from galeon.network.models import Country
from galeon.parties.models import LegalEntity
from galeon.tariffs.words.fee_names import FEE_NAMES
from galeon.tariffs.words.reasons import fee_name
from galeon.web import formats
from galeon.web.views.waybills import whole_number
from galeon.web.visitors import FINANCE, Visitor, page_for

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2999, 12, 31)
HAS_NUMBER = {"": None, "yes": True, "no": False}
NUMBER_WORDS = {
    None: gettext_lazy("With or without"), True: gettext_lazy("With a tax number"), False: gettext_lazy("Without one"),
}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(FINANCE)
def rules(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """The rules, the most particular first; POST adds one."""
    faults: dict[str, str] = {}
    if request.method == "POST":
        new = _typed(request, faults)
        answer = add_tax_rule(new, by=visitor.user_id) if not faults else None
        if isinstance(answer, int):
            messages.success(request, _("The rule counts from {day}.").format(day=formats.day(new.valid_from)))
            return redirect("tax-rules")
        if isinstance(answer, Refusal):
            faults[answer.field or ""] = answer.text()
    entities = LegalEntity.objects.order_by("pk")
    context = {
        "rules": _shown(tax_rules(), entities), "entities": entities, "faults": faults, "typed": request.POST,
        "categories": [(code, _(name)) for code, name in CATEGORIES.items()], "today": timezone.localdate(),
        "fees": [(code, fee_name(code, formats.language())) for code in FEE_NAMES],
        "countries": Country.objects.order_by("pk"),
    }  # fmt: skip
    return render(request, "finance/tax_rules.html", context, status=422 if faults else 200)


def _shown(found: list[TaxRule], entities: QuerySet[LegalEntity]) -> list[dict[str, object]]:
    names, today, language = {e.pk: e.name for e in entities}, timezone.localdate(), formats.language()
    return [
        {
            "rule": r, "entity": names.get(r.entity_id, ""), "fee": fee_name(r.code, language) if r.code else "",
            "number": NUMBER_WORDS[r.has_tax_number], "category": _(CATEGORIES[r.category]),
            "rate": f"{wording.number(r.percent, language)} %" if r.category == "S" else "",
            "counts": "later" if r.valid_from > today else "over" if r.valid_to and r.valid_to < today else "now",
        }
        for r in found
    ]  # fmt: skip


def _typed(request: HttpRequest, faults: dict[str, str]) -> NewTaxRule:
    post = {name: str(value).replace("\x00", "").strip() for name, value in request.POST.items()}
    percent = decimal_of(post.get("percent", "") or "0", formats.language())
    if percent is None:
        faults["percent"] = _("This is not a number.")
    begins = _day(post.get("valid_from", ""))
    if begins is None:
        faults["valid_from"] = _("This is not a day.")
    ends = _day(post["valid_to"]) if post.get("valid_to") else None
    if post.get("valid_to") and ends is None:
        faults["valid_to"] = _("This is not a day.")
    return NewTaxRule(
        entity_id=whole_number(post.get("entity", "")) or 0,
        country=post.get("country", "").upper()[:3],
        has_tax_number=HAS_NUMBER.get(post.get("has_tax_number", "")),
        code=post.get("code", "")[:40],
        category=post.get("category", "")[:4],
        percent=percent if percent is not None else Decimal(0),
        reason=post.get("reason", "")[:300],
        valid_from=begins or FIRST_DAY,
        valid_to=ends,
    )


def _day(typed: str) -> date | None:
    try:
        found = date.fromisoformat(typed[:10])
    except ValueError:
        return None
    return found if FIRST_DAY <= found <= LAST_DAY else None

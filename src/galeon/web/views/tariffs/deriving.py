"""A draft made of a version by a mark-up on each component: a percentage, more per kg, more per shipment, one rounding."""

from decimal import Decimal

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from msgspec import Struct
from msgspec.structs import replace

from galeon.kernel.refusal import Refusal
from galeon.kernel.wording import decimal_of, minor
from galeon.tariffs import acts
from galeon.tariffs.grids.derive import BY_WEIGHT, Markup, Rounding, derive
from galeon.tariffs.models import PriceList
from galeon.tariffs.sheet import Basis, Sheet
from galeon.tariffs.words.reasons import fee_name
from galeon.web import formats, pricelists
from galeon.web.views.tariffs.editor import sheet_or_404, version_or_404
from galeon.web.views.tariffs.opening import OFFERED_MAX, day_of
from galeon.web.visitors import PRICING, Visitor, page_for

UNMARKED = (Basis.PERCENT, Basis.PERCENT_OF_VALUE, Basis.AT_COST)
HUNDRED = Decimal(100)


class Component(Struct, frozen=True):
    """A fee of the list; by_weight: more per kg can be added to it."""

    code: str
    name: str
    by_weight: bool

    @property
    def percent_field(self) -> str:
        """The names of its fields in the form."""
        return f"{self.code}.percent"

    @property
    def kg_field(self) -> str:
        """More per kilogram."""
        return f"{self.code}.kg"

    @property
    def ticket_field(self) -> str:
        """More per shipment."""
        return f"{self.code}.ticket"


def components(sheet: Sheet) -> list[Component]:
    """The fees that are amounts, in the list's order."""
    found: dict[str, bool] = {}
    for rule in sheet.rules:
        if rule.basis not in UNMARKED:
            weighs = rule.basis in (*BY_WEIGHT, Basis.FIRST_CONTINUED)
            found[rule.code] = found.get(rule.code, True) and weighs
    return [Component(code, fee_name(code, formats.language()), weighs) for code, weighs in found.items()]


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(PRICING)
def form(request: HttpRequest, visitor: Visitor, version_id: int) -> HttpResponseBase:
    """The form; what can be derived becomes a draft of the list that was picked."""
    price_list, found = version_or_404(version_id)
    sheet = sheet_or_404(version_id)
    fees = components(sheet)
    faults: list[str] = []
    if request.method == "POST":
        answer = _derived(request, sheet, fees, visitor.user_id)
        if isinstance(answer, int):
            messages.success(request, _("The draft is made. Compare it, then check it."))
            return redirect("tariff-version", answer)
        faults = answer
    roundings = [(rounding.value, _rounding(rounding)) for rounding in Rounding]
    context = {
        "list": price_list, "version": found, "fees": fees, "faults": faults, "typed": request.POST, "roundings": roundings,
        "lists": PriceList.objects.filter(currency=price_list.currency).order_by("code")[:OFFERED_MAX],
        "target": request.POST.get("target", price_list.code),
        "first_day": request.POST.get("valid_from") or max(found.valid_from, timezone.localdate()).isoformat(),
    }  # fmt: skip
    return render(request, "tariffs/derive.html", context, status=422 if faults else 200)


def _rounding(rounding: Rounding) -> str:
    step = rounding.value.split()[0]
    shown = step.replace(".", "," if formats.language().startswith("es") else ".")
    return _("up to {step}").format(step=shown) if rounding.endswith("up") else _("to {step}").format(step=shown)


def _derived(request: HttpRequest, sheet: Sheet, fees: list[Component], by: int) -> int | list[str]:
    day = day_of(request.POST.get("valid_from", ""))
    target = PriceList.objects.filter(code=request.POST.get("target", "")[:40].replace("\0", "")).first()
    if day is None or target is None:
        return [_("Choose a list and its first day.")]
    markups: list[Markup] = []
    for fee in fees:
        markup = _markup(request, fee, sheet.currency)
        if isinstance(markup, str):
            return [markup]
        if markup is not None:
            markups.append(markup)
    if not markups and request.POST.get("target") == request.POST.get("source"):
        return [_("Nothing is marked up yet.")]
    made = derive(sheet, markups)
    if isinstance(made, tuple):
        return [refusal.text() for refusal in made]
    drafted = replace(made, valid_from=day, valid_to=None)
    answer = acts.draft(pricelists.key_of(target.pk), drafted, by=by, at=timezone.now())
    return answer if isinstance(answer, int) else [refusal.text() for refusal in answer]


def _markup(request: HttpRequest, fee: Component, currency: str) -> Markup | str | None:
    """What is typed for one fee; None where nothing is, a sentence where it cannot be read."""
    typed = {
        name: request.POST.get(f"{fee.code}.{name}", "").replace("%", "").strip()
        for name in ("percent", "kg", "ticket")
    }
    if not any(typed.values()):
        return None
    values: dict[str, Decimal] = {}
    for name, text in typed.items():
        value = decimal_of(text.replace("\N{MINUS SIGN}", "-"), formats.language()) if text else Decimal(0)
        if value is None:
            return Refusal(code="not_a_number", message="“{text}” is not a number.", params={"text": text[:40]}).text()
        values[name] = value
    wanted = request.POST.get("rounding", "")
    return Markup(
        fees=(fee.code,), factor=1 + values["percent"] / HUNDRED, per_kg_minor=minor(values["kg"], currency),
        per_ticket_minor=minor(values["ticket"], currency),
        rounding=Rounding(wanted) if wanted in set(Rounding) else Rounding.CENT,
    )  # fmt: skip

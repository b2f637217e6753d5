"""What a shipment costs by every service, asked before it is ordered: for customers by their own prices, for us by anybody's."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from galeon.intake import options
from galeon.intake.quotes import Offer, offers, orderable
from galeon.kernel.refusal import Refusal
from galeon.parties.models import Account, Level
from galeon.parties.reads import Customer, customer
from galeon.tariffs.models import PriceList
from galeon.tariffs.sheet import Side
from galeon.web import labels, names, quoting
from galeon.web.quoteform import QuoteForm
from galeon.web.views.order import prefilled
from galeon.web.visitors import CUSTOMER, PRICES, STAFF, Visitor, page_for

OWN_FIELDS = {"insurance": "insured_minor", "cod": "cod_minor", "ddp": "taxes.incoterm"}
"""Options that a field of the form stands for, so that no box is needed."""


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(CUSTOMER | STAFF)
def quote(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """The form, with the prices of what its address or its fields say."""
    whose = _whose(request, visitor)
    form = QuoteForm.of(request.POST or request.GET, whose.currency if whose else visitor.currency)
    context = {
        **_answered(whose, form, visitor),
        "countries": names.served_countries(),
        "cargo_classes": labels.CARGO_CLASSES.items(),
        **(_choices(request) if visitor.is_house else {}),
    }
    return render(request, "quote/quote.html", context)


@require_POST
@page_for(CUSTOMER | STAFF)
def quote_prices(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """The prices alone, while the form is being filled in."""
    whose = _whose(request, visitor)
    form = QuoteForm.of(request.POST, whose.currency if whose else visitor.currency)
    return render(request, "quote/offers.html", {**_answered(whose, form, visitor), "is_live": True})


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(CUSTOMER)
def order_from_quote(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """The order form filled in with what was quoted; nothing is booked."""
    if request.method != "POST":
        return redirect("order")
    form = QuoteForm.of(request.POST, visitor.currency)
    rows = tuple(f"parcels[{n}]." for n in form.parcel_rows)
    typed = {
        name: value
        for name, value in form.typed.items()
        if name not in ("whose", "csrfmiddlewaretoken") and (not name.startswith("parcels[") or name.startswith(rows))
    }
    if form.declared_minor:
        typed |= {"items[0].unit_value_minor": typed.pop("declared_minor"), "currency": visitor.currency}
    return prefilled(request, visitor, typed)


def _answered(whose: Customer | None, form: QuoteForm, visitor: Visitor) -> dict[str, object]:
    """The offers for what is typed, where enough is."""
    context: dict[str, object] = {"form": form, "whose": whose, "is_asked": form.is_asked}
    if whose is None:
        return context
    now = datetime.now(UTC)
    known = options.known(whose, orderable(whose, now), now)
    context |= {
        "wishes": [(code, options.name(code), code in form.options) for code in sorted(known - OWN_FIELDS.keys())],
        "own_fields": {OWN_FIELDS[code] for code in known & OWN_FIELDS.keys()},
    }
    if not form.is_asked or form.faults:
        return {**context, "mends": _mends(form)}
    found = offers(whose, form.enquiry, now)
    wrong = [refusal for refusal in found if isinstance(refusal, Refusal)]
    if wrong:
        form.refuse(wrong)
        return {**context, "mends": _mends(form)}
    return {**context, **_offered(whose, form, visitor, [o for o in found if isinstance(o, Offer)], now)}


def _offered(
    whose: Customer, form: QuoteForm, visitor: Visitor, found: Sequence[Offer], now: datetime
) -> Mapping[str, object]:
    can = quoting.shown(found)
    sees_cost = visitor.is_house and visitor.role in PRICES
    if sees_cost:
        can = quoting.with_costs(can, whose, form.enquiry, found, now)
    cannot = quoting.refused(found, visitor.is_house)
    return {"offers": can, "cannot": cannot, "sees_cost": sees_cost, "is_answered": True}


def _mends(form: QuoteForm) -> list[tuple[str, str]]:
    """What is wrong, each with the name of its field."""
    told = [(_field_name(field), text) for field, texts in form.faults.items() for text in texts]
    return [*told, *(("", text) for text in form.general)] if form.is_asked or told else []


def _field_name(field: str) -> str:
    shown = {
        "consignee.country": _("Country"), "consignee.postcode": _("Postcode"), "consignee.city": _("City"),
        "consignee.state": _("State or province"), "cargo_class": _("Kind of goods"), "insured_minor": _("Insured value"),
        "cod_minor": _("Cash on delivery"), "declared_minor": _("Value of the goods"), "weight_g": _("Weight"),
        "length_mm": _("Length"), "width_mm": _("Width"), "height_mm": _("Height"), "options": _("Options"),
    }  # fmt: skip
    return shown.get(field) or shown.get(field.rpartition(".")[2], "")


def _whose(request: HttpRequest, visitor: Visitor) -> Customer | None:
    """Whose prices: a customer's own; for us those of the account or the level and currency that were chosen."""
    if not visitor.is_house:
        return customer(visitor.account_id)
    kind, _colon, code = (request.POST or request.GET).get("whose", "")[:40].partition(":")
    if not code.isprintable():
        return None
    if kind == "account":
        account = Account.objects.filter(code=code, is_house=False).first()
        return customer(account.pk) if account else None
    level, _dot, currency = code.partition(".")
    if kind == "level" and (level, currency) in {(row.pk, money) for row, money in _levels()}:
        return Customer(0, "", level, level, currency, visitor.timezone, is_active=True, is_house=False)
    return None


def _choices(request: HttpRequest) -> Mapping[str, object]:
    return {
        "accounts": Account.objects.filter(is_house=False, is_active=True).order_by("name")[:1_000],
        "levels": _levels(),
        "chosen": (request.POST or request.GET).get("whose", ""),
    }


def _levels() -> list[tuple[Level, str]]:
    """Every level with each currency there are prices in for it, or for everybody."""
    lists = PriceList.objects.filter(Q(account=None), side=Side.SALE).values_list("level_id", "currency").distinct()
    currencies: dict[str | None, set[str]] = {}
    for level, currency in lists:
        currencies.setdefault(level, set()).add(currency)
    common = currencies.get(None, set())
    return [
        (level, currency)
        for level in Level.objects.order_by("rank", "code")
        for currency in sorted(currencies.get(level.pk, set()) | common)
    ]

"""The order form, with the price of every service while it is being written."""

from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import uuid4

import msgspec
from babel.core import get_global
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from galeon.intake import options
from galeon.intake.acts import Rejected, place, quote
from galeon.intake.quotes import orderable
from galeon.kernel.refusal import Refusal
from galeon.network.reads import ServiceRules, network
from galeon.parties.reads import Customer, customer
from galeon.tariffs.price import Price
from galeon.waybills.orders import Order, OrderItem
from galeon.web import labels, names, reasons
from galeon.web.orderform import OrderForm
from galeon.web.visitors import CUSTOMER, Visitor, page_for

CURRENCIES = ("USD", "EUR", "GBP", "CNY", "JPY", "MXN", "AUD", "CAD")
OWN_FIELDS = frozenset({"insurance", "cod", "ddp"})  # options that a field of the form stands for


class Offer(msgspec.Struct, frozen=True):
    """A service on the form: its price for what is written so far, or why it does not go."""

    code: str
    name: str
    mode: str
    days: str
    price: Price | None
    why_not: str
    chosen: bool


def _customer(visitor: Visitor) -> Customer:
    found = customer(visitor.account_id)
    if found is None:
        raise LookupError(visitor.account_id)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(CUSTOMER)
def order(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """Write an order; a refused one comes back with every reason beside its field."""
    if request.method != "POST":
        return prefilled(request, visitor, {"service": request.GET.get("service", "")[:24]})
    form = OrderForm.of(request.POST, visitor.currency)
    if form.faults:
        form.refuse(_refusals(quote(_customer(visitor), [form.order])[0]))
        return _drawn(request, visitor, form, status=422)
    key = request.POST.get("key", "")[:64]
    once = f"form:{key}" if key and key.isprintable() else None
    answer = place(_customer(visitor), [form.order], source="form", key=once)[0]
    if isinstance(answer, Rejected):
        form.refuse(answer.faults)
        return _drawn(request, visitor, form, status=422)
    messages.success(request, _("Waybill {number} is booked. Print its label next.").format(number=answer.number))
    return redirect("waybill", answer.number)


def prefilled(request: HttpRequest, visitor: Visitor, typed: Mapping[str, str]) -> HttpResponseBase:
    """The form before it is sent, with what is known already."""
    made_in = get_global("zone_territories").get(visitor.timezone, "")  # the sender's own country, to be changed
    start = {"currency": "USD", "items[0].quantity": "1", "items[0].origin_country": made_in}
    return _drawn(request, visitor, OrderForm({**start, **typed}, visitor.currency), status=200)


def _refusals(answer: Price | Rejected) -> tuple[Refusal, ...]:
    return answer.faults if isinstance(answer, Rejected) else ()


@require_POST
@page_for(CUSTOMER)
def order_price(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """The services with their prices, and the chosen one's price line by line."""
    form = OrderForm.of(request.POST, visitor.currency)
    return render(request, "customer/order_price.html", {**_priced(visitor, form), "is_live": True})


def _drawn(request: HttpRequest, visitor: Visitor, form: OrderForm, status: int) -> HttpResponseBase:
    context = {
        **_priced(visitor, form),
        "form": form,
        "countries": names.served_countries(),
        "cargo_classes": labels.CARGO_CLASSES.items(),
        "currencies": CURRENCIES,
        "key": uuid4().hex,  # of this drawing: what is corrected is another order than what was refused
        "made_in": sorted(names.countries().items(), key=lambda pair: pair[1]),
        "count_of_faults": len(form.faults) + len(form.general),
    }
    return render(request, "customer/order.html", context, status=status)


def _priced(visitor: Visitor, form: OrderForm) -> dict[str, object]:
    """Offers of every service the customer has prices for, the cheapest first; nothing is priced before country and weight are known."""
    whose = _customer(visitor)
    services = orderable(whose) or [rules for rules in network().services.values() if rules.is_open]
    known = bool(form.order.consignee.country and any(parcel.weight_g for parcel in form.order.parcels))
    answers = quote(whose, [_for_price(form.order, rules) for rules in services]) if known and services else []
    offers = [_offer(rules, answer, form.order.service) for rules, answer in zip(services, answers, strict=False)]
    if not answers:
        offers = [_offer(rules, None, form.order.service) for rules in services]
    offers.sort(
        key=lambda offer: (offer.price is None and known, offer.price.total_minor if offer.price else 0, offer.code)
    )
    chosen = next((offer for offer in offers if offer.chosen), None)
    price = chosen.price if chosen else None
    return {
        "offers": offers,
        "known": known,
        "chosen": chosen,
        "price": price,
        "fees": reasons.fees(price) if price else [],
        "weighed": reasons.weighed(price) if price else "",
        "service_faults": form.faults.get("service", []),
        **_wishes(whose, form, price),
    }


def _for_price(order: Order, rules: ServiceRules) -> Order:
    """The order with what the price does not depend on filled in, so that a half-written form has a price."""
    worth_minor = sum(item.quantity * item.unit_value_minor for item in order.items)
    stand_in = OrderItem(title="goods", quantity=1, unit_value_minor=worth_minor, currency=order.items[0].currency)
    to = order.consignee
    consignee = msgspec.structs.replace(
        to, name="A", city=to.city or "A", street=("A",), company="", phone="", email="", tax_id=""
    )
    return msgspec.structs.replace(order, reference="quote", service=rules.code, consignee=consignee, items=(stand_in,))


def _wishes(whose: Customer, form: OrderForm, price: Price | None) -> dict[str, object]:
    """What may be asked for, and what each would add to the price of the chosen service; None: it is not offered."""
    now = datetime.now(UTC)
    known = options.known(whose, orderable(whose, now), now)
    codes = sorted(known - OWN_FIELDS)
    rules = network().services.get(form.order.service.upper())
    extra: dict[str, int | None] = {}
    if price and rules:
        order, asked = _for_price(form.order, rules), form.order.extras
        others = [_asked(order, {*asked.options} ^ {code}) for code in codes]
        for code, other in zip(codes, quote(whose, others), strict=True):
            is_in = code in asked.options
            difference = abs(other.total_minor - price.total_minor) if isinstance(other, Price) else None
            extra[code] = None if isinstance(other, Rejected) and not is_in else difference
    return {
        "wishes": [(code, options.name(code), code in form.options, code in extra, extra.get(code)) for code in codes],
        "own_fields": known & OWN_FIELDS,
        "account_currency": whose.currency,
    }


def _asked(order: Order, codes: set[str]) -> Order:
    return msgspec.structs.replace(order, extras=msgspec.structs.replace(order.extras, options=tuple(sorted(codes))))


def _offer(rules: ServiceRules, answer: Price | Rejected | None, chosen: str) -> Offer:
    why_not = answer.faults[0].text() if isinstance(answer, Rejected) and answer.faults else ""
    return Offer(
        code=rules.code,
        name=rules.name(translation.get_language() or "en"),
        mode=rules.mode,
        days=f"{rules.days_min}–{rules.days_max}",
        price=answer if isinstance(answer, Price) else None,
        why_not=why_not,
        chosen=rules.code == chosen,
    )

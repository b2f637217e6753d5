"""Is an order one we can take? Pure: the network and the moment are arguments. Every fault names its field."""

import re
from collections.abc import Iterator

from babel.core import get_global

from galeon.intake.postcodes import example, is_postcode
from galeon.intake.texts import EMAIL, SAYS_SOMETHING, Text, Texts, text_faults
from galeon.kernel.refusal import Refusal
from galeon.network.reads import Network, ServiceRules
from galeon.waybills.orders import NO_EXTRAS, Address, Extras, Order, OrderItem, OrderParcel, Taxes

NAME_MAX, STREET_MAX, CITY_MAX, TITLE_MAX, REFERENCE_MAX = 120, 100, 80, 200, 64
PARCELS_MAX, ITEMS_MAX, TAX_MAX = 100, 200, 40
LENGTH_MM_LIMIT, WEIGHT_G_LIMIT, VALUE_MINOR_LIMIT, QUANTITY_LIMIT = 20_000, 5_000_000, 10**12, 100_000
DECLARED_MINOR_LIMIT = 10**15
INCOTERMS = ("DAP", "DDP")
CURRENCIES = frozenset(  # those that are somewhere legal tender today
    code
    for used in get_global("territory_currencies").values()
    for code, _since, until, is_tender in used
    if until is None and is_tender
)
ADDRESS = Texts(
    Text("name", NAME_MAX, must=True), Text("city", CITY_MAX, must=True), Text("company", NAME_MAX),
    Text("state", CITY_MAX), Text("postcode", 16), Text("phone", 32), Text("email", 120), Text("house_number", 20),
    Text("tax_id", 40),
)  # fmt: skip
GOODS = Texts(Text("title", TITLE_MAX, must=True), Text("title_local", TITLE_MAX), Text("sku", 64), Text("url", 400))
TAXES = Texts(Text("ioss", TAX_MAX), Text("vat", TAX_MAX), Text("eori", TAX_MAX))
NO_TAXES = Taxes()
OPTIONS_MAX, OPTION = 20, re.compile(r"[a-z][a-z0-9_]{0,23}")
HS_CODE = re.compile(r"[0-9][0-9.]{3,11}")
PLAIN_REFERENCE = re.compile(r"[A-Za-z0-9][!-~]{0,63}")  # nearly all are such, and nothing is wrong with them
REFERENCE = re.compile(r"[^\s\x00-\x1f\x7f](?:[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f])?")


def faults(order: Order, network: Network) -> list[Refusal]:
    """Everything wrong with the order, in reading order; empty when it can be taken."""
    service = network.services.get(order.service.upper())
    return [
        *_reference(order),
        *_service(order, service),
        *_address(order.consignee, "consignee", network, required=True),
        *(_address(order.shipper, "shipper", network, required=False) if order.shipper else ()),
        *_parcels(order, service),
        *_items(order, service, network),
        *_taxes(order),
        *_extras(order.extras),
    ]


def service_faults(order: Order, service: ServiceRules) -> list[Refusal]:
    """What stands against this service for an order that has no other fault: many services are asked about one order."""
    return [*_service(order, service), *_parcels(order, service), *_declared(order, service)]


def _no(code: str, field: str, message: str, **params: object) -> Refusal:
    return Refusal(code=code, field=field, message=message, params={k: str(v) for k, v in params.items()})


def _reference(order: Order) -> Iterator[Refusal]:
    if PLAIN_REFERENCE.fullmatch(order.reference):
        return
    if not order.reference.strip():
        yield _no("required", "reference", "The order reference is missing.")
    elif len(order.reference) > REFERENCE_MAX:
        yield _no("too_long", "reference", "At most {max} characters.", max=REFERENCE_MAX)
    elif not REFERENCE.fullmatch(order.reference):
        yield _no("control_characters", "reference", "The order reference has control characters or blank ends.")
    elif not SAYS_SOMETHING.search(order.reference):
        yield _no("required", "reference", "At least one letter or digit is needed.")
    elif not order.reference.isprintable():
        yield from text_faults("reference", order.reference, REFERENCE_MAX, must=True)


def _service(order: Order, service: ServiceRules | None) -> Iterator[Refusal]:
    if service is None:
        yield _no("unknown_service", "service", "There is no service {service}.", service=order.service[:40])
        return
    if not service.is_open:
        yield _no("service_closed", "service", "Service {service} is closed.", service=service.code)
    if order.consignee.country and order.consignee.country not in service.countries:
        yield _no(
            "service_not_there", "service", "Service {service} does not go to {country}.",
            service=service.code, country=order.consignee.country[:2],
        )  # fmt: skip
    if order.cargo_class not in service.cargo_classes:
        yield _no(
            "cargo_not_accepted", "cargo_class", "Service {service} does not take these goods: {cargo}.",
            service=service.code, cargo=order.cargo_class[:16],
        )  # fmt: skip


def _address(a: Address, at: str, network: Network, *, required: bool) -> Iterator[Refusal]:
    if a.country not in network.countries:
        yield _no("unknown_country", f"{at}.country", "There is no country {country}.", country=a.country[:8] or "?")
    if required and a.country in network.postcode_required and not a.postcode.strip():
        yield _no("required", f"{at}.postcode", "Deliveries to {country} need a postcode.", country=a.country)
    yield from ADDRESS.faults(a, at, required=required)
    if a.postcode and not is_postcode(a.postcode, a.country):
        yield _no(
            "postcode", f"{at}.postcode", "{postcode} is no postcode of {country}; one looks like {example}.",
            postcode=a.postcode[:16], country=a.country, example=example(a.country),
        )  # fmt: skip
    if a.email and not EMAIL.fullmatch(a.email):
        yield _no("email", f"{at}.email", "This is no e-mail address.")
    if required and not "".join(a.street).strip():
        yield _no("required", f"{at}.street", "The street is missing.")
    if len(a.street) > 3:
        yield _no("too_many", f"{at}.street", "At most {max} street lines.", max=3)
    for n, line in enumerate(a.street):
        if len(line) > STREET_MAX or not line.isprintable():
            yield from text_faults(f"{at}.street[{n}]", line, STREET_MAX, must=False)


def _parcels(order: Order, service: ServiceRules | None) -> Iterator[Refusal]:
    if not 1 <= len(order.parcels) <= PARCELS_MAX:
        yield _no("count", "parcels", "One to {max} parcels.", max=PARCELS_MAX)
        return
    for n, p in enumerate(order.parcels):
        at = f"parcels[{n}]"
        if not 1 <= p.weight_g <= WEIGHT_G_LIMIT:
            yield _no(
                "weight",
                f"{at}.weight_g",
                "The weight must be more than 0 and at most {max_kg} kg.",
                max_kg=WEIGHT_G_LIMIT,
            )
        sides = (("length_mm", p.length_mm), ("width_mm", p.width_mm), ("height_mm", p.height_mm))
        for name, value in sides:
            if not 0 <= value <= LENGTH_MM_LIMIT:
                yield _no("size", f"{at}.{name}", "Between 0 and {max} mm.", max=LENGTH_MM_LIMIT)
        if service and max(p.length_mm, p.width_mm, p.height_mm) > service.length_mm_max:
            yield _no(
                "size_over_limit", f"{at}.length_mm", "At most {max} mm by this service.", max=service.length_mm_max
            )
        if service and service.girth_mm_max is not None and _girth_mm(p) > service.girth_mm_max:
            yield _no(
                "size_over_limit", f"{at}.length_mm", "At most {max} mm by this service, the length and twice the other sides.",
                max=service.girth_mm_max,
            )  # fmt: skip
    total = sum(p.weight_g for p in order.parcels)
    if (
        service
        and not service.weight_g_min <= total <= service.weight_g_max
        and 0 < total <= PARCELS_MAX * WEIGHT_G_LIMIT
    ):
        yield _no(
            "weight_over_limit", "parcels[0].weight_g", "Service {service} takes {min_kg} to {max_kg} kg; this is {weight_kg} kg.",
            service=service.code, min_kg=service.weight_g_min, max_kg=service.weight_g_max, weight_kg=total,
        )  # fmt: skip


def _girth_mm(p: OrderParcel) -> int:
    """The longest side and twice the other two."""
    return 2 * (p.length_mm + p.width_mm + p.height_mm) - max(p.length_mm, p.width_mm, p.height_mm)


def _items(order: Order, service: ServiceRules | None, network: Network) -> Iterator[Refusal]:
    if not 1 <= len(order.items) <= ITEMS_MAX:
        yield _no("count", "items", "One to {max} lines of goods.", max=ITEMS_MAX)
        return
    if len(order.items) > 1 and len({item.currency for item in order.items}) > 1:
        yield _no("mixed_currencies", "items[0].currency", "All lines of goods must be declared in one currency.")
    yield from _declared(order, service)
    for n, item in enumerate(order.items):
        yield from _item(item, f"items[{n}]", len(order.parcels), network.countries)


def _declared(order: Order, service: ServiceRules | None) -> Iterator[Refusal]:
    """The worth of the whole order, within what we can reckon with and within what the service takes."""
    declared_minor = sum(item.quantity * item.unit_value_minor for item in order.items)
    currency = order.items[0].currency
    if declared_minor > DECLARED_MINOR_LIMIT:
        yield _no(
            "value", "items[0].unit_value_minor", "The goods are declared at more than {max_amount}.",
            max_amount=f"{DECLARED_MINOR_LIMIT} {currency[:8]}",
        )  # fmt: skip
    elif service and service.declared_minor_max is not None and declared_minor > service.declared_minor_max:
        yield _no(
            "declared_over_limit", "items[0].unit_value_minor",
            "Service {service} takes goods declared at up to {max_amount}; these are at {declared_amount}.",
            service=service.code, max_amount=f"{service.declared_minor_max} {currency[:8]}",
            declared_amount=f"{declared_minor} {currency[:8]}",
        )  # fmt: skip


def _taxes(order: Order) -> Iterator[Refusal]:
    if order.taxes == NO_TAXES:
        return
    yield from TAXES.faults(order.taxes, "taxes")
    if order.taxes.incoterm not in INCOTERMS:
        yield _no("incoterm", "taxes.incoterm", "One of {terms}.", terms=", ".join(INCOTERMS))


def _extras(extras: Extras) -> Iterator[Refusal]:
    if extras == NO_EXTRAS:
        return
    if len(extras.options) > OPTIONS_MAX:
        yield _no("too_many", "options", "At most {max} options.", max=OPTIONS_MAX)
    for n, option in enumerate(extras.options[:OPTIONS_MAX]):
        if not OPTION.fullmatch(option):
            yield _no("option", f"options[{n}]", "There is no option {option}.", option=option[:24] or "?")
    for name, option in (("insured_minor", "insurance"), ("cod_minor", "cod")):
        value = getattr(extras, name)
        if not 0 <= value <= VALUE_MINOR_LIMIT:
            yield _no("value", name, "Between 0 and {max}.", max=VALUE_MINOR_LIMIT)
        elif option in extras.options and not value:
            yield _no("required", name, "Say the amount.")


def _item(item: OrderItem, at: str, parcels: int, countries: frozenset[str]) -> Iterator[Refusal]:
    yield from GOODS.faults(item, at)
    if not 1 <= item.quantity <= QUANTITY_LIMIT:
        yield _no("quantity", f"{at}.quantity", "Between 1 and {max}.", max=QUANTITY_LIMIT)
    if not 0 <= item.unit_value_minor <= VALUE_MINOR_LIMIT:
        yield _no(
            "value",
            f"{at}.unit_value_minor",
            "Between 0 and {max_amount}.",
            max_amount=f"{VALUE_MINOR_LIMIT} {item.currency[:8]}",
        )
    if not 0 <= item.unit_weight_g <= WEIGHT_G_LIMIT:
        yield _no("weight", f"{at}.unit_weight_g", "Between 0 and {max_kg} kg.", max_kg=WEIGHT_G_LIMIT)
    if item.currency not in CURRENCIES:
        yield _no("currency", f"{at}.currency", "There is no currency {currency}.", currency=item.currency[:8] or "?")
    if item.hs_code and not HS_CODE.fullmatch(item.hs_code):
        yield _no("hs_code", f"{at}.hs_code", "An HS code is 4 to 12 digits and dots.")
    if item.origin_country and item.origin_country not in countries:
        yield _no(
            "unknown_country", f"{at}.origin_country", "There is no country {country}.", country=item.origin_country[:8]
        )
    if not 1 <= item.parcel_no <= max(parcels, 1):
        yield _no("parcel_no", f"{at}.parcel_no", "There is no parcel {no}.", no=item.parcel_no)

"""CreateOrder into our orders. Pure: kilograms with three places become grams, prices minor units, all by Decimal."""

from collections.abc import Mapping
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from babel.numbers import get_currency_precision

from galeon.gateway.loose import Loose, Wrong
from galeon.gateway.yunexpress.codes import GOODS
from galeon.waybills.orders import Address, Order, OrderItem, OrderParcel, Taxes

STREET_LINE_MAX = 100
PIECES_MAX = 1_000  # more is refused by intake; this only keeps a typing slip from filling memory
MM_OF = {"cm": Decimal(10), "inch": Decimal("25.4"), "in": Decimal("25.4"), "mm": Decimal(1)}
COUNTRIES = {"UK": "GB"}


def order(item: Loose, services: Mapping[str, str]) -> Order:
    """One order of theirs. services: their product code (upper case) -> ours, where they differ. Wrong names the field."""
    receiver = item.one("Receiver")
    if receiver is None:
        raise Wrong(item.path("Receiver"))
    code = item.text("ShippingMethodCode")
    return Order(
        reference=item.text("CustomerOrderNumber"),
        service=services.get(code.upper(), code),
        consignee=address(receiver),
        shipper=shipper(item.one("Sender")),
        parcels=parcels(item),
        items=tuple(goods(entry) for entry in item.many("Parcels")),
        cargo_class=cargo_class(item),
        taxes=Taxes(ioss=item.text("IossCode"), incoterm="DDP" if item.whole("TariffPrepay", 0) else "DAP"),
    )


def address(a: Loose) -> Address:
    """A receiver or sender. First and last name stand in one line; a long street is broken at words."""
    country = a.text("CountryCode").upper()
    return Address(
        name=_joined(a.text("FirstName"), a.text("LastName")),
        country=COUNTRIES.get(country, country),
        street=streets(a.text("Street", "Address"), a.text("StreetAddress1"), a.text("StreetAddress2")),
        city=a.text("City"),
        company=a.text("Company"),
        state=a.text("State"),
        postcode=a.text("Zip"),
        phone=a.text("Phone", "MobileNumber"),
        email=a.text("Email"),
        house_number=a.text("HouseNumber"),
        tax_id=a.text("TaxId", "CertificateCode"),
    )


def shipper(a: Loose | None) -> Address | None:
    """The sender, when theirs is one: an object of empty texts is none, and then the company sends."""
    if a is None:
        return None
    found = address(a)
    return found if found.country and (found.name or found.company) and found.street else None


def streets(*lines: str) -> tuple[str, ...]:
    """Street lines; where there is room, one that is too long goes on in the next."""
    said = [line for line in lines if line]
    if len(said) == len(lines) or all(len(line) <= STREET_LINE_MAX for line in said):
        return tuple(said)
    return tuple(part for line in said for part in _wrapped(line))


def _wrapped(line: str) -> list[str]:
    parts = [""]
    for word in line.split(" "):
        longer = f"{parts[-1]} {word}".strip()
        if len(longer) <= STREET_LINE_MAX or not parts[-1]:
            parts[-1] = longer
        else:
            parts.append(word)
    return parts


def _joined(first: str, last: str) -> str:
    return first if not last or last == first else f"{first} {last}".strip()


def parcels(item: Loose) -> tuple[OrderParcel, ...]:
    """The pieces: boxes with their own weights, or the weight split over PackageCount, the odd grams on the first ones."""
    boxes = item.many("ChildOrders")
    mm = MM_OF.get(item.text("SizeUnits").lower() or "cm", Decimal(10))
    if boxes:
        return tuple(OrderParcel(grams(box, "BoxWeight", "Weight"), *sizes(box, mm)) for box in boxes)
    pieces = item.whole("PackageCount", 1)
    if not 1 <= pieces <= PIECES_MAX:
        raise Wrong(item.path("PackageCount"))
    each, odd = divmod(grams(item, "Weight"), pieces)
    size = sizes(item, mm)
    return tuple(OrderParcel(each + (1 if n < odd else 0), *size) for n in range(pieces))


def sizes(item: Loose, mm: Decimal) -> tuple[int, int, int]:
    """Length, width, height in mm, rounded up; 1 x 1 x 1 is what clients send who do not know."""
    told = [item.decimal(name) or Decimal(0) for name in ("Length", "Width", "Height")]
    if all(side in (0, 1) for side in told):
        return (0, 0, 0)
    length, width, height = (int((side * mm).to_integral_value(ROUND_CEILING)) for side in told)
    return (length, width, height)


def grams(item: Loose, *names: str) -> int:
    """Kilograms as grams; a fourth place is rounded half up."""
    for name in names:
        kg = item.decimal(name)
        if kg is not None:
            return int((kg * 1000).to_integral_value(ROUND_HALF_UP))
    raise Wrong(item.path(names[0]))


def goods(item: Loose) -> OrderItem:
    """A line of goods. Prices keep the currency's places; one place more is rounded half up."""
    currency = item.text("CurrencyCode").upper() or "USD"
    title = item.text("EName", "CName")
    price = item.decimal("UnitPrice") or Decimal(0)
    weight = item.decimal("UnitWeight")
    return OrderItem(
        title=title,
        title_local=item.text("CName"),
        sku=item.text("SKU"),
        hs_code="".join(c for c in item.text("HSCode") if c not in " .-"),
        quantity=item.whole("Quantity", 0),
        unit_value_minor=minor(price, currency),
        currency=currency,
        unit_weight_g=int((weight * 1000).to_integral_value(ROUND_HALF_UP)) if weight else 0,
        url=item.text("ProductUrl"),
    )


def minor(amount: Decimal, currency: str) -> int:
    """An amount as minor units of its currency, half up."""
    places = get_currency_precision(currency) if len(currency) == 3 and currency.isalpha() else 2
    return int(amount.scaleb(places).to_integral_value(ROUND_HALF_UP))


def cargo_class(item: Loose) -> str:
    """SensitiveTypeID as our class of goods; missing or 0 is general."""
    number = item.whole("SensitiveTypeID", 0)
    if number == 0:
        return "general"
    if number not in GOODS:
        raise Wrong(item.path("SensitiveTypeID"))
    return GOODS[number][0]

"""CreateOrder into our orders. Pure: kilograms with three places become grams, prices minor units, all by Decimal."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from galeon.gateway.loose import Loose, Wrong
from galeon.gateway.measures import CM, MM_OF, country, grams, hs_code, joined, minor, pieces, sizes, streets
from galeon.gateway.yunexpress.codes import GOODS
from galeon.waybills.orders import Address, Order, OrderItem, OrderParcel, Taxes


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
    return Address(
        name=joined(a.text("FirstName"), a.text("LastName")),
        country=country(a.text("CountryCode")),
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


def parcels(item: Loose) -> tuple[OrderParcel, ...]:
    """The pieces: boxes with their own weights, or the weight split over PackageCount, the odd grams on the first ones."""
    boxes = item.many("ChildOrders")
    mm = MM_OF.get(item.text("SizeUnits").lower() or "cm", CM)
    if boxes:
        return tuple(OrderParcel(grams(box, "BoxWeight", "Weight"), *sizes(box, mm)) for box in boxes)
    count = item.whole("PackageCount", 1)
    return pieces(grams(item, "Weight"), count, sizes(item, mm), item.path("PackageCount"))


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
        hs_code=hs_code(item.text("HSCode")),
        quantity=item.whole("Quantity", 0),
        unit_value_minor=minor(price, currency),
        currency=currency,
        unit_weight_g=int((weight * 1000).to_integral_value(ROUND_HALF_UP)) if weight else 0,
        url=item.text("ProductUrl"),
    )


def cargo_class(item: Loose) -> str:
    """SensitiveTypeID as our class of goods; missing or 0 is general."""
    number = item.whole("SensitiveTypeID", 0)
    if number == 0:
        return "general"
    if number not in GOODS:
        raise Wrong(item.path("SensitiveTypeID"))
    return GOODS[number][0]

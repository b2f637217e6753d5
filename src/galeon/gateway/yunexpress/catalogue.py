"""What there is to order: countries, services, kinds of goods, prices."""

from galeon.gateway.calling import Call
from galeon.gateway.measures import CM, country, grams, sizes
from galeon.gateway.yunexpress import codes, replies
from galeon.gateway.yunexpress.replies import ITEMS, Said
from galeon.intake.quotes import Enquiry, Offer, offers, orderable
from galeon.kernel.wording import major
from galeon.network.reads import country_names
from galeon.tariffs.price import Price
from galeon.waybills.orders import OrderParcel

BOTH = ("Items", "Item")


def get_country(call: Call) -> Said:
    """Every country; under Item and Items, since clients read either."""
    english, chinese = country_names("en"), country_names("zh")
    found = [{"CountryCode": c, "EName": name.upper(), "CName": chinese[c]} for c, name in sorted(english.items())]
    return Said(codes.OK, found, BOTH)


def get_shipping_methods(call: Call) -> Said:
    """The open services the account has prices for, those to one country when one is named."""
    to = country(call.query().text("CountryCode"))
    found = [
        {"Code": s.code, "CName": s.name_zh, "EName": s.name_en, "HasTrackingNumber": True, "DisplayName": s.name_zh}
        for s in orderable(call.caller.customer)
        if not to or to in s.countries
    ]
    return Said(codes.OK, found, ITEMS)


def get_goods_type(call: Call) -> Said:
    """The kinds of goods a SensitiveTypeID names."""
    return Said(codes.OK, [{"Id": n, "CName": zh, "EName": en} for n, (_, zh, en) in codes.GOODS.items()], ITEMS)


def get_price_trial(call: Call) -> Said:
    """What it would cost by each service that takes it; null when none does."""
    asked = call.query()
    weight_g = grams(asked, "Weight")
    if weight_g <= 0:
        return Said(codes.BAD_WEIGHT, None, ITEMS)
    enquiry = Enquiry(
        country=country(asked.text("CountryCode")),
        parcels=(OrderParcel(weight_g, *sizes(asked, CM)),),
        postcode=asked.text("PostCode"), cargo_class="battery" if asked.whole("PackageType", 0) == 1 else "general",
    )  # fmt: skip
    found = [o for o in offers(call.caller.customer, enquiry) if isinstance(o, Offer) and isinstance(o.outcome, Price)]
    return Said(codes.OK, [_priced(o, o.outcome) for o in found if isinstance(o.outcome, Price)] or None, ITEMS)


def _priced(offer: Offer, price: Price) -> dict[str, object]:
    s, fees = offer.service, replies.fees([(line.code, line.amount_minor) for line in price.lines])
    return {
        "Code": s.code, "CName": s.name_zh, "EName": s.name_en,
        "ShippingFee": major(fees.freight_minor, price.currency),
        "RegistrationFee": major(fees.registration_minor, price.currency),
        "FuelFee": major(fees.fuel_minor, price.currency),
        "SundryFee": major(fees.other_minor, price.currency), "TariffPrepayFee": major(0, price.currency),
        "InsuranceFee": major(0, price.currency), "TotalFee": major(price.total_minor, price.currency),
        "Currency": price.currency, "Weight": replies.kg(price.charge_weight_g), "DeliveryDays": f"{s.days_min}-{s.days_max}",
        "Track": "Y", "GoodsType": "", "Remark": "",
    }  # fmt: skip

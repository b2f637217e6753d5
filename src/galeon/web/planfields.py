"""The number fields of the planner's form, by the path of the enquiry they fill."""

from collections.abc import Mapping
from decimal import Decimal
from enum import Enum, auto

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class Kind(Enum):
    """What is typed in a field: kg for grams, cm for millimetres, per cent for hundredths of it, money for minor units."""

    WHOLE = auto()
    KG = auto()
    CM = auto()
    PERCENT = auto()
    MONEY = auto()
    TEXT = auto()


class Asked(msgspec.Struct, frozen=True):
    """A field. initial: what stands in it on an empty form; group: the part of the form it is drawn in."""

    name: str
    label: Text
    group: str = ""
    kind: Kind = Kind.WHOLE
    initial: Decimal | None = None
    unit: str = ""
    hint: Text = ""
    span: str = "span-3 half"
    is_required: bool = False


def _n(value: int) -> Decimal:
    return Decimal(value)


FIELDS: Mapping[str, Asked] = {
    "sku.weight_g": Asked("weight", _("Weight of a unit, packed"), "sku", Kind.KG, is_required=True),
    "sku.length_mm": Asked("length", _("Length"), "sku", Kind.CM, span="span-3 third"),
    "sku.width_mm": Asked("width", _("Width"), "sku", Kind.CM, span="span-3 third"),
    "sku.height_mm": Asked("height", _("Height"), "sku", Kind.CM, span="span-3 third"),
    "sku.cost_minor": Asked("cost", _("What a unit cost you"), "sku", Kind.MONEY, hint=_("For the capital tied up.")),
    "sku.declared_minor": Asked(
        "declared", _("Declared value of a unit"), "sku", Kind.MONEY, hint=_("For duty and VAT.")
    ),
    "demand.orders_month": Asked("orders", _("Orders a month"), "demand", span="span-6 half", is_required=True),
    "demand.units_order": Asked("units", _("Units an order"), "demand", initial=_n(1), span="span-6 half"),
    "demand.restock_days": Asked(
        "restock", _("Days between two shipments of stock"), "stock", initial=_n(30), span="span-4"
    ),
    "demand.safety_days": Asked("safety", _("Safety stock, in days"), "stock", initial=_n(14), span="span-4 half"),
    "demand.first_leg_days": Asked("transit", _("Days of the first leg"), "stock", initial=_n(30), span="span-4 half"),
    "carton.units": Asked("carton_units", _("Units in a carton"), "carton", span="span-4"),
    "carton.weight_g": Asked("carton_weight", _("Weight of a carton"), "carton", Kind.KG, span="span-8"),
    "carton.length_mm": Asked("carton_length", _("Length"), "carton", Kind.CM, span="span-4 third"),
    "carton.width_mm": Asked("carton_width", _("Width"), "carton", Kind.CM, span="span-4 third"),
    "carton.height_mm": Asked("carton_height", _("Height"), "carton", Kind.CM, span="span-4 third"),
    "border.parcel_duty_bp": Asked("parcel_duty", _("Duty on parcels"), "border", Kind.PERCENT),
    "border.parcel_vat_bp": Asked("parcel_vat", _("VAT on parcels"), "border", Kind.PERCENT),
    "border.bulk_duty_bp": Asked("bulk_duty", _("Duty on stock"), "border", Kind.PERCENT),
    "border.bulk_vat_bp": Asked(
        "bulk_vat", _("VAT on stock"), "border", Kind.PERCENT, hint=_("Nothing where you get it back.")
    ),
    "border.departure_entry_minor": Asked(
        "departure_entry",
        _("Customs entry of a departure"),
        "border",
        Kind.MONEY,
        hint=_("Shared by your parcels on it."),
    ),
    "border.departures_month": Asked("departures", _("Departures a month"), "border", initial=_n(8)),
    "border.shipment_entry_minor": Asked("shipment_entry", _("Customs entry of a shipment"), "border", Kind.MONEY),
    "holding.free_days": Asked("free", _("Days free of storage"), "border", initial=_n(0)),
    "holding.capital_bp_year": Asked("capital", _("Cost of capital a year"), "border", Kind.PERCENT),
}
"""By path, in the order of the page."""

"""What cost lines are called on a page, and a waybill's share spelled out."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from galeon.kernel import wording
from galeon.tariffs.words.fee_names import FEE_NAMES, fee_name
from galeon.web import formats
from galeon.web.labels import Text

KINDS: Mapping[str, Text] = {
    "master": gettext_lazy("Master"),
    "declaration": gettext_lazy("Customs declaration"),
    "departure": gettext_lazy("Departure"),
    "container": gettext_lazy("Container"),
    "bag": gettext_lazy("Bag"),
    "waybill": gettext_lazy("Waybill"),
}
BASES: Mapping[str, Text] = {
    "charge_g": gettext_lazy("charge weight"),
    "gross_g": gettext_lazy("gross weight"),
    "volume": gettext_lazy("volume"),
    "pieces": gettext_lazy("pieces"),
    "value": gettext_lazy("declared value"),
    "count": gettext_lazy("number of waybills"),
}
STAGES: Mapping[str, tuple[Text, str]] = {
    "accrued": (gettext_lazy("expected"), "warn"),
    "actual": (gettext_lazy("billed"), "ok"),
}
CODES: Mapping[str, Text] = {
    "airfreight": gettext_lazy("Air freight"),
    "ocean": gettext_lazy("Ocean freight"),
    "terminal": gettext_lazy("Terminal handling"),
    "customs_entry": gettext_lazy("Customs entry"),
    "trucking": gettext_lazy("Trucking"),
    "last_mile": gettext_lazy("Last mile"),
    "carriage": gettext_lazy("Carriage"),
    "storage": gettext_lazy("Storage"),
    "other": gettext_lazy("Other cost"),
}
DEFAULT_BASIS = {"declaration": "count"}
"""What an object's costs are mostly shared by; charge weight where nothing is said."""


def code(name: str) -> str:
    """What a cost is for, in the reader's language."""
    if name in CODES and name not in FEE_NAMES:
        return str(CODES[name])
    return fee_name(name, formats.language())


def counted(basis: str, weight: int, currency: str) -> str:
    """What a waybill counts for: 4.000 kg, 0.012 m³, 2 pieces, 38.00 USD."""
    if basis in ("charge_g", "gross_g"):
        return formats.kilograms(weight)
    if basis == "volume":
        return f"{wording.number(Decimal(weight).scaleb(-9).quantize(Decimal('0.001')), formats.language())} m³"
    if basis == "value":
        return formats.money(weight, currency)
    return formats.whole(weight)


def arithmetic(
    basis: str, amount_minor: int, currency: str, weight: int | None, whole: int, waybills: int, share_minor: int
) -> str:
    """12,345.67 × 4.000 kg ÷ 7.000 kg = 7,054.67; where nobody weighs anything, by their number."""
    amount, share = formats.amount(amount_minor, currency), formats.amount(share_minor, currency)
    if weight is None:
        return _("taken back: {share}").format(share=share)
    if not whole:
        return f"{amount} ÷ {formats.whole(waybills)} = {share}"
    return f"{amount} × {counted(basis, weight, currency)} ÷ {counted(basis, whole, currency)} = {share}"

"""What fees, measures, values and options are called. A code of the company's own is shown as its author wrote it."""

from collections.abc import Mapping

from django.utils.translation import gettext_noop

from galeon.kernel import wording
from galeon.kernel.tongue import gettext, speaking

FEE_NAMES = {
    "freight": gettext_noop("Freight"),
    "registration": gettext_noop("Registration fee"),
    "ticket": gettext_noop("Fee per shipment"),
    "fuel": gettext_noop("Fuel surcharge"),
    "remote": gettext_noop("Remote area surcharge"),
    "customs": gettext_noop("Customs entry"),
    "handling": gettext_noop("Handling"),
    "cod_remittance": gettext_noop("Cash on delivery paid over"),
    "additional_handling": gettext_noop("Additional handling"),
    "large_package": gettext_noop("Large package surcharge"),
    "over_maximum": gettext_noop("Over maximum limits surcharge"),
    "oversize": gettext_noop("Oversize surcharge"),
    "over_length": gettext_noop("Over length surcharge"),
    "overweight": gettext_noop("Overweight surcharge"),
    "heavy_box": gettext_noop("Heavy box surcharge"),
    "non_conveyable": gettext_noop("Non-conveyable piece"),
    "non_stackable": gettext_noop("Non-stackable piece"),
    "irregular_packing": gettext_noop("Irregular packing"),
    "packing": gettext_noop("Packing"),
    "rebox": gettext_noop("Change of box"),
    "relabel": gettext_noop("Relabelling"),
    "address_correction": gettext_noop("Address correction"),
    "residential": gettext_noop("Residential delivery"),
    "signature": gettext_noop("Signature on delivery"),
    "peak": gettext_noop("Peak season surcharge"),
    "battery": gettext_noop("Battery surcharge"),
    "dangerous_goods": gettext_noop("Dangerous goods surcharge"),
    "magnetic_check": gettext_noop("Magnetic check"),
    "prohibited": gettext_noop("Prohibited item"),
    "high_risk": gettext_noop("High-risk destination"),
    "restricted": gettext_noop("Restricted destination"),
    "insurance": gettext_noop("Insurance"),
    "cod": gettext_noop("Cash on delivery"),
    "duty": gettext_noop("Duty"),
    "import_vat": gettext_noop("VAT (import)"),
    "customs_fees": gettext_noop("Customs’ own fees"),
    "customs_entry": gettext_noop("Customs entry"),
    "hand_over": gettext_noop("Hand-over to the carrier"),
    "address_change": gettext_noop("Change of address"),
    "vat": gettext_noop("VAT (import)"),
    "ioss": gettext_noop("IOSS advance"),
    "advance": gettext_noop("Duty and VAT advanced"),
    "disbursement": gettext_noop("Disbursement fee"),
    "ddp": gettext_noop("Delivered duty paid"),
    "inspection": gettext_noop("Customs inspection"),
    "export_declaration": gettext_noop("Export declaration"),
    "broker_select": gettext_noop("Broker select"),
    "return": gettext_noop("Return"),
    "storage": gettext_noop("Storage fee"),
    "pickup": gettext_noop("Pick-up"),
    "picking": gettext_noop("Picking"),
    "first_leg": gettext_noop("First leg"),
    "declaration_bought": gettext_noop("Export declaration, papers bought"),
    "magnetic_ticket": gettext_noop("Magnetic check, per shipment"),
    "security": gettext_noop("Security fee"),
    "supplier_correction": gettext_noop("Carrier’s correction"),
    "dunning": gettext_noop("Reminder fee"),
}
OPTION_NAMES = {
    "residential": gettext_noop("delivery to a home"),
    "insurance": gettext_noop("insurance"),
    "cod": gettext_noop("cash on delivery"),
    "signature": gettext_noop("signature on delivery"),
    "ddp": gettext_noop("delivered duty paid"),
    "export_declaration": gettext_noop("export declaration"),
}
EVENT_NAMES = {
    "weigh_in": gettext_noop("weigh-in"),
    "reweigh": gettext_noop("weighed again"),
    "undo_weigh_in": gettext_noop("weigh-in taken back"),
    "hand_over": gettext_noop("hand-over to the carrier"),
    "customs_entry": gettext_noop("customs entry"),
    "duty": gettext_noop("duty assessed"),
    "storage_day": gettext_noop("day in storage"),
    "return": gettext_noop("return to sender"),
    "address_change": gettext_noop("change of address"),
    "claim": gettext_noop("claim"),
    "dispute": gettext_noop("dispute"),
    "supplier_correction": gettext_noop("supplier’s correction"),
    "by_hand": gettext_noop("by hand"),
    "dunning": gettext_noop("reminder"),
    "taken_back": gettext_noop("taken back"),
}
"""What raised a charge; those of `sheet.Event` are what a list may name."""
VALUE_NAMES = {
    "declared": gettext_noop("the declared value"),
    "insured": gettext_noop("the insured value"),
    "cod": gettext_noop("the cash on delivery"),
    "duty": gettext_noop("the duty"),
    "vat": gettext_noop("the import VAT"),
    "duty_vat": gettext_noop("duty and import VAT"),
}
MEASURE_NAMES = {
    "longest_mm": gettext_noop("longest side"),
    "second_mm": gettext_noop("second side"),
    "shortest_mm": gettext_noop("shortest side"),
    "girth_mm": gettext_noop("girth"),
    "sum_mm": gettext_noop("sum of the sides"),
    "volume_cm3": gettext_noop("volume"),
    "volume_in3": gettext_noop("volume"),
    "actual_g": gettext_noop("actual weight"),
    "volumetric_g": gettext_noop("volumetric weight"),
    "average_g": gettext_noop("average weight of a piece"),
    "pieces": gettext_noop("pieces"),
}


def fee_name(code: str, language: str) -> str:
    """A fee's name in a language."""
    if code not in FEE_NAMES:
        return code.replace("_", " ").capitalize()
    with speaking(wording.language_code(language)):
        return gettext(FEE_NAMES[code])


def event_name(event: str) -> str:
    """What raised a fee, in the language in force; "" of none."""
    return named(EVENT_NAMES, event) if event else ""


def named(names: Mapping[str, str], code: str) -> str:
    """An option, value or measure in the language in force."""
    return gettext(names[code]) if code in names else code.replace("_", " ")

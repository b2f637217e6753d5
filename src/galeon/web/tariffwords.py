"""What the editor's scripts say, and the fields of its panels, in the reader's language."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from galeon.tariffs.sheet import Basis, Bearer, Event, Measure, Takes, Value
from galeon.tariffs.words.fee_names import EVENT_NAMES

Text = str | Promise
BASES: Mapping[str, Text] = {
    Basis.FIRST_CONTINUED: gettext_lazy("First weight + each further step"),
    Basis.PER_KG: gettext_lazy("Per kg, by bracket"),
    Basis.GRADUATED: gettext_lazy("Per kg, graduated"),
    Basis.PER_TICKET: gettext_lazy("Fixed per shipment"),
    Basis.PER_PIECE: gettext_lazy("Per piece"),
    Basis.PER_CBM: gettext_lazy("Per m³"),
    Basis.PER_CONTAINER: gettext_lazy("Per container"),
    Basis.PERCENT: gettext_lazy("Percent of fees"),
    Basis.PERCENT_OF_VALUE: gettext_lazy("Percent of a value"),
    Basis.AT_COST: gettext_lazy("At cost"),
}
VALUES: Mapping[str, Text] = {
    Value.DECLARED: gettext_lazy("declared value"),
    Value.INSURED: gettext_lazy("insured value"),
    Value.COD: gettext_lazy("cash on delivery"),
    Value.DUTY: gettext_lazy("duty"),
    Value.VAT: gettext_lazy("import VAT"),
    Value.DUTY_VAT: gettext_lazy("duty and VAT"),
}
MEASURES: Mapping[str, Text] = {
    Measure.LONGEST_MM: gettext_lazy("Longest side"),
    Measure.SECOND_MM: gettext_lazy("Second side"),
    Measure.SHORTEST_MM: gettext_lazy("Shortest side"),
    Measure.GIRTH_MM: gettext_lazy("Length + girth"),
    Measure.SUM_MM: gettext_lazy("Sum of the sides"),
    Measure.VOLUME_CM3: gettext_lazy("Volume"),
    Measure.VOLUME_IN3: gettext_lazy("Volume in cubic inches"),
    Measure.ACTUAL_G: gettext_lazy("Actual weight"),
    Measure.VOLUMETRIC_G: gettext_lazy("Volumetric weight"),
    Measure.AVERAGE_G: gettext_lazy("Average weight of a piece"),
    Measure.PIECES: gettext_lazy("Number of pieces"),
}
TAKES: Mapping[str, Text] = {
    Takes.MAX: gettext_lazy("the dearest of the group"),
    Takes.FIRST: gettext_lazy("the first of the group"),
}


EVENTS: Mapping[str, Text] = {event: gettext_lazy(EVENT_NAMES[event]) for event in Event}
BEARERS: Mapping[str, Text] = {
    Bearer.CUSTOMER: gettext_lazy("the customer"),
    Bearer.HOUSE: gettext_lazy("the house"),
}


def words() -> dict[str, str]:
    """The sentences of the editor's scripts by name."""
    return {
        "no_number": _("This is not a number."),
        "unclear": _("This may mean two numbers: write it without a sign for thousands."),
        "mixed": _("Some cells write decimals with a comma, others with a point: write them the same way."),
        "too_many_decimals": _("At most {places} decimals here."),
        "negative": _("A price must not be below zero."),
        "too_large": _("This is more than any price here may be."),
        "not_kept": _("This browser cannot keep unsaved changes. Save often."),
        "grow": _("What was pasted is larger than the grid: add {rows} weight lines and {cols} zones?"),
        "grow_rows": _("What was pasted is larger than the table: add {rows} rows?"),
        "cells_picked": _("{rows} × {cols} cells"), "up_to": _("up to"), "over": _("over"), "measure": _("Measure"),
        "any_weight": _("any weight"), "above": _("above {weight} {unit}"), "to": _("to {weight} {unit}"),
        "first": _("first {weight} {unit}"), "each": _("each {weight} {unit}"), "base": _("+ base"),
        "limit": _("up to, {unit}"), "per_weight": _("per {unit}"), "weight": _("Weight"),
        "any_zone": _("any zone"), "countries_more": _("{countries} and {count} more"),
        "zone_code": _("Name of the zone"), "zone_exists": _("This zone is in the grid already."),
        "remove_line_ask": _("Remove the picked weight lines with their prices?"),
        "remove_zone_ask": _("Remove the picked zones from this grid with their prices?"),
        "move_up": _("Move up"), "remove_row": _("Remove this row"),
        "remove_condition": _("Remove this condition"), "add_condition": _("Add a condition"),
        "saved": _("Saved"), "unsaved": _("Not saved yet"), "saving": _("Saving…"), "nothing": _("All saved"),
        "unreadable": _("Cells that cannot be read: {count}. Mend them, then save."),
        "faults": _("Faults: {count}. Nothing is saved yet."),
        "restored": _("Unsaved changes of {when} were brought back."),
        "restored_old": _("Unsaved changes of {when} were brought back, but somebody has saved this draft since: look before you save."),
        "save_failed": _("The draft could not be saved. Your changes stay on this page; try again."),
        "yes": _("yes"), "min": _("min. {amount}"), "max": _("max. {amount}"), "fuelable": _("with fuel"),
        "parcel": _("Parcel {no}"), "add_parcel": _("Another parcel"), "remove_parcel": _("Remove this parcel"),
        "no_live": _("Nothing is live"), "not_priced": _("not priced"), "difference": _("Difference"),
        "priced_as_saved": _("This draft is large: the calculator prices it as last saved."),
        "mend_first": _("Mend the marked cells to price this draft."),
        "new_fee": _("Code of the fee, such as freight"), "from_fee": _("from {fee}"),
        "zone": _("Zone"), "country": _("Country"), "from": _("Postcode from"), "until": _("Postcode to"),
        "region": _("Region"), "origin": _("Origin"), "above_weight": _("Above, {unit}"), "round_to": _("Round up to, {unit}"),
    }  # fmt: skip

"""The layouts a service can name. A new one is one function from `LabelData` to `Plan` and one line here."""

from collections.abc import Callable

import msgspec

from galeon.waybills.label.data import LabelData
from galeon.waybills.label.plan import Plan
from galeon.waybills.label.standard import standard


def discreet(label: LabelData) -> Plan:
    """The standard label without the declared contents, for goods nobody on the way should know of."""
    return standard(msgspec.structs.replace(label, items=()))


LAYOUTS: dict[str, Callable[[LabelData], Plan]] = {"standard": standard, "discreet": discreet}


def plan_label(label: LabelData) -> Plan:
    """The label laid out as its service wants it."""
    return LAYOUTS[label.layout](label)

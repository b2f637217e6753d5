"""What a supplier's bill's states, verdicts and decisions are called, and in which tone they are shown."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from galeon.web.labels import Text

STATES: Mapping[str, tuple[Text, str]] = {
    "matching": (_("being matched"), "accent"),
    "open": (_("to be decided"), "warn"),
    "booking": (_("being booked"), "accent"),
    "booked": (_("booked"), "ok"),
}
FILE_STATES: Mapping[str, tuple[Text, str]] = {
    "asked": (_("tell its columns"), "warn"),
    "waiting": (_("waiting"), "accent"),
    "reading": (_("being read"), "accent"),
    "done": (_("read"), "ok"),
    "refused": (_("refused"), "bad"),
}
VERDICTS: Mapping[str, tuple[Text, str]] = {
    "unknown": (_("Unknown"), "bad"),
    "double": (_("Billed twice"), "bad"),
    "reweighed": (_("Re-weighed"), "warn"),
    "dearer": (_("Dearer"), "warn"),
    "cheaper": (_("Cheaper"), "teal"),
    "unpriced": (_("No price to compare"), "violet"),
    "missing": (_("Missing"), "accent"),
    "equal": (_("As expected"), "ok"),
}
DECISIONS: Mapping[str, tuple[Text, str]] = {
    "": (_("waits"), "warn"),
    "accept": (_("accepted"), "ok"),
    "pass_on": (_("passed on"), "violet"),
    "dispute": (_("disputed"), "bad"),
    "ignore": (_("still expected"), "accent"),
}
OUTCOMES: Mapping[str, tuple[Text, str]] = {"credited": (_("credited"), "ok"), "refused": (_("refused"), "bad")}
FOUND_BY: Mapping[str, Text] = {
    "ours": _("our number"),
    "carrier": _("a carrier’s number"),
    "reference": _("the order’s reference"),
}
EXPECTED_BY: Mapping[str, Text] = {
    "accrued": _("expected at the weigh-in"),
    "list": _("by the cost list"),
    "earlier": _("billed on an earlier bill"),
    "": _("nothing to expect it by"),
}

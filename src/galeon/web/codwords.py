"""What remittances of cash on delivery are called on a page."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from galeon.billing.company.cod_reads import Remittance
from galeon.web.labels import Text

STATES: Mapping[str, tuple[Text, str]] = {
    "proposed": (_("proposed"), "warn"),
    "approved": (_("approved"), "accent"),
    "paid": (_("paid"), "ok"),
    "cancelled": (_("cancelled"), "muted"),
}
CYCLES: Mapping[str, Text] = {
    "daily": _("every day"),
    "weekly": _("every week"),
    "half_monthly": _("twice a month"),
    "monthly": _("every month"),
}
METHODS: Mapping[str, Text] = {"bank": _("Bank transfer"), "netting": _("Netted against what is owed")}


def shown(them: list[Remittance]) -> list[tuple[Remittance, Text, str]]:
    """Remittances with their chips."""
    return [(one, *STATES.get(one.state, (one.state, "muted"))) for one in them]

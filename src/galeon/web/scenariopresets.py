"""Questions somebody is likely to ask, as links that fill the form in."""

from datetime import datetime
from decimal import Decimal
from urllib.parse import urlencode

import msgspec
from django.utils.translation import gettext as _

from galeon.decisions import reads
from galeon.kernel.wording import number
from galeon.web import formats
from galeon.web.scenariowords import percent, signed_percent

FUEL_STEP = Decimal("1.5")
DRAFTS_MAX = 4
NEXT_DIVISOR = {5_000: 6_000, 6_000: 5_000, 8_000: 6_000, 139: 166, 166: 139}


class Preset(msgspec.Struct, frozen=True):
    """A link: what it says, and the form's fields it fills in."""

    label: str
    query: str


def presets(now: datetime) -> list[Preset]:
    """Dearer fuel, the drafts there are, another divisor, and three percent more."""
    found = []
    for fuel in reads.fuels(now)[:2]:
        then = fuel.percent + FUEL_STEP
        label = _("{table}: fuel {before} → {then}").format(
            table=fuel.code, before=percent(fuel.percent), then=percent(then)
        )
        found.append(_preset(label, fuel=number(then, formats.language()), fuel_table=fuel.code))
    for draft in reads.drafts()[:DRAFTS_MAX]:
        label = _("Draft v{no} of {code}").format(no=draft.no, code=draft.code)
        found.append(_preset(label, draft=str(draft.version_id)))
    for before in reads.divisors()[:1]:
        then_divisor = NEXT_DIVISOR.get(before, 6_000)
        label = _("Divisor {before} → {then}").format(before=before, then=then_divisor)
        found.append(_preset(label, divisor=str(before), divisor_to=str(then_divisor)))
    found.append(_preset(_("Every amount {percent}").format(percent=signed_percent(Decimal(3))), rise="3"))
    return found


def _preset(label: str, **fields: str) -> Preset:
    return Preset(label, urlencode(fields))

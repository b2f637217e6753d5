"""Labels bought from carriers, as the pages show them."""

from django.utils.translation import gettext_lazy

from galeon.carriers import reads
from galeon.waybills import listing
from galeon.web.labels import Text

STATES = {
    "wanted": (gettext_lazy("label wanted"), "accent"),
    "asking": (gettext_lazy("asking the carrier"), "accent"),
    "booked": (gettext_lazy("label bought"), "ok"),
    "refused": (gettext_lazy("refused"), "bad"),
    "unknown": (gettext_lazy("no answer yet"), "warn"),
    "voided": (gettext_lazy("given back"), "muted"),
}


def stuck(limit: int) -> list[tuple[listing.Row, reads.Booking, Text, str]]:
    """Labels a person should see to, with their waybills: no answer, refused, or failing again and again."""
    troubled = reads.stuck(limit)
    ids = tuple(booking.waybill_id for booking in troubled)
    rows = {row.id: row for row in listing.page(listing.Filters(account_id=None, ids=ids), limit=limit)} if ids else {}
    return [
        (rows[booking.waybill_id], booking, *STATES[booking.state])
        for booking in troubled
        if booking.waybill_id in rows
    ]

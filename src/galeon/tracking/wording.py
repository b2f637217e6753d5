"""What the public statuses and the events are called, in the reader's language."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from galeon.tracking.status import PublicStatus

Text = str | Promise

STATUSES: Mapping[PublicStatus, tuple[Text, Text]] = {
    PublicStatus.INFO_RECEIVED: (_("Announced"), _("The seller announced the parcel; we do not have it yet.")),
    PublicStatus.IN_TRANSIT: (_("On its way"), _("The parcel is on its way.")),
    PublicStatus.OUT_FOR_DELIVERY: (_("Out for delivery"), _("The parcel is with the courier.")),
    PublicStatus.AVAILABLE_FOR_PICKUP: (_("Ready for pick-up"), _("The parcel waits at a pick-up point.")),
    PublicStatus.DELIVERY_FAILED: (_("Delivery failed"), _("The courier could not deliver and will try again.")),
    PublicStatus.DELIVERED: (_("Delivered"), _("The parcel was delivered.")),
    PublicStatus.EXCEPTION: (_("Problem"), _("The parcel cannot go on as planned.")),
}

# What went wrong, where the status alone does not say it: by state.
PROBLEMS: Mapping[str, Text] = {
    "returning": _("The parcel is going back to the sender."),
    "returned": _("The parcel went back to the sender."),
    "cancelled": _("The seller cancelled the shipment."),
    "lost": _("The parcel is lost."),
    "destroyed": _("The parcel was destroyed."),
}

EVENTS: Mapping[str, Text] = {
    "book": _("Announced by the seller"),
    "weigh_in": _("Received at our hub"),
    "depart": _("Departed"),
    "arrive": _("Arrived"),
    "declare": _("Declared to customs"),
    "customs_hold": _("Held by customs"),
    "release": _("Released by customs"),
    "hand_over": _("Handed to the delivery carrier"),
    "cancel": _("Cancelled by the seller"),
    "return": _("Return to the sender ordered"),
    "returned": _("Back at the sender"),
    "lose": _("Declared lost"),
    "destroy": _("Destroyed"),
    "carrier_info": _("Announced to the carrier"),
    "carrier_scan": _("Scanned by the carrier"),
    "carrier_out_for_delivery": _("Out for delivery"),
    "carrier_delivery_failed": _("Delivery tried in vain"),
    "carrier_pickup_point": _("Waiting at a pick-up point"),
    "carrier_exception": _("Problem reported by the carrier"),
    "carrier_returning": _("On its way back"),
    "carrier_delivered": _("Delivered"),
    "carrier_returned": _("Back at the sender"),
}


def status_word(status: PublicStatus) -> str:
    """The status in a word or two."""
    return str(STATUSES[status][0])


def status_sentence(status: PublicStatus, state: str) -> str:
    """The status in a sentence; for a problem, which."""
    return str(PROBLEMS.get(state, STATUSES[status][1]))


def event_words(code: str) -> str:
    """What an event is called in public; the bare code when it is new to this table."""
    return str(EVENTS.get(code, code))

"""Fees that nobody priced: what a supplier's correction came to, what a person charges by hand, what is taken back."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from galeon.billing.charges.explain import Rebilled, Said
from galeon.billing.charges.raising import NewFee, Raised, raise_fees

CORRECTION = "supplier_correction"
TEXT_MAX = 200


class Correction(msgspec.Struct, frozen=True, kw_only=True):
    """What a supplier's correction costs (above zero) or spares (below zero) the customer, in the account's currency.

    reason: a sentence of a person, as it is shown, or what the supplier billed. source: tells this correction from others, the
    key under which it stands once (`UPS:<bill>:<line>`). event_id: the bill's line. document_id: a credit note's, where
    there is one.
    """

    account_id: int
    waybill_id: int
    code: str
    amount_minor: int
    currency: str
    reason: str | Rebilled
    source: str
    at: datetime
    event_id: int | None = None
    document_id: int | None = None


def pass_on(corrections: Sequence[Correction]) -> list[Raised]:
    """Charge or credit what suppliers corrected, each once for its source: lines of their own beside those that stand."""
    return raise_fees(
        [
            NewFee(
                account_id=c.account_id, waybill_id=c.waybill_id, code=c.code, amount_minor=c.amount_minor,
                currency=c.currency, charged_at=c.at, event=CORRECTION, source=f"{CORRECTION}:{c.source}"[:120],
                reason=Said(c.reason[:TEXT_MAX]) if isinstance(c.reason, str) else c.reason, event_id=c.event_id, document_id=c.document_id,
            )
            for c in corrections
        ]
    )  # fmt: skip

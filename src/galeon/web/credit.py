"""What a customer can still spend, as the menu shows it."""

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from galeon.ledger.reads import standing
from galeon.web.visitors import Visitor


class Credit(msgspec.Struct, frozen=True):
    """available = posted - held + limit, in minor units of the account's currency."""

    label: str | Promise
    currency: str
    available_minor: int
    limit_minor: int

    @property
    def low_minor(self) -> int:
        """Below this the meter warns."""
        return self.limit_minor // 5

    @property
    def is_low(self) -> bool:
        """True when less than a fifth of the limit is left, or nothing of a prepaid balance."""
        return self.available_minor <= self.low_minor


def credit_of(visitor: Visitor) -> Credit | None:
    """The visitor's balance in the account's currency; None before the first posting."""
    mine = next((s for s in standing([visitor.account_id]) if s.currency == visitor.currency), None)
    if mine is None:
        return None
    label = _("Available credit") if mine.limit_minor else _("Available balance")
    return Credit(label, mine.currency, mine.available_minor, mine.limit_minor)

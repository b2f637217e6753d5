"""What tariffs tell the floors above."""

from datetime import datetime

import msgspec


class PriceListPublished(msgspec.Struct, frozen=True, kw_only=True):
    """A version of a price list was published. What found no price before may find one now."""

    version_id: int
    at: datetime

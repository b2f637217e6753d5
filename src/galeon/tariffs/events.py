"""What tariffs tell the floors above."""

from datetime import datetime

import msgspec


class PriceListPublished(msgspec.Struct, frozen=True, kw_only=True):
    """A version of a price list was published. What found no price before may find one now."""

    version_id: int
    at: datetime


class DatedTableChanged(msgspec.Struct, frozen=True, kw_only=True):
    """A fuel table has another rate, or an area table another edition. What found no price before may find one now."""

    code: str
    at: datetime


class PriceRunAsked(msgspec.Struct, frozen=True, kw_only=True):
    """A price run waits for the worker."""

    run_id: int


class AreaFileSent(msgspec.Struct, frozen=True, kw_only=True):
    """A file of remote areas waits for the worker."""

    file_id: int

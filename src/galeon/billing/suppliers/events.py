"""What suppliers' bills ask of the worker."""

import msgspec


class BillFileSent(msgspec.Struct, frozen=True, kw_only=True):
    """A file of a supplier waits to be read."""

    file_id: int


class BillsRead(msgspec.Struct, frozen=True, kw_only=True):
    """Bills wait to be matched."""

    bill_ids: tuple[int, ...]


class BookingAsked(msgspec.Struct, frozen=True, kw_only=True):
    """A bill whose every parcel is decided waits to be booked."""

    bill_id: int
    by: int | None

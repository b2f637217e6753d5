"""What intake tells itself to do later."""

import msgspec


class SheetAccepted(msgspec.Struct, frozen=True, kw_only=True):
    """A sheet waits to be placed."""

    account_id: int
    batch_id: int

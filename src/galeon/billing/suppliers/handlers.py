"""What suppliers' bills do by themselves: long files are read, matched and booked by the worker."""

from galeon.billing.suppliers.acts import book_now, match, read_file
from galeon.billing.suppliers.events import BillFileSent, BillsRead, BookingAsked
from galeon.kernel.outbox import on


@on(BillFileSent)
def read(event: BillFileSent) -> None:
    """Read the file; tried again after a fault of ours it begins anew."""
    read_file(event.file_id)


@on(BillsRead)
def match_bills(event: BillsRead) -> None:
    """Match the bills; tried again each goes on where it was."""
    for bill_id in event.bill_ids:
        match(bill_id)


@on(BookingAsked)
def book(event: BookingAsked) -> None:
    """Book the bill; booked already it stays so."""
    book_now(event.bill_id, event.by)

"""The only writers of suppliers' bills: take files in, match, decide, book, end disputes, pay, let the rest go."""

from galeon.billing.suppliers.acts_import import Sent, read_file, send, tell_columns
from galeon.billing.suppliers.booking import book, book_now
from galeon.billing.suppliers.deciding import Choice, Decided, Preview, decide, preview, undo
from galeon.billing.suppliers.disputing import dispute_lines
from galeon.billing.suppliers.heads import Head
from galeon.billing.suppliers.layout import Layout
from galeon.billing.suppliers.matching import match, match_again
from galeon.billing.suppliers.passing import How
from galeon.billing.suppliers.rest import release_rest
from galeon.billing.suppliers.settling import NewPayment, PaidOut, end_disputes, pay

__all__ = [
    "Choice", "Decided", "Head", "How", "Layout", "NewPayment", "PaidOut", "Preview", "Sent", "book", "book_now", "decide",
    "dispute_lines", "end_disputes", "match", "match_again", "pay", "preview", "read_file", "release_rest", "send", "tell_columns", "undo",
]  # fmt: skip

"""The only writers of invoices beside the closing: credit notes, tax rules."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from galeon.kernel.refusal import Refusal


class CreditLine(msgspec.Struct, frozen=True):
    """What is credited of one fee, before tax: amount_minor above zero. text: own words in place of the fee's name."""

    code: str
    amount_minor: int
    count: int = 1
    text: str = ""


class NewCreditNote(msgspec.Struct, frozen=True, kw_only=True):
    """A credit note to issue. corrects: the id of the invoice of the account whose fees are credited, if it is one.

    at: when it is issued. by: the person, None for the house itself.
    """

    account_id: int
    currency: str
    lines: Sequence[CreditLine]
    reason: str
    at: datetime
    by: int | None
    corrects: int | None = None


class Issued(msgspec.Struct, frozen=True):
    """A credit note as it stands: tax_minor and gross_minor are above zero, and credited.

    The caller raises the charges: each line's amount below zero, and -tax_minor as code `tax`, all with document_id=id.
    """

    id: int
    number: str
    tax_minor: int
    gross_minor: int


def issue_credit_note(new: NewCreditNote) -> Issued | Refusal:
    """Issue a credit note, inside the caller's transaction, which raises the negative charges with its id."""
    raise NotImplementedError

"""What the accounts of the book and the kinds of journals are called on a page."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from galeon.billing.company.cashmodes import OTHER, UNUSED
from galeon.web.labels import MODES, Text

BOOKS: Mapping[str, Text] = {
    "receivable": _("Customers, invoiced"),
    "unbilled": _("Customers, charged and not invoiced yet"),
    "bank": _("Bank"),
    "cash": _("Cash in hand"),
    "wallets": _("Alipay and WeChat"),
    "transit": _("Between our own accounts"),
    "recoverable": _("Claims against suppliers"),
    "cod_in_transit": _("Cash carriers collected and owe us"),
    "between_entities": _("Between our companies"),
    "revenue": _("Carriage revenue"),
    "revenue_surcharge": _("Surcharge revenue"),
    "revenue_customs": _("Customs service revenue"),
    "revenue_storage": _("Storage and handling revenue"),
    "other_income": _("Other income"),
    "cost": _("Carriers and line-haul"),
    "cost_borne": _("Fees we bear ourselves"),
    "compensation": _("Compensation paid to customers"),
    "bad_debt": _("Debts written off"),
    "bank_fees": _("Bank fees"),
    "other_expense": _("Other expenses"),
    "fx_difference": _("Realised exchange differences"),
    "accrued_cost": _("Costs expected, not billed to us yet"),
    "payable": _("Suppliers"),
    "duty_payable": _("Duty and tax advanced"),
    "tax_payable": _("Tax on our invoices"),
    "cod_payable": _("Cash collected for customers"),
    "unidentified": _("Money received from nobody known yet"),
    "conversion": _("Between currencies"),
    "opening": _("Opening balances"),
}
KINDS: Mapping[str, Text] = {
    "charge": _("Charge"),
    "credit": _("Credited"),
    "payment": _("Payment"),
    "top_up": _("Prepayment"),
    "refund": _("Refund"),
    "closing": _("Statement closed"),
    "reversal": _("Reversal"),
    "move": _("Moved to another company"),
    "opening": _("Brought forward"),
    "cost": _("Cost"),
    "writeoff": _("Write-off"),
    "cod": _("Cash collected"),
    "claim": _("Claim"),
    "recovery": _("Recovered from a supplier"),
    "tax": _("Tax"),
    "fx": _("Exchange difference"),
    "bank": _("Bank line"),
}

CASH_SIDES: Mapping[str, Text] = {
    "received": _("From customers"), "paid": _("To suppliers"), "other": _("Everything else"),
}  # fmt: skip


def book_name(code: str) -> Text:
    """An account of the book."""
    return BOOKS.get(code, code)


def kind_name(code: str) -> Text:
    """A kind of journal."""
    return KINDS.get(code, code)


def segment_name(code: str) -> Text:
    """A mode, or what belongs to none."""
    return MODES.get(code, code) if code else _("Of no mode")


def cash_column(code: str) -> Text:
    """What money moved for: a mode, none, nothing yet, or what has nothing to do with modes."""
    return {UNUSED: _("Not used yet"), OTHER: _("Everything else")}.get(code) or segment_name(code)


def cash_side(code: str) -> Text:
    """Whose money moved."""
    return CASH_SIDES[code]

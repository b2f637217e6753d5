"""Where a fee's money goes in the book. Pure."""

REVENUE = {
    "freight": "revenue",
    "customs": "revenue_customs",
    "customs_entry": "revenue_customs",
    "disbursement": "revenue_customs",
    "storage": "revenue_storage",
}
OTHERS = {
    "duty": "duty_payable",
    "import_vat": "duty_payable",
    "customs_fees": "duty_payable",
    "tax": "tax_payable",
    "compensation": "compensation",
}
"""What is not revenue of ours: advanced for the customer, owed to the state, paid because something was lost."""


def book_of(code: str) -> str:
    """The account of the book a fee is credited to: revenue by kind, surcharges for every fee not named."""
    return OTHERS.get(code) or REVENUE.get(code, "revenue_surcharge")


def has_segment(book: str) -> bool:
    """True where the mode of transport is told beside the money: revenue and cost, not what passes through."""
    return book.startswith("revenue") or book in ("cost", "compensation", "cost_borne")

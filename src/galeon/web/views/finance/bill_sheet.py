"""A bill with its verdicts as a sheet."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from galeon.billing.suppliers import reads
from galeon.kernel.wording import major
from galeon.web.sheets import Cell
from galeon.web.sheets import book as written
from galeon.web.views.finance.bill_words import DECISIONS, OUTCOMES, VERDICTS

STEP = 500


def every(bill_id: int, decision: str | None = None) -> list[reads.Item]:
    """All parcels of a bill, read a page at a time."""
    return [item for page in _pages(bill_id, decision) for item in page]


def _pages(bill_id: int, decision: str | None) -> Iterator[list[reads.Item]]:
    after = 0
    while page := reads.items(bill_id, decision=decision, after=after, limit=STEP):
        yield page
        after = page[-1].id


def book(head: reads.Head) -> bytes:
    """Every parcel: what was billed, what was expected, what we said and decided."""
    heads = [
        _("Tracking number"), _("Waybill"), _("Customer"), _("Verdict"), _("Billed"), _("Expected"), _("Difference"),
        _("Currency"), _("Billed weight kg"), _("Our weight kg"), _("Decision"), _("Customer is charged"), _("Currency"),
        _("Disputed"), _("Outcome"), _("Reference"),
    ]  # fmt: skip
    rows = (_row(item, head.currency) for page in _pages(head.id, None) for item in page)
    return written(head.number, heads, rows)


def _row(item: reads.Item, currency: str) -> tuple[Cell, ...]:
    return (
        item.tracking or item.label, item.waybill, item.account_name, str(VERDICTS[item.verdict][0]) if item.verdict else "",
        major(item.billed_minor, currency), _money(item.expected_minor, currency), major(item.difference_minor, currency),
        currency, _kg(item.billed_g), _kg(item.ours_g), str(DECISIONS[item.decision][0]) if item.decision else "",
        _money(item.pass_minor, item.pass_currency or currency), item.pass_currency, major(item.disputed_minor, currency),
        str(OUTCOMES[item.outcome][0]) if item.outcome else "", item.outcome_reference,
    )  # fmt: skip


def _money(minor: int | None, currency: str) -> Decimal | None:
    return None if minor is None else major(minor, currency)


def _kg(grams: int | None) -> Decimal | None:
    return Decimal(grams).scaleb(-3) if grams else None

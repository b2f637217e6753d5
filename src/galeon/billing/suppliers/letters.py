"""What is sent to a supplier whose bill we dispute: a letter's words and a list of the parcels, in the reader's language."""

import csv
import io
from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from galeon.billing.suppliers.reads import Head, Item
from galeon.kernel import wording


def disputed(items: Sequence[Item]) -> list[Item]:
    """Those the supplier has not answered."""
    return [item for item in items if item.decision == "dispute" and not item.outcome]


def letter(bill: Head, items: Sequence[Item], language: str) -> str:
    """The words: which bill, how many parcels, how much, until when we may."""
    mine = disputed(items)
    total = wording.amount(sum(i.disputed_minor for i in mine), bill.currency, language)
    until = min((i.dispute_until for i in mine if i.dispute_until), default=bill.due_on)
    return _(
        "Dear {supplier}, of your bill {number} of {day} we dispute {count} parcels, {total} {currency} in all, within the "
        "window that ends on {until}. The list below says why. Please send a credit note for them, or tell us what they "
        "were billed for."
    ).format(
        supplier=bill.supplier_name, number=bill.number, day=wording.day(bill.billed_on, language), count=len(mine),
        total=total, currency=bill.currency, until=wording.day(until, language),
    )  # fmt: skip


def reason(item: Item, currency: str, language: str) -> str:
    """Why a parcel is disputed, in a sentence."""
    if item.disputed_fees:
        return _("We do not agree with: {fees}.").format(fees=item.disputed_fees)
    if item.verdict == "unknown":
        return _("We know of no parcel with this number.")
    if item.verdict == "double":
        return (
            _("Billed before on {number}.").format(number=item.double_number)
            if item.double_number
            else _("Billed twice here.")
        )
    if item.verdict == "reweighed" and item.billed_g and item.ours_g:
        return _("Billed {billed} kg, we weighed {ours} kg.").format(
            billed=wording.kilograms(item.billed_g, language), ours=wording.kilograms(item.ours_g, language)
        )
    expected = wording.amount(item.expected_minor or 0, currency, language)
    return _("By your price list it costs {expected}.").format(expected=expected)


def sheet(bill: Head, items: Sequence[Item], language: str) -> str:
    """The letter and the list as CSV; text a spreadsheet would run as a formula is quoted as text."""
    out = io.StringIO()
    write = csv.writer(out).writerow
    write([letter(bill, items, language)])
    write([])
    write(
        [
            _("Tracking number"),
            _("Billed"),
            _("Expected"),
            _("Disputed"),
            _("Billed weight kg"),
            _("Our weight kg"),
            _("Why"),
        ]
    )
    for item in disputed(items):
        write(
            [_plain(item.tracking or item.label), *(_money(m, bill.currency) for m in (item.billed_minor, item.expected_minor or 0, item.disputed_minor)),
             _kg(item.billed_g), _kg(item.ours_g), reason(item, bill.currency, language)]
        )  # fmt: skip
    return out.getvalue()


def _plain(text: str) -> str:
    return f"'{text}" if text[:1] in "=+-@\t\r" else text


def _money(minor: int, currency: str) -> str:
    return str(wording.major(minor, currency))


def _kg(grams: int | None) -> str:
    return str(Decimal(grams).scaleb(-3)) if grams else ""

"""A bank's lines that are no customer's: what a person makes of them on the page, and whether bank and books agree."""

import msgspec
from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from galeon.billing.cash import acts
from galeon.billing.cash.acts import InBooks, ToBook, ToLink
from galeon.billing.cash.agreeing import Agreement, Lone, agreement
from galeon.billing.cash.booking import FEES, books_of
from galeon.billing.cash.inbooks import Stands, alike, standing
from galeon.billing.cash.models import BankAccount, BankLine
from galeon.billing.cash.suggestions import Line
from galeon.billing.suppliers import acts as suppliers
from galeon.billing.suppliers.owed import Unpaid, unpaid
from galeon.kernel.refusal import Refusal
from galeon.ledger.chart import CHART
from galeon.web.bookwords import book_name, kind_name
from galeon.web.labels import Text
from galeon.web.views.waybills import whole_number

KINDS: tuple[tuple[str, Text], ...] = (
    ("expense", gettext_lazy("Expenses")), ("revenue", gettext_lazy("Income")),
    ("liability", gettext_lazy("What we owe")), ("asset", gettext_lazy("What we have")),
    ("equity", gettext_lazy("Other accounts")),
)  # fmt: skip
STATES: dict[str, Text] = {
    "open": gettext_lazy("To match"), "out": gettext_lazy("Money out"), "ignored": gettext_lazy("No customer’s"),
}  # fmt: skip
BIGINT = 2**63


class Choices(msgspec.Struct, frozen=True):
    """What may be chosen for a line: accounts of the book by kind, bills it may pay, journals it may be."""

    books: list[tuple[Text, list[tuple[str, Text]]]]
    bills: list[Unpaid]
    alike: list[tuple[Lone, Text]]


class Posted(msgspec.Struct, frozen=True):
    """How a line is booked, in words."""

    stands: Stands
    name: Text


def choices(bank_account_id: int, lines: list[Line]) -> dict[int, Choices]:
    """For each line that waits to be booked, what may be chosen."""
    waiting = [line for line in lines if line.state in ("out", "ignored") and not line.fault and not line.is_double]
    if not waiting:
        return {}
    bank = BankAccount.objects.get(pk=bank_account_id)
    books, bills, found = _books(bank.book_id), unpaid(bank.currency), alike(bank.pk, waiting)
    return {
        line.id: Choices(
            books, [bill for bill in bills if bill.left_minor >= -line.amount_minor > 0],
            [(one, kind_name(one.kind)) for one in found.get(line.id, [])],
        )
        for line in waiting
    }  # fmt: skip


def posted(lines: list[Line]) -> dict[int, Posted]:
    """Of those that are in the books, how."""
    return {
        line_id: Posted(one, book_name(one.book) if one.is_made else kind_name(one.kind))
        for line_id, one in standing(lines).items()
    }


def how_it_agrees(bank_account_id: int) -> dict[str, object]:
    """What the page says of bank and books: the agreement, what explains the difference, journals without a line."""
    found = agreement(bank_account_id)
    return {"agrees": found, "parts": _parts(found) if found else [],
            "lone": [(one, kind_name(one.kind)) for one in found.lone] if found else []}  # fmt: skip


def done(typed: QueryDict, line: Line, by: int) -> Refusal | None:
    """Book a line as asked; what is wrong with it, or None."""
    what = typed.get("do", "")
    if what in ("fee", "book"):
        book = FEES if what == "fee" else typed.get("book", "")[:32]
        (answer,) = acts.book([ToBook(line_id=line.id, book=book, note=typed.get("note", "")[:400])], by=by)
    elif what == "link":
        (answer,) = acts.link(
            [ToLink(line_id=line.id, source=typed.get("source", "")[:120].replace("\x00", ""))], by=by
        )
    else:
        answer = _bill_paid(line, whole_number(typed.get("bill", "")) or 0, by)
    return answer if isinstance(answer, Refusal) else None


def _bill_paid(line: Line, bill_id: int, by: int) -> InBooks | Refusal:
    """Write down that the line paid a supplier's bill, and that this is its line: both or neither."""
    kept = BankLine.objects.select_related("bank_account").get(pk=line.id)
    reference = kept.reference or f"{kept.bank_account.number[-8:]} {kept.fingerprint[:12]}"
    new = suppliers.NewPayment(
        bill_id=bill_id if bill_id < BIGINT else 0, amount_minor=-line.amount_minor, paid_on=line.booked_on,
        reference=reference,
    )  # fmt: skip
    with transaction.atomic():
        paid = suppliers.pay(new, by)
        if isinstance(paid, Refusal):
            return paid
        source = f"bill-paid:{paid.payment_id}:{kept.bank_account.entity_id}"
        (answer,) = acts.link([ToLink(line_id=line.id, source=source)], by=by)
        if isinstance(answer, Refusal):
            transaction.set_rollback(True)
    return answer


def _books(bank_book: str) -> list[tuple[Text, list[tuple[str, Text]]]]:
    allowed = set(books_of(bank_book))
    return [
        (label, [(x.code, book_name(x.code)) for x in CHART if x.kind == kind and x.code in allowed])
        for kind, label in KINDS
    ]


def _parts(found: Agreement) -> list[tuple[str, int]]:
    """What the bank says more than the books (above zero), or less, and why; together the difference."""
    parts = [(_("Lay there before the first file, and is not in the books"), found.opening_minor)]
    parts += [
        (_("Not in the books: {state} ({lines})").format(state=STATES[one.state], lines=one.lines), one.minor)
        for one in found.waiting
    ]
    parts += [
        (_("In the books without a line of the bank"), -found.lone_minor),
        (_("In the books on a later day, or on another account"), found.shifted_minor),
        (_("Moved by the bank’s balances, and in no file: one is missing, or a line is a double"), found.gap_minor),
    ]
    return [part for part in parts if part[1]]

"""Fees raised, months closed, documents looked up."""

from datetime import UTC, date, datetime
from decimal import Decimal

from galeon.billing import acts as billing
from galeon.billing.charges.raising import NewFee, raise_fees
from galeon.billing.invoices.acts import CreditLine, Issued, NewCreditNote, issue_credit_note
from galeon.billing.invoices.models import Invoice, InvoiceLine, InvoiceTax
from galeon.billing.invoices.rules import NewTaxRule, add_tax_rule
from galeon.billing.tests.books import MONTH_END, NOON
from galeon.kernel.refusal import Refusal
from galeon.parties.models import Account
from galeon.parties.reads import Customer

ISSUED_AT = datetime(2026, 12, 1, 2, 0, tzinfo=UTC)
YEAR_BEGINS = date(2026, 1, 1)


def fee(who: Customer, code: str, amount_minor: int, key: str, at: datetime = NOON) -> None:
    """A fee (below zero: a credit) of the account as a whole."""
    (raised,) = raise_fees(
        [
            NewFee(
                account_id=who.account_id, waybill_id=0, code=code, amount_minor=amount_minor, currency="CNY",
                charged_at=at, event="by_hand", source=f"test:{who.account_id}:{key}", reason=None,
            )
        ]
    )  # fmt: skip
    assert raised.outcome == "charged"


def rule(category: str = "S", percent: str = "0", **changes: object) -> None:
    """A rule of our first company from the year's beginning."""
    made = {"entity_id": 1, "valid_from": YEAR_BEGINS, "reason": "" if category in "SZ" else f"Because of {category}"}
    answer = add_tax_rule(NewTaxRule(category=category, percent=Decimal(percent), **(made | changes)), by=None)
    assert isinstance(answer, int), answer


def at_home(who: Customer, country: str, tax_number: str = "") -> None:
    """Where the customer's invoices go."""
    Account.objects.filter(pk=who.account_id).update(country=country, tax_number=tax_number)


def close(until: datetime = MONTH_END, at: datetime = ISSUED_AT) -> list[tuple[int, int]]:
    """Close all that ended, issued a little later."""
    return billing.close_cycle(until, at=at)


def documents(*who: Customer) -> list[tuple[str, int, int, int]]:
    """(number, net, tax, gross) in the order they were issued."""
    found = Invoice.objects.filter(account_id__in=[w.account_id for w in who]).order_by("id")
    return [(i.number, i.net_minor, i.tax_minor, i.gross_minor) for i in found]


def the_invoice(who: Customer) -> Invoice:
    """The one there is."""
    return Invoice.objects.get(account_id=who.account_id, kind="invoice")


def lines(invoice: Invoice) -> list[tuple[str, int, int, str, str]]:
    """(fee, count, net, category, percent) in order."""
    found = InvoiceLine.objects.filter(account_id=invoice.account_id, invoice_id=invoice.id).order_by("no")
    return [(x.code, x.count, x.net_minor, x.category, f"{x.percent:f}") for x in found]


def taxes(invoice: Invoice) -> list[tuple[str, str, int, int, str]]:
    """(category, percent, net, tax, reason)."""
    found = InvoiceTax.objects.filter(account_id=invoice.account_id, invoice_id=invoice.id).order_by(
        "category", "percent"
    )
    return [(x.category, f"{x.percent:f}", x.net_minor, x.tax_minor, x.reason) for x in found]


def credit(
    who: Customer, *amounts: tuple[str, int], corrects: int | None = None, at: datetime = ISSUED_AT, **changes: object
) -> Issued | Refusal:
    """A credit note of these fees, its negative charges raised in the same breath as its callers do."""
    asked = NewCreditNote(
        account_id=who.account_id, currency="CNY", lines=[CreditLine(code, amount) for code, amount in amounts],
        reason="The parcel was weighed wet.", at=at, by=None, corrects=corrects,
    )  # fmt: skip
    for name, value in changes.items():
        asked = NewCreditNote(**{**{f: getattr(asked, f) for f in asked.__struct_fields__}, name: value})
    answer = issue_credit_note(asked)
    if isinstance(answer, Issued):
        owed = [*amounts, ("tax", answer.tax_minor)]
        raise_fees(
            [
                NewFee(
                    account_id=who.account_id, waybill_id=0, code=code, amount_minor=-amount, currency="CNY",
                    charged_at=at, event="credit_note", source=f"credit:{answer.id}", reason=None, document_id=answer.id,
                )
                for code, amount in owed if amount
            ]
        )  # fmt: skip
    return answer

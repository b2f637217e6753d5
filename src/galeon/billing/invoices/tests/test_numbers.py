"""Numbers without gaps while many issue at once, some of whom change their mind: real commits, real connections."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest
from django.db import DatabaseError, connection, connections, transaction

from galeon.billing.invoices.acts import Issued
from galeon.billing.invoices.models import Invoice, InvoiceSeries
from galeon.billing.invoices.tests.issuing import ISSUED_AT, close, credit, documents, fee, rule, the_invoice
from galeon.billing.invoices.tests.test_closing import EDITS
from galeon.billing.tests.books import MONTH_END, assert_books_agree
from galeon.ops.tests.company import Company
from galeon.parties.models import LegalEntity
from galeon.parties.reads import Customer

WRITERS, EACH = 8, 6


class _ChangesMind(Exception):
    pass


def alone(act: Callable[[], object]) -> object:
    try:
        return act()
    finally:
        connection.close()


def test_not_even_the_databases_owner_edits_what_was_issued(fresh_db: str, company: Company) -> None:
    fee(company.merchant, "packing", 1_000, "a")
    close()
    before = documents(company.merchant)
    for forbidden in EDITS:
        with pytest.raises(DatabaseError, match="cannot be changed"), connections["owner"].cursor() as cursor:
            cursor.execute(forbidden)
    assert documents(company.merchant) == before != []


def test_eight_who_issue_at_once_leave_no_gap_though_a_third_of_them_roll_back(fresh_db: str, company: Company) -> None:
    merchants = [company.merchant, *(company.open_merchant(f"M{n}") for n in range(WRITERS - 1))]
    LegalEntity.objects.filter(pk=1).update(prefix="GAL")
    for who in merchants:
        fee(who, "packing", 100_000, "a")
    close()
    gate = threading.Barrier(WRITERS + 1)
    with ThreadPoolExecutor(WRITERS + 1) as pool:
        told = [pool.submit(alone, partial(_issue, n, who, gate)) for n, who in enumerate(merchants)]
        december = pool.submit(alone, lambda: _close_december(merchants, gate))
        issued = [number for answers in told for number in answers.result(120)]
        december.result(120)
    assert len(issued) == WRITERS * EACH - WRITERS * (EACH // 3)
    assert sorted(issued) == [f"GALC-2026-{n:06}" for n in range(1, len(issued) + 1)]
    for kind in ("credit", "invoice"):
        numbers = list(Invoice.objects.filter(kind=kind).order_by("no").values_list("no", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))
        assert InvoiceSeries.objects.get(kind=kind).last == len(numbers)
    for who in merchants:
        assert_books_agree(who)


def _issue(n: int, who: Customer, gate: threading.Barrier) -> list[str]:
    invoice = the_invoice(who)
    gate.wait(60)
    numbers = []
    for turn in range(EACH):
        try:
            with transaction.atomic():
                answer = credit(who, ("packing", 100 + n), corrects=invoice.id, at=ISSUED_AT + timedelta(minutes=turn))
                assert isinstance(answer, Issued), answer
                if turn % 3 == 2:
                    raise _ChangesMind
                numbers.append(answer.number)
        except _ChangesMind:
            pass
    return numbers


def _close_december(merchants: list[Customer], gate: threading.Barrier) -> None:
    """Close again and again while they issue: invoices of next month's fees."""
    gate.wait(60)
    for n in range(3):
        fee(merchants[n], "storage", 700 + n, "december", at=MONTH_END + timedelta(days=3))
        close(MONTH_END + timedelta(days=31), at=ISSUED_AT + timedelta(days=2))


def test_two_who_credit_one_invoice_at_once_do_not_credit_it_twice(fresh_db: str, company: Company) -> None:
    rule("S", "21")
    fee(company.merchant, "packing", 1_000, "a")
    close()
    invoice = the_invoice(company.merchant)
    gate = threading.Barrier(WRITERS)

    def one() -> object:
        gate.wait(60)
        with transaction.atomic():
            return credit(company.merchant, ("packing", 600), corrects=invoice.id)

    with ThreadPoolExecutor(WRITERS) as pool:
        told = [f.result(60) for f in [pool.submit(alone, one) for _ in range(WRITERS)]]
    assert sum(isinstance(answer, Issued) for answer in told) == 1
    assert documents(company.merchant)[1:] == [(documents(company.merchant)[1][0], -600, -126, -726)]
    assert_books_agree(company.merchant)

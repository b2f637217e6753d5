"""Statements answered, disputed and claimed on pages, and finance's queue: each side sees its own, nothing twice."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from galeon.billing.credit.tests.money import closed_november
from galeon.billing.credit.tests.test_top_ups import picture
from galeon.billing.disputes.models import Answered, Case, Confirmed, Message, Terms, WriteOff
from galeon.billing.invoices.models import Invoice
from galeon.billing.models import Charge, Payment, Statement
from galeon.billing.tests.books import money
from galeon.kernel.outbox import drain
from galeon.ops.tests.company import Company
from galeon.web.tests.people import person, signed_in


@pytest.fixture
def statement(company: Company) -> Statement:
    """A closed November of two parcels."""
    found = closed_november(company.merchant, parcels=2)
    drain()
    return found


@pytest.fixture
def marta(company: Company) -> Client:
    """The second of our finance."""
    return signed_in(person("second@galeon.example", "finance"))


def ids(statement: Statement) -> list[int]:
    return list(Charge.objects.filter(statement_id=statement.id).order_by("id").values_list("id", flat=True))


def proof() -> SimpleUploadedFile:
    return SimpleUploadedFile("scale.png", picture())


def test_a_customer_confirms_disputes_and_confirms_the_rest(
    merchant: Client, accountant: Client, company: Company, statement: Statement
) -> None:
    first, second, *_ = ids(statement)
    answer = f"/statements/{statement.id}/answer"
    assert answer in merchant.get(f"/statements/{statement.id}").content.decode()
    assert "within 14 days is confirmed by silence" in merchant.get(answer).content.decode()
    merchant.post(answer, {"act": "confirm", "id": [first]})
    form = merchant.post(f"/statements/{statement.id}/dispute", {"id": [second]})
    assert form.status_code == 200
    assert Case.objects.count() == 0
    typed = {"id": [second], "reason": "weight", "text": "We weighed 0.9 kg", "files": [proof()]}
    opened = merchant.post(f"/statements/{statement.id}/dispute", typed, follow=True)
    assert "We weighed 0.9 kg" in opened.content.decode()
    merchant.post(answer, {"act": "rest"})
    assert (Confirmed.objects.get().charge_id, Answered.objects.count()) == (first, 1)
    page = merchant.get(answer).content.decode()
    assert "disputed" in page
    case = Case.objects.get()
    queue = accountant.get("/finance/cases").content.decode()
    assert case.number in queue
    assert "nobody yet" in queue


def test_finance_takes_answers_and_credits_a_dispute(
    merchant: Client, accountant: Client, company: Company, statement: Statement
) -> None:
    second = ids(statement)[1]
    typed = {"id": [second], "reason": "price", "text": "Too dear", "files": [proof()]}
    merchant.post(f"/statements/{statement.id}/dispute", typed)
    case = Case.objects.get()
    address = f"/finance/cases/{case.account_id}/{case.id}"
    page = accountant.get(address).content.decode()
    assert "Too dear" in page
    accountant.post(address, {"act": "take"})
    accountant.post(address, {"act": "say", "text": "We look at it"})
    assert "We look at it" in merchant.get(f"/disputes/{case.id}").content.decode()
    bad = accountant.post(address, {"act": "credit", f"credit_{second}": "x", "outcome": "One step"})
    assert f"credit_{second}" in bad.context["faults"]
    assert accountant.post(address, {"act": "credit", f"credit_{second}": "10.00", "outcome": ""}).status_code == 422
    accountant.post(address, {"act": "credit", f"credit_{second}": "10.00", "outcome": "One step less"})
    assert money(company.merchant).posted_minor == 1_000 - 2 * 27_884
    told = merchant.get(f"/disputes/{case.id}").content.decode()
    assert "One step less" in told
    assert "10.00" in told
    note, invoice = Invoice.objects.get(kind="credit"), Invoice.objects.get(kind="invoice")
    decided = accountant.get(address).content.decode()
    for document in (note, invoice):
        assert f'href="/invoices/{document.id}">{document.number}</a>' in told
        assert f'/{case.account_id}/{document.id}">{document.number}</a>' in decided
    again = accountant.post(address, {"act": "credit", f"credit_{second}": "10.00", "outcome": "Again"})
    assert (again.status_code, money(company.merchant).posted_minor) == (422, 1_000 - 2 * 27_884)


def test_a_large_credit_waits_for_a_second_person(
    merchant: Client, accountant: Client, marta: Client, company: Company, statement: Statement
) -> None:
    Terms.objects.update(alone_minor=100)
    second = ids(statement)[1]
    merchant.post(f"/statements/{statement.id}/dispute", {"id": [second], "reason": "price", "text": "Too dear"})
    case = Case.objects.get()
    address = f"/finance/cases/{case.account_id}/{case.id}"
    accountant.post(address, {"act": "credit", f"credit_{second}": "10.00", "outcome": "One step less"})
    assert "wants a second word" in marta.get("/finance/cases").content.decode()
    assert accountant.post(address, {"act": "approve"}).status_code == 422
    assert Charge.objects.filter(event="dispute").count() == 0
    assert marta.post(address, {"act": "approve"}).status_code == 302
    assert Charge.objects.get(event="dispute").amount_minor == -1_000


def test_a_parcel_is_claimed_from_its_page_and_refused_with_a_reason(
    merchant: Client, accountant: Client, company: Company, statement: Statement
) -> None:
    from galeon.waybills.models import Waybill

    waybill = Waybill.objects.filter(account_id=company.merchant.account_id).first()
    assert waybill is not None
    Waybill.objects.filter(id=waybill.id).update(state_at=waybill.state_at + timedelta(days=300))
    address = f"/waybills/{waybill.number}/claim"
    assert address in merchant.get(f"/waybills/{waybill.number}").content.decode()
    assert merchant.post(address, {"about": "lost", "text": ""}).context["faults"]["text"]
    assert merchant.post(address, {"about": "lost", "text": "Gone", "asked": "much"}).context["faults"]["asked"]
    merchant.post(address, {"about": "lost", "text": "It never came", "asked": "100.00", "files": [proof()]})
    case = Case.objects.get()
    assert (case.kind, case.asked_minor, case.number[:2]) == ("claim", 10_000, "C-")
    page = accountant.get(f"/finance/cases/{case.account_id}/{case.id}")
    assert "By the terms" in page.content.decode()
    accountant.post(f"/finance/cases/{case.account_id}/{case.id}", {"act": "refuse", "why_not": "It was delivered"})
    assert "It was delivered" in merchant.get(f"/disputes/{case.id}").content.decode()


def test_evidence_and_cases_of_another_account_are_not_found(
    merchant: Client, accountant: Client, company: Company, statement: Statement
) -> None:
    from galeon.billing.disputes.models import Evidence

    other = signed_in(person("v@vela.example", "owner", account_id=company.open_merchant("VELA").account_id))
    typed = {"id": ids(statement)[:1], "reason": "price", "text": "Too dear"}
    assert other.post(f"/statements/{statement.id}/dispute", typed).status_code == 404
    assert other.get(f"/statements/{statement.id}/answer").status_code == 404
    merchant.post(f"/statements/{statement.id}/dispute", {**typed, "files": [proof()]})
    case, file = Case.objects.get(), Evidence.objects.get()
    assert merchant.get(f"/disputes/files/{file.id}").content == picture()
    for address in (f"/disputes/{case.id}", f"/disputes/files/{file.id}"):
        assert other.get(address).status_code == 404
    assert other.post(f"/disputes/{case.id}", {"act": "say", "text": "Hello"}).status_code == 404
    assert accountant.get(f"/finance/cases/{case.account_id}/files/{file.id}").status_code == 200
    assert Message.objects.count() == 1


def test_a_debt_is_written_off_by_two(
    accountant: Client, marta: Client, company: Company, statement: Statement
) -> None:
    address = f"/finance/write-off/{statement.account_id}/{statement.id}"
    assert "557.68" in accountant.get(address).content.decode()
    assert accountant.post(address, {"amount": "557.69", "reason": "Gone"}).context["faults"]["amount"]
    assert accountant.post(address, {"amount": "557.68", "reason": ""}).context["faults"]["reason"]
    accountant.post(address, {"amount": "557.68", "reason": "Gone"})
    asked = WriteOff.objects.get()
    decide = f"/finance/write-off/{asked.account_id}/{asked.id}/decide"
    accountant.post(decide, {"verdict": "approve"})
    assert Payment.objects.count() == 0
    marta.post(decide, {"verdict": "approve"})
    assert (Payment.objects.get().kind, money(company.merchant).posted_minor) == ("writeoff", 0)


def test_finance_sets_the_terms_of_disputes_and_claims(accountant: Client, company: Company) -> None:
    from galeon.billing.disputes.models import ClaimTerms

    page = "/finance/cases/terms"
    assert "100.00" in accountant.get(page).content.decode()
    line = {
        "act": "claim",
        "service": company.service.pk,
        "about": "lost",
        "cap": "50.00",
        "cap_currency": "eur",
        "days": "60",
    }
    for field, wrong in (("cap", "x"), ("cap_currency", "?"), ("days", "0"), ("about", "stolen")):
        assert field in accountant.post(page, {**line, field: wrong}).context["faults"]
    assert accountant.post(page, {**line, "goods": "on"}).status_code == 302
    made = ClaimTerms.objects.get(service_id=company.service.pk)
    assert (made.cap_minor, made.cap_currency, made.covers_goods, made.refunds_freight, made.days) == (
        5_000,
        "EUR",
        True,
        False,
        60,
    )
    terms = {"act": "terms", "silent": "10", "answer": "5", "claim": "20", "alone": "500.00"}
    assert accountant.post(page, {**terms, "silent": "0"}).context["faults"]["days"]
    assert accountant.post(page, terms).status_code == 302
    assert list(Terms.objects.values_list("silent_days", "answer_days", "claim_days", "alone_minor")) == [
        (10, 5, 20, 50_000)
    ]

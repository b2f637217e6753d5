"""Wallet and credit as pages: a customer tops up with a slip, finance decides, limits take two people."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from galeon.billing.credit import acts
from galeon.billing.credit.models import Grace, LimitChange, TopUp, Waiver
from galeon.billing.credit.tests.test_top_ups import picture
from galeon.billing.tests.books import money
from galeon.ledger.acts import set_limit
from galeon.ops.tests.company import Company
from galeon.parties.models import AccountStop
from galeon.web.tests.people import booked, person, signed_in


@pytest.fixture
def marta(company: Company) -> Client:
    """The second of our finance."""
    return signed_in(person("second@galeon.example", "finance"))


def typed(**changes: object) -> dict[str, object]:
    today = datetime.now(UTC).date().isoformat()
    good = {"amount": "500.00", "method": "bank", "reference": "TT-9", "paid_on": today, "note": "",
            "slip": SimpleUploadedFile("slip.png", picture())}  # fmt: skip
    return {**good, **changes}


def test_a_customer_tops_up_with_a_slip_and_finance_puts_it_on_the_balance(
    merchant: Client, accountant: Client, company: Company
) -> None:
    assert merchant.post("/wallet", typed()).status_code == 302
    asked = TopUp.objects.get()
    page = merchant.get("/wallet").content.decode()
    assert "TT-9" in page
    assert "waits for a decision" in page
    assert merchant.get(f"/wallet/{asked.id}/slip").content == picture()
    queue = accountant.get("/finance/credit").content.decode()
    address = f"/finance/top-ups/{asked.account_id}/{asked.id}"
    assert address in queue
    shown = accountant.get(f"{address}/slip")
    assert (shown["Content-Type"], shown["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert accountant.post(address, {"verdict": "approve"}).status_code == 302
    assert money(company.merchant).posted_minor == 50_000
    again = accountant.post(address, {"verdict": "approve"})
    assert (again.status_code, money(company.merchant).posted_minor) == (422, 50_000)
    assert "500.00" in merchant.get("/wallet").content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [("amount", "x"), ("amount", "-5"), ("method", "gold"), ("reference", ""), ("paid_on", "soon"), ("paid_on", "2999-01-01"),
     ("slip", SimpleUploadedFile("slip.png", b"MZ")), ("slip", ""), ("note", "x" * 300)],
)  # fmt: skip
def test_a_bad_top_up_names_its_field_and_writes_nothing(
    merchant: Client, company: Company, field: str, value: object
) -> None:
    response = merchant.post("/wallet", typed(**{field: value}))
    assert response.status_code == 422
    assert field in response.context["faults"]
    assert TopUp.objects.count() == 0


def test_finance_refuses_with_a_reason_the_customer_reads(merchant: Client, accountant: Client) -> None:
    merchant.post("/wallet", typed())
    asked = TopUp.objects.get()
    address = f"/finance/top-ups/{asked.account_id}/{asked.id}"
    assert accountant.post(address, {"verdict": "refuse", "reason": " "}).status_code == 422
    assert accountant.post(address, {"verdict": "refuse", "reason": "Nothing has come"}).status_code == 302
    assert "Nothing has come" in merchant.get("/wallet").content.decode()


def test_the_wallet_of_a_stopped_account_says_what_to_pay(merchant: Client, company: Company) -> None:
    set_limit(company.merchant.account_id, "CNY", 1_000_000)
    booked(company.merchant)
    set_limit(company.merchant.account_id, "CNY", 0)
    acts.review([company.merchant.account_id], datetime.now(UTC))
    page = merchant.get("/wallet").content.decode()
    assert "Orders are stopped: your balance is below its limit. Pay 278.84 CNY" in page


def test_a_limit_takes_two_people(accountant: Client, marta: Client, company: Company) -> None:
    address = "/finance/credit/LUMEN"
    until = (datetime.now(UTC) + timedelta(days=20)).date().isoformat()
    asked = {"act": "limit", "limit": "20,000.00", "kind": "raise", "until": until, "reason": "Season"}
    assert accountant.post(address, {**asked, "limit": "much"}).context["faults"]["limit"]
    assert accountant.post(address, asked).status_code == 302
    change = LimitChange.objects.get()
    decide = f"{address}/{change.id}"
    accountant.post(decide, {"verdict": "approve"})
    assert money(company.merchant).limit_minor == 1_000_000
    marta.post(decide, {"verdict": "approve"})
    assert money(company.merchant).limit_minor == 2_000_000
    assert "20,000.00" in accountant.get(address).content.decode()
    assert "LUMEN" in accountant.get("/finance/credit?show=raised&q=lum").content.decode()


def test_finance_lets_an_account_go_on_and_sets_days_of_grace(accountant: Client, company: Company) -> None:
    account_id = company.merchant.account_id
    booked(company.merchant)
    set_limit(account_id, "CNY", 0)
    acts.review([account_id], datetime.now(UTC))
    assert "in arrears since" in accountant.get("/finance/credit?show=stopped").content.decode()
    until = (datetime.now(UTC) + timedelta(days=3)).date().isoformat()
    wrong = accountant.post("/finance/credit/LUMEN", {"act": "waive", "waive_until": until, "waive_reason": ""})
    assert wrong.context["faults"]["waive_reason"]
    accountant.post("/finance/credit/LUMEN", {"act": "waive", "waive_until": until, "waive_reason": "They will pay"})
    assert (Waiver.objects.count(), AccountStop.objects.filter(until=None).count()) == (1, 0)
    accountant.post("/finance/credit/grace", {"level": "gold", "entity": "", "days": "0"})
    accountant.post("/finance/credit/grace", {"level": "nobody", "entity": "x", "days": "4"})
    assert set(Grace.objects.values_list("level", "days")) == {(None, 3), ("gold", 0)}


def test_a_customer_sees_and_takes_back_only_their_own_top_ups(merchant: Client, company: Company) -> None:
    other = signed_in(person("v@vela.example", "owner", account_id=company.open_merchant("VELA").account_id))
    merchant.post("/wallet", typed())
    asked = TopUp.objects.get()
    assert other.get(f"/wallet/{asked.id}/slip").status_code == 404
    other.post("/wallet/withdraw", {"id": asked.id})
    assert TopUp.objects.get().state == "asked"
    merchant.post("/wallet/withdraw", {"id": asked.id})
    assert TopUp.objects.get().state == "withdrawn"

"""Fees, duties and changes of address in a real browser, on a desk and on a phone."""

import pytest
from playwright.sync_api import Page, expect

from galeon.billing.models import Charge
from galeon.billing.tests.books import charged
from galeon.billing.tests.test_events import DISBURSEMENT, ENTRY, OURS, priced_by
from galeon.ops.tests.company import Company
from galeon.waybills.models import Waybill
from galeon.web.tests.browsing import sign_in
from galeon.web.tests.people import person
from galeon.web.tests.test_duty_pages import Entry

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
MARTA, ANA = "marta@galeon.example", "ana@lumen.example"


@pytest.fixture
def waybill(company: Company, portal: str) -> Waybill:
    """Weighed and charged, by a list that asks for customs entries too."""
    person(MARTA, "finance")
    person(ANA, "owner", account_id=company.merchant.account_id)
    priced_by(company, *ENTRY, DISBURSEMENT, OURS)
    return Waybill.objects.get(id=charged(company.merchant, "SO-1")[1])


def _fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url


def test_finance_adds_fees_and_takes_one_back(page: Page, waybill: Waybill) -> None:
    sign_in(page, MARTA)
    page.goto(f"/waybills/{waybill.number}")
    page.get_by_role("link", name="Fees").click()
    page.select_option("#event", "customs_entry")
    page.locator("form:has(#event) button").click()
    page.select_option("#code", "relabel")
    page.fill("#amount", "25.00")
    page.fill("#reason", "Torn label")
    page.locator("form:has(#code) button").click()
    row = page.locator("tr", has_text="Torn label")
    expect(row).to_contain_text("25.00")
    row.locator("summary").click()
    row.locator("[name=back_reason]").fill("It was not torn")
    row.get_by_role("button", name="Credit it").click()
    expect(page.locator("tr", has_text="It was not torn")).to_contain_text("25.00")
    expect(page.locator(".chip", has_text="taken back")).to_have_count(1)
    assert list(Charge.objects.order_by("id").values_list("amount_minor", flat=True))[-4:] == [
        4_000,
        400,
        2_500,
        -2_500,
    ]
    for size in (DESK, PHONE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        _fits(page)


def test_a_customer_changes_the_address_on_a_phone(page: Page, waybill: Waybill) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    sign_in(page, ANA)
    page.goto(f"/waybills/{waybill.number}")
    _fits(page)
    page.get_by_role("link", name="Change the address").click()
    _fits(page)
    page.fill("[name='consignee.city']", "San Diego")
    page.fill("[name='consignee.postcode']", "92101")
    page.get_by_role("button", name="Send it there").click()
    expect(page.locator("body")).to_contain_text("San Diego")
    page.goto(f"/waybills/{waybill.number}/address")
    expect(page.locator("dl.facts")).to_contain_text("Los Angeles")


def test_the_brokers_sheet_is_sent_and_its_faults_are_told(page: Page, company: Company, waybill: Waybill) -> None:
    entry = Entry(company)
    sign_in(page, MARTA)
    page.goto(entry.path)
    sheet = f"Waybill,Duty,VAT\n{entry.numbers[0]},12.50,80.00\nNOPE,1,1\n"
    page.set_input_files("#file", {"name": "broker.csv", "mimeType": "text/csv", "buffer": sheet.encode()})
    page.locator("form:has(#file) button").click()
    expect(page.locator("tr.fault")).to_contain_text("NOPE is in no row of this declaration.")
    sheet = sheet.replace("NOPE,1,1\n", "")
    page.set_input_files("#file", {"name": "broker.csv", "mimeType": "text/csv", "buffer": sheet.encode()})
    page.locator("form:has(#file) button").click()
    expect(page.locator("tr", has_text=entry.numbers[0])).to_contain_text("12.50")
    for size in (DESK, PHONE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        _fits(page)

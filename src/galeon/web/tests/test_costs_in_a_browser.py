"""Costs, profit and cash on delivery in a real browser: a bill entered and reckoned, and every page fits desk and phone."""

import os
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from galeon.billing.company import cod
from galeon.billing.company.cod_terms import NewCollection
from galeon.billing.company.models_cod import CodRemittance
from galeon.billing.costs.tests.bills import entered, flown, new, supplier
from galeon.billing.costs.tests.test_actual import weighed_in
from galeon.decisions.tests.months import cost_list
from galeon.ops.tests.company import Company
from galeon.web.tests.browsing import sign_in
from galeon.web.tests.people import person

DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
MARTA = "marta@galeon.example"
PICTURES = os.environ.get("GALEON_TEST_PICTURES", "")  # a folder, for whoever wants to look


@pytest.fixture
def master(portal: str, company: Company) -> str:
    """A flight with three parcels, a parcel with an expected cost, cash collected for two."""
    person(MARTA, "finance")
    supplier("CATHAY", name="Cathay Pacific Cargo")
    supplier("UPS", name="UPS Hong Kong", carrier="ups")
    cost_list(company, 8_000)
    number, _, _ = flown(company, 1_000, 2_000, 4_000)
    weighed_in(company)
    now = timezone.now()
    for n in range(2):
        made = NewCollection(waybill=f"S-{n}", amount_minor=19_900 + n, currency="CNY", collected_at=now - timedelta(days=n),
                             source=f"list:{n}", supplier="UPS")  # fmt: skip
        cod.collect([made], None)
        if n == 0:
            cod.propose(now, now)
    return number


def _speak(page: Page, language: str) -> None:
    page.click(".who")
    page.click(f"#who-menu button[value='{language}']")
    page.wait_for_load_state("networkidle")


def test_a_bill_is_entered_and_every_part_spelled_out(master: str, page: Page) -> None:
    sign_in(page, MARTA)
    page.goto("/finance/costs")
    page.fill("[name='ref']", master)
    page.click("button:has-text('Find it')")
    page.select_option("#supplier", "CATHAY")
    page.fill("#amount", "12345.67")
    page.click("button:has-text('Enter and share it')")
    expect(page.locator(".toast").first).to_contain_text("falls on 3 waybills")
    page.click("td.at-number a.main")
    expect(page.locator("table")).to_contain_text("12,345.67 × 4.000 kg ÷ 7.000 kg = 7,054.67")


@pytest.mark.parametrize("language", ["en", "es", "zh-hans"])
def test_every_page_fits_a_desk_and_a_phone(master: str, page: Page, language: str) -> None:
    made = entered(new(master))
    month = "2026-11"
    sign_in(page, MARTA)
    _speak(page, language)
    paper = CodRemittance.objects.get()
    paths = {
        "costs": "/finance/costs", "master": f"/finance/costs/master/{master}", "line": f"/finance/costs/lines/{made.cost_id}",
        "profit": f"/finance/profit?month={month}", "profit-waybill": f"/finance/profit?month={month}&by=waybill&account=LUMEN",
        "suppliers": "/finance/suppliers", "supplier": "/finance/suppliers/0", "cod": "/finance/cod",
        "remittance": f"/finance/cod/{paper.account_id}/{paper.id}",
    }  # fmt: skip
    for size_name, size in (("desk", DESK), ("phone", PHONE)):
        page.set_viewport_size(size)
        for name, path in paths.items():
            page.goto(path)
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if PICTURES:
                page.screenshot(path=f"{PICTURES}/{name}-{language}-{size_name}.png", full_page=True)
            assert wide <= 0, (name, size_name, wide)

"""The mode planner in a real browser: by keyboard, in three languages, on a phone, and WCAG by axe."""

from urllib.parse import urlencode

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from galeon.intake.tests.ways import open_ways
from galeon.ops.tests.company import Company
from galeon.web.tests.browsing import sign_in
from galeon.web.tests.people import person
from galeon.web.tests.test_browser import PHONE, WCAG
from galeon.web.tests.test_plan_pages import ASKED

ANA, MARTA = "ana@lumen.example", "marta@galeon.example"
CROSSING = {**ASKED, "shipment_entry": "2000", "parcel_vat": "", "bulk_duty": "", "departure_entry": ""}


@pytest.fixture
def people(company: Company, portal: str) -> Company:
    """A merchant with three services more, and one of our finance."""
    open_ways(company)
    person(ANA, "owner", account_id=company.merchant.account_id)
    person(MARTA, "finance")
    return company


def test_a_plan_is_made_by_keyboard_and_stands_in_the_address(page: Page, people: Company) -> None:
    sign_in(page, ANA)
    page.keyboard.press("g")
    page.keyboard.press("l")
    page.wait_for_url("**/plan")
    expect(page.get_by_text("Which way should it go?")).to_be_visible()
    page.fill("#f-weight", "0.4")
    page.fill("#f-orders", "400")
    page.select_option("#f-country0", "US")
    page.focus("#f-orders")
    page.keyboard.press("Enter")
    page.wait_for_url("**/plan?*orders=400*")
    expect(page.locator(".plan-way")).to_have_count(3)
    address = page.url
    page.goto("/overview")
    page.goto(address)
    expect(page.locator("#f-weight")).to_have_value("0.4")
    expect(page.locator(".plan-way.leading")).to_contain_text("LINE way")


def test_a_reason_is_one_key_away(page: Page, people: Company) -> None:
    sign_in(page, ANA)
    page.goto(f"/plan?{urlencode(ASKED)}")
    reason = page.get_by_text("20 cartons on the shelf, 1.92 m³ × 30 days × 4.50")
    expect(reason).to_be_hidden()
    page.locator(".plan-way.leading summary", has_text="Storage").focus()
    page.keyboard.press("Enter")
    expect(reason).to_be_visible()


def test_the_crossing_is_marked_and_told_beside_it(page: Page, people: Company) -> None:
    sign_in(page, ANA)
    page.goto(f"/plan?{urlencode(CROSSING)}")
    expect(page.locator(".plan-chart text.strong")).to_have_text("131")
    rows = page.locator(".plan-below table").first.locator("tbody tr")
    expect(rows.nth(0)).to_contain_text("1–130")
    expect(rows.nth(1)).to_contain_text("131–50,000")
    mark, frame = page.locator(".plan-chart text.strong").bounding_box(), page.locator(".plan-chart").bounding_box()
    assert mark
    assert frame
    assert frame["x"] <= mark["x"] <= frame["x"] + frame["width"]


@pytest.mark.parametrize(
    ("language", "best", "each", "days"),
    [
        ("en", "Overseas stock", "42.07", "2–4"),
        ("es", "Almacén exterior", "42,07", "2–4"),
        ("zh-hans", "海外仓", "42.07", "2–4"),
    ],
)
def test_it_reads_in_three_languages(
    page: Page, people: Company, language: str, best: str, each: str, days: str
) -> None:
    reader = person("lea@lumen.example", "owner", account_id=people.merchant.account_id, language=language)
    sign_in(page, reader.email)
    page.goto(f"/plan?{urlencode(ASKED)}")
    leading = page.locator(".plan-way.leading")
    expect(leading.locator("h2")).to_have_text(best)
    expect(leading.locator(".price-total")).to_have_text(each)
    expect(leading).to_contain_text(days)
    assert page.locator("#f-weight").input_value() == ("0,4" if language == "es" else "0.4")


@pytest.mark.parametrize("who", [ANA, MARTA])
def test_it_violates_no_wcag_and_is_no_wider_than_a_phone(page: Page, people: Company, who: str) -> None:
    sign_in(page, who)
    account = {"account": people.merchant.code} if who == MARTA else {}
    addresses = [
        "/plan",
        *(f"/plan?{urlencode({**asked, **account})}" for asked in (CROSSING, {**ASKED, "weight": "x"})),
    ]
    found = {}
    for address in addresses:
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true })")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            for violation in Axe().run(page, options=WCAG).response["violations"]:
                found[f"{scheme} {address[:8]} {violation['id']}"] = [n["target"] for n in violation["nodes"][:3]]
        for width in (PHONE["width"], 820, 1280):
            page.set_viewport_size({"width": width, "height": PHONE["height"]})
            over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if over > 0:
                found[f"{width} {address[:8]}"] = over
    assert found == {}

"""A statement answered in a real browser: lines picked by keys, one disputed, finance credits it; on a phone too."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from galeon.billing.credit.tests.money import closed_november
from galeon.billing.credit.tests.test_top_ups import picture
from galeon.billing.disputes.models import Case, Confirmed
from galeon.billing.models import Statement
from galeon.billing.tests.books import money
from galeon.kernel.outbox import drain
from galeon.ops.tests.company import Company
from galeon.web.tests.browsing import sign_in
from galeon.web.tests.people import person

PHONE = {"width": 390, "height": 844}
ANA, MARTA = "ana@lumen.example", "marta@galeon.example"


@pytest.fixture
def statement(company: Company, portal: str) -> Statement:
    """A closed November of three parcels, its owner and one of our finance."""
    person(ANA, "owner", account_id=company.merchant.account_id)
    person(MARTA, "finance")
    found = closed_november(company.merchant, parcels=3)
    drain()
    return found


def kept(page: Page, name: str) -> None:
    """A picture, where somebody asked for them."""
    if folder := os.environ.get("GALEON_TEST_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def fits(page: Page) -> None:
    """Nothing sticks out sideways."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_lines_are_confirmed_and_disputed_with_keys_and_finance_credits_one(
    page: Page, company: Company, statement: Statement
) -> None:
    sign_in(page, ANA)
    page.goto(f"/statements/{statement.id}")
    page.get_by_role("link", name="Confirm or dispute").click()
    page.wait_for_load_state("networkidle")  # the keys are heard once the page's script is there
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("[data-picked-count]")).to_have_text("1")
    kept(page, "answer")
    page.get_by_role("button", name="Confirm", exact=True).click()
    expect(page.get_by_text("1 line confirmed.")).to_be_visible()
    assert Confirmed.objects.count() == 1

    page.locator("tbody .pick input").nth(2).check()
    page.get_by_role("button", name="Dispute").click()
    page.get_by_label("Wrong price").check()
    page.fill("#text", "The price was agreed lower")
    page.set_input_files("#files", {"name": "offer.png", "mimeType": "image/png", "buffer": picture()})
    kept(page, "dispute")
    page.get_by_role("button", name="Dispute these lines").click()
    expect(page.get_by_text("The price was agreed lower")).to_be_visible()
    case = Case.objects.get()
    page.context.clear_cookies()

    sign_in(page, MARTA)
    page.goto("/finance/cases")
    kept(page, "cases")
    page.get_by_role("link", name="Lumen Trading").click()
    page.locator("input[name^=credit_]").fill("12.50")
    page.fill("#outcome", "Two yuan less")
    kept(page, "case")
    page.get_by_role("button", name="Credit", exact=True).click()
    expect(page.get_by_text("is credited by credit note")).to_be_visible()
    assert money(company.merchant).posted_minor == 1_250 - 3 * 27_884
    page.context.clear_cookies()

    sign_in(page, ANA)
    page.goto(f"/disputes/{case.id}")
    expect(page.get_by_text("Two yuan less")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "es", "zh-hans"])
def test_on_a_phone_a_dispute_is_made_with_the_thumb_and_nothing_sticks_out(
    page: Page, company: Company, statement: Statement, language: str
) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    sign_in(page, ANA)
    page.click(".who")
    page.click(f"#who-menu button[value='{language}']")
    page.wait_for_load_state("networkidle")
    for address in (f"/statements/{statement.id}/answer", "/disputes", "/wallet"):
        page.goto(address)
        fits(page)
        kept(page, f"phone{address.replace('/', '_')}_{language}")
    page.goto(f"/statements/{statement.id}/answer")
    page.locator("tbody .pick input").first.check()
    page.locator(f"[formaction='/statements/{statement.id}/dispute']").click()
    page.fill("#text", "0.9 kg")
    fits(page)
    kept(page, f"phone_dispute_{language}")
    page.locator("main button.primary").click()
    page.wait_for_url("**/disputes/*")
    fits(page)
    assert Case.objects.get().text == "0.9 kg"
    kept(page, f"phone_case_{language}")


def test_the_pages_of_credit_read_well_in_the_dark(page: Page, company: Company, statement: Statement) -> None:
    sign_in(page, MARTA)
    page.click("[data-theme-toggle]")
    for address in (
        "/finance/credit",
        "/finance/credit/LUMEN",
        f"/finance/write-off/{statement.account_id}/{statement.id}",
    ):
        page.goto(address)
        fits(page)
        kept(page, f"dark{address.replace('/', '_')}")

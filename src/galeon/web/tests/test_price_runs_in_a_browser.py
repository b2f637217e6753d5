"""A sheet of parcels priced in a real browser: sent, watched, read, on a phone, in three languages, by axe's rules."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from galeon.kernel.outbox import drain
from galeon.ops.tests.company import Company
from galeon.web.tests.browsing import sign_in
from galeon.web.tests.people import person
from galeon.web.tests.test_browser import PHONE, WCAG
from galeon.web.tests.test_price_runs import GOOD
from galeon.web.views import price_runs

PIA = "pia@galeon.example"


@pytest.fixture
def sheet(company: Company, portal: str, tmp_path: Path) -> Path:
    """A file of three parcels, and the person who has it."""
    person(PIA, "pricing")
    file = tmp_path / "october.csv"
    file.write_text(GOOD, encoding="utf-8")
    return file


def sound(page: Page) -> None:
    """No rule of WCAG is broken, and nothing is wider than the window."""
    found = Axe().run(page, options=WCAG)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def send(page: Page, file: Path) -> None:
    """The form, filled in."""
    page.goto("/tariffs/runs")
    page.set_input_files("[name=file]", file)
    page.select_option("[name=service]", "USLINE")
    page.fill("[name=day]", "2026-11-20")
    page.locator("form button.primary").click()


def test_a_sheet_is_sent_and_each_price_explains_itself(page: Page, sheet: Path) -> None:
    sign_in(page, PIA)
    page.goto("/tariffs/runs")
    sound(page)
    send(page, sheet)
    page.wait_for_url("**/tariffs/runs/*")
    expect(page.locator("tbody tr")).to_have_count(3)
    page.locator("summary").first.click()
    expect(page.get_by_text("first 0.5 kg 135.00 + 28 × 31.50")).to_be_visible()
    sound(page)
    page.get_by_role("link", name="Without a price").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    with page.expect_download() as kept:
        page.get_by_role("link", name="XLSX").click()
    assert kept.value.suggested_filename == "october-prices.xlsx"
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(PHONE)
    sound(page)
    page.goto("/tariffs/runs")
    sound(page)


def test_progress_moves_by_itself_until_the_run_is_done(
    page: Page, sheet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(price_runs, "AT_ONCE_MAX", 0)
    sign_in(page, PIA)
    send(page, sheet)
    expect(page.get_by_text("not priced yet").first).to_be_visible()
    expect(page.locator("progress")).to_have_attribute("value", "0")
    drain()
    expect(page.locator("progress")).to_have_attribute("value", "3")
    expect(page.get_by_role("button", name="Stop")).to_have_count(0)


def test_a_fault_stands_above_the_form_with_its_row(page: Page, sheet: Path) -> None:
    sheet.write_text(GOOD + "US;1;heavy;;;;;\n", encoding="utf-8")
    sign_in(page, PIA)
    send(page, sheet)
    expect(page.get_by_role("alert")).to_contain_text("“heavy” is not a number.")
    sound(page)

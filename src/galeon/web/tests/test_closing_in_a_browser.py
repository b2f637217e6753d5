"""A month is closed in a real browser: the day, the preview, progress by itself, what came of it; on a phone too."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from galeon.billing.statements import closing
from galeon.billing.tests.books import charged
from galeon.kernel.outbox import drain
from galeon.ops.tests.company import Company
from galeon.web.tests.browsing import sign_in
from galeon.web.tests.people import person

SIZES = {"desk": (1280, 800), "phone": (390, 844)}
PICTURES = os.environ.get("GALEON_TEST_PICTURES", "")
MARTA = "marta@galeon.example"


@pytest.fixture
def ended(company: Company, portal: str) -> None:
    """One of finance, and three accounts with a month that ended long ago."""
    person(MARTA, "finance")
    for merchant in (company.merchant, company.open_merchant("NORTE", 10**7), company.open_merchant("SUR", 10**7)):
        charged(merchant, "SO-1", 2_310, at=datetime.now(UTC) - timedelta(days=75))


def fits(page: Page, name: str) -> None:
    """Nothing stands beyond the window's edge, in either size; a picture of it where somebody wants to look."""
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(100)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, size)
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{name}-{size}.png", full_page=True)


@pytest.mark.parametrize("language", ["en", "es", "zh-hans"])
def test_a_month_is_closed_with_progress_and_every_page_of_it_fits(page: Page, ended: None, language: str) -> None:
    sign_in(page, MARTA)
    page.click(".who")
    page.click(f"#who-menu button[value='{language}']")
    page.wait_for_load_state("networkidle")
    page.goto("/finance/closing")
    expect(page.locator("#ahead dl")).to_have_count(1)
    fits(page, f"closing-{language}")
    page.fill("#day", "2001-01-31")
    page.locator("#day").dispatch_event("change")
    expect(page.locator("#ahead dl")).to_have_count(0)
    page.fill("#day", (datetime.now(UTC) - timedelta(days=20)).date().isoformat())
    page.locator("#day").dispatch_event("change")
    expect(page.locator("#ahead dl")).to_have_count(1)
    page.click("main form button.primary")
    page.wait_for_url("**/finance/closing/*")
    expect(page.locator(".tone-accent")).to_be_visible()
    drain()
    expect(page.locator(".tone-ok")).to_be_visible()
    expect(page.locator("main tbody tr")).to_have_count(3)
    fits(page, f"closed-{language}")
    page.click("main tbody a.main >> nth=0")
    page.wait_for_url("**/finance/statements/*/*")


def test_a_closing_that_was_cut_off_says_so_and_goes_on_with_a_click(page: Page, ended: None) -> None:
    now = datetime.now(UTC)
    run_id = closing.open_run(now - timedelta(days=20), None, now)
    assert run_id is not None
    closing.ClosingRun.objects.update(seen_at=now - timedelta(minutes=5))
    sign_in(page, MARTA)
    page.goto(f"/finance/closing/{run_id}")
    expect(page.locator("[role=alert]")).to_be_visible()
    fits(page, "cut-off")
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / "cut-off-dark.png")
    page.click(".head-actions button")
    drain()
    page.goto(f"/finance/closing/{run_id}")
    expect(page.locator("main tbody tr")).to_have_count(3)

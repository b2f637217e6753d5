"""What-if prices in a real browser: asked from a preset, read in three languages, on a phone, in the dark, printed."""

from decimal import Decimal
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from galeon.decisions import acts
from galeon.decisions.change import Change
from galeon.decisions.tests.months import AT, cost_list, draft, november, parcel, published, sheet
from galeon.ops.tests.company import Company
from galeon.web.tests.browsing import sign_in
from galeon.web.tests.people import person
from galeon.web.tests.test_browser import PHONE, WCAG

TOMASZ = "tomasz@galeon.example"


@pytest.fixture
def asked(company: Company, portal: str) -> int:
    """A month of two accounts, and a draft that no longer goes to Spain, with dearer fuel."""
    published(company, sheet(freight_minor=10_000))
    cost_list(company, 9_500, countries=("US", "ES"))
    vela = company.open_merchant("VELA")
    for n in range(4):
        parcel(company.merchant, f"SO-{n}", weight_g=1_000 * (n + 1))
        parcel(vela, f"V-{n}", country="ES" if n % 2 else "DE")
    version = draft(company, sheet(freight_minor=9_000, countries=("US", "DE")))
    person(TOMASZ, "pricing")
    change = Change(versions=(version,), fuel_percent=Decimal(23))
    scenario_id = acts.ask("", november(change), None, AT)
    assert isinstance(scenario_id, int)
    return scenario_id


def test_a_preset_fills_the_form_and_the_answer_opens_its_waybills(page: Page, asked: int) -> None:
    sign_in(page, TOMASZ)
    page.keyboard.press("g")
    page.keyboard.press("e")
    page.wait_for_url("**/decisions/prices")
    page.get_by_role("link", name="Every amount +3 %").click()
    expect(page.locator("#rise")).to_have_value("3")
    page.fill("#first_day", "2026-11-01")
    page.fill("#last_day", "2026-11-30")
    page.get_by_role("button", name="Price them once more").click()
    page.wait_for_url("**/decisions/prices/*")
    expect(page.locator("h1")).to_have_text("Every amount +3 %")
    expect(page.locator(".kpi.leading b")).to_have_text("+50.40")
    page.locator(".compared a.main", has_text="Zone US").click()
    expect(page.locator("tbody tr")).to_have_count(4)
    page.locator("tbody a.main").first.click()
    page.wait_for_url("**/waybills/*")


@pytest.mark.parametrize("language", ["en", "es", "zh-hans"])
def test_no_page_of_a_scenario_violates_wcag(page: Page, asked: int, language: str) -> None:
    from galeon.parties.models import User

    User.objects.update(language=language)
    sign_in(page, TOMASZ)
    for path in ("", f"/{asked}", f"/{asked}/waybills?by=all"):
        page.goto(f"/decisions/prices{path}")
        for theme in ("light", "dark"):
            page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
            faults = Axe().run(page, options=WCAG).response["violations"]
            assert [(v["id"], v["nodes"][0]["html"][:200]) for v in faults] == [], (path, theme)


def test_no_page_of_a_scenario_is_wider_than_a_phone(page: Page, asked: int) -> None:
    sign_in(page, TOMASZ)
    page.set_viewport_size(PHONE)
    for path in ("", f"/{asked}", f"/{asked}/waybills?by=all"):
        page.goto(f"/decisions/prices{path}")
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, path
    page.goto(f"/decisions/prices/{asked}")
    expect(page.locator(".compared .at-state").first).to_be_visible()
    expect(page.locator(".compared td.only-phone").first).to_be_visible()


def test_a_scenario_is_printed_without_menus_and_within_the_paper(page: Page, asked: int, tmp_path: Path) -> None:
    sign_in(page, TOMASZ)
    page.goto(f"/decisions/prices/{asked}")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 760, "height": 1000})
    expect(page.locator(".side")).to_be_hidden()
    expect(page.locator(".head-actions")).to_be_hidden()
    expect(page.locator(".compared thead").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0

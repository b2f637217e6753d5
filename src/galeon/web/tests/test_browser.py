"""The main paths in a real browser: keyboard, live price, station, phone, languages, and WCAG by axe."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from galeon.ops.tests.company import Company
from galeon.waybills.models import Waybill
from galeon.web.tests.browsing import settled, sign_in
from galeon.web.tests.people import booked, person

WCAG = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]},
    "resultTypes": ["violations"],  # of what passes the first node is enough, which is quicker to tell
}
PHONE = {"width": 390, "height": 844}
ANA, LI, MARTA = "ana@lumen.example", "li@galeon.example", "marta@galeon.example"


@pytest.fixture
def people(company: Company, portal: str) -> None:
    """A merchant, a person at a station, one of finance."""
    person(ANA, "owner", account_id=company.merchant.account_id)
    person(LI, "station", site_id=company.hub.pk)
    person(MARTA, "finance")


def test_an_order_is_written_with_a_live_price_and_booked_by_keyboard(page: Page, people: None) -> None:
    sign_in(page, ANA)
    page.keyboard.press("n")
    page.wait_for_url("**/waybills/new")
    page.fill("[name='consignee.name']", "Ana Torres")
    page.select_option("[name='consignee.country']", "US")
    page.fill("[name='consignee.postcode']", "90013")
    page.fill("[name='consignee.city']", "Los Angeles")
    page.fill("[name='consignee.state']", "CA")
    page.fill("[name='consignee.street[0]']", "500 S Hill St")
    page.fill("[name='consignee.phone']", "+1 213 555 0100")
    page.fill("[name='parcels[0].weight_g']", "1.24")
    expect(page.locator("#offer-USLINE b")).to_be_visible()
    page.check("[name='service'][value='USLINE']")
    expect(page.locator(".price-total")).to_be_visible()
    page.fill("[name='items[0].title']", "LED desk lamp")
    page.fill("[name='items[0].unit_value_minor']", "19")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[aria-invalid=true]").first).to_be_visible()
    expect(page.get_by_text("The order reference is missing.")).to_be_visible()
    page.fill("[name='reference']", "SO-77")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/waybills/(?!new)"))
    expect(page.locator("h1")).to_have_text(Waybill.objects.get().number)
    expect(page.locator(".map svg")).to_be_visible()


def test_more_lines_of_goods_get_rows_of_their_own_made_where_the_last_were(page: Page, people: None) -> None:
    sign_in(page, ANA)
    page.goto("/waybills/new")
    page.fill("[name='items[0].origin_country']", "VN")
    page.fill("[name='items[0].title']", "LED desk lamp")
    page.click("[data-add=items]")
    expect(page.locator("[name='items[1].origin_country']")).to_have_value("VN")
    expect(page.locator("[name='items[1].title']")).to_have_value("")
    page.click("[data-add=parcels]")
    page.click("[data-add=parcels]")
    expect(page.locator("[name='parcels[2].weight_g']")).to_be_focused()


def test_rows_are_walked_picked_and_opened_by_keyboard(page: Page, people: None, company: Company) -> None:
    numbers = [booked(company.merchant, f"SO-{n}").number for n in range(4)]
    sign_in(page, ANA)
    page.goto("/waybills")
    for key in ("j", "x", "j", "x"):
        page.keyboard.press(key)
    expect(page.locator("[data-picked-count]")).to_have_text("2")
    bar, row = page.locator(".bulk").bounding_box(), page.locator(".grid tbody tr").first.bounding_box()
    assert bar
    assert row
    assert bar["y"] + bar["height"] <= row["y"], "the bar covers no row"
    page.keyboard.press("/")
    page.keyboard.type("SO-2")
    expect(page.locator(".grid tbody tr[data-href]")).to_have_count(1)
    page.goto("/waybills")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/waybills/{numbers[-1]}")
    page.keyboard.press("Control+k")
    page.keyboard.type("SO-1")
    expect(page.locator("#found a").first).to_contain_text(numbers[1])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/waybills/{numbers[1]}")


def test_tabs_and_filters_narrow_the_list_without_losing_what_was_typed(
    page: Page, people: None, company: Company
) -> None:
    booked(company.merchant, "SO-1")
    sign_in(page, ANA)
    page.goto("/waybills")
    page.locator(".tab", has_text="Delivered").click()
    expect(page.get_by_text("No waybill matches")).to_be_visible()
    page.locator(".tab", has_text="Booked").click()
    expect(page.locator(".grid tbody tr[data-href]")).to_have_count(1)
    assert "state=booked" in page.url


def test_a_parcel_is_received_with_hands_on_the_scanner(page: Page, people: None, company: Company) -> None:
    waybill = booked(company.merchant)
    sign_in(page, LI)

    def line(text: str) -> None:
        page.keyboard.type(text)
        page.keyboard.press("Enter")

    line(waybill.number)
    expect(page.locator(".verdict-word")).to_have_text("WEIGH")
    line("1.02")
    expect(page.locator(".verdict-word")).to_have_text("MEASURE")
    line("30 22 14")
    expect(page.locator(".verdict-word")).to_have_text("RECEIVED")
    size = page.locator(".verdict-word").evaluate("node => parseFloat(getComputedStyle(node).fontSize)")
    assert size >= 52, "to be read from three metres"
    line("NOPE-1")
    expect(page.locator(".verdict-word")).to_have_text("UNKNOWN")
    page.keyboard.press("Escape")
    expect(page.locator(".verdict-word")).to_have_text("UNDONE")
    assert page.evaluate("document.activeElement.id") == "text"
    page.keyboard.press("F2")
    page.wait_for_url("**mode=weigh")


def test_the_theme_is_remembered(page: Page, people: None) -> None:
    sign_in(page, ANA)
    page.click("[data-theme-toggle]")
    theme = page.get_attribute("html", "data-theme")
    assert theme in ("light", "dark")
    page.goto("/waybills")
    assert page.get_attribute("html", "data-theme") == theme


def _paths(company: Company) -> dict[str, list[str]]:
    number = booked(company.merchant, "SO-1").number
    return {
        ANA: [
            "/overview",
            "/waybills",
            f"/waybills/{number}",
            "/waybills/new",
            "/waybills/import",
            "/statements",
            f"/track/{number}",
        ],
        LI: ["/hub", "/hub/bags", "/hub/masters", "/hub/customs", "/hub/handover", "/jobs"],
        MARTA: ["/finance/statements", "/finance/pay/LUMEN"],
        "": ["/accounts/login/", "/accounts/password/reset/", "/track", "/track/NOPE", "/nowhere"],
    }


@pytest.mark.parametrize("who", [ANA, LI, MARTA, ""])
def test_no_page_violates_wcag_in_light_or_dark(page: Page, people: None, company: Company, who: str) -> None:
    paths = _paths(company)[who]
    if who:
        sign_in(page, who)
    found = {}
    for path in paths:
        page.goto(path)
        settled(page)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            for violation in Axe().run(page, options=WCAG).response["violations"]:
                found[f"{scheme} {path} {violation['id']}"] = [node["target"] for node in violation["nodes"][:3]]
    assert found == {}


def test_a_recipient_of_one_long_word_hides_no_column_of_the_list(page: Page, people: None, company: Company) -> None:
    Waybill.objects.filter(number=booked(company.merchant).number).update(to_name="X" * 120)
    sign_in(page, ANA)
    page.set_viewport_size({"width": 1280, "height": 850})
    page.goto("/waybills")
    expect(page.get_by_text("X" * 120)).to_be_visible()
    number = page.locator(".grid a.main").first
    card, table = page.locator(".table-card").bounding_box(), page.locator(".table-card table").bounding_box()
    assert card
    assert table
    assert table["width"] <= card["width"]
    assert number.bounding_box()["height"] < 30  # type: ignore[index]


@pytest.mark.parametrize("who", [ANA, LI, MARTA, ""])
def test_no_page_is_wider_than_a_phone(page: Page, people: None, company: Company, who: str) -> None:
    paths = _paths(company)[who]
    if who:
        sign_in(page, who)
    page.set_viewport_size(PHONE)
    wide = {}
    for path in paths:
        page.goto(path)
        settled(page)
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if over > 0:
            wide[path] = over
    assert wide == {}


def test_the_phones_map_shows_origin_and_destination(page: Page, people: None, company: Company) -> None:
    number = booked(company.merchant, "SO-1").number
    page.set_viewport_size(PHONE)
    page.goto(f"/track/{number}")
    names = page.locator(".map text")
    expect(names.first).to_be_visible()
    frame = page.locator(".map").bounding_box()
    assert frame
    for n in range(names.count()):
        box = names.nth(n).bounding_box()
        assert box
        assert frame["x"] <= box["x"], names.nth(n).text_content()
        assert box["x"] + box["width"] <= frame["x"] + frame["width"], names.nth(n).text_content()


def test_the_phones_menu_opens_and_leads_on(page: Page, people: None) -> None:
    sign_in(page, ANA)
    page.set_viewport_size(PHONE)
    page.click("header [data-nav]")
    page.click(".side a[data-go=w]")
    page.wait_for_url("**/waybills")

"""The quote page in a real browser: live, by keyboard and paste, in three languages, on a phone, and WCAG by axe."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from galeon.intake.tests.lines import BY_WEIGHT, WISHES, line_sheet, open_cost, open_line
from galeon.ops.tests.company import Company
from galeon.tariffs.sheet import Basis, Rule
from galeon.waybills.models import Waybill
from galeon.web.tests.browsing import sign_in
from galeon.web.tests.people import person
from galeon.web.tests.test_browser import PHONE, WCAG

ANA, LI, MARTA = "ana@lumen.example", "li@galeon.example", "marta@galeon.example"
PASTE = """([text, name]) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const field = document.querySelector(`[name="${name}"]`);
  field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def people(company: Company, portal: str) -> Company:
    """A merchant, a person at a station, one of finance; a post with options and a cost, and one without batteries."""
    post = open_line(company, "POST", line_sheet(rules=(*BY_WEIGHT, *WISHES)))
    open_cost(post, line_sheet(rules=(Rule(code="freight", basis=Basis.PER_KG, amount_minor=6_000),)))
    open_line(company, "SMALL", line_sheet(), cargo_classes=["general"], weight_g_max=2_000)
    open_line(company, "BARE", None)
    person(ANA, "owner", account_id=company.merchant.account_id)
    person(LI, "station", site_id=company.hub.pk)
    person(MARTA, "finance")
    return company


def ask(page: Page, weight: str = "2.6", cargo: str = "battery") -> None:
    """To Madrid with a battery inside."""
    page.select_option("[name='consignee.country']", "ES")
    page.fill("[name='consignee.postcode']", "28013")
    page.select_option("[name='cargo_class']", cargo)
    page.fill("[name='parcels[0].weight_g']", weight)


def test_prices_come_while_writing_the_cheapest_first_and_a_reason_is_one_key_away(page: Page, people: Company) -> None:
    sign_in(page, ANA)
    page.keyboard.press("g")
    page.keyboard.press("q")
    page.wait_for_url("**/quote")
    expect(page.get_by_text("What is it, and where does it go?")).to_be_visible()
    ask(page)
    expect(page.locator(".offer h3")).to_have_text(["Post postCheapestFastest", "US line"])
    expect(page.locator("#offer-POST .offer-price b")).to_have_text("CN¥263.00")
    expect(page.locator("#offer-POST .offer-price small")).to_have_text("CN¥101.15 per kg · 2.600 kg")
    reason = page.locator("#fees-POST .offer-fees")
    expect(reason).to_be_hidden()
    page.locator("#fees-POST summary").focus()
    page.keyboard.press("Enter")
    expect(reason).to_contain_text("95.00")
    page.fill("[name='parcels[0].weight_g']", "2")
    expect(page.locator("#offer-POST .offer-price b")).to_have_text("CN¥206.00")
    expect(reason).to_be_visible()  # what was opened stays open
    expect(page.locator("#no-SMALL")).to_contain_text("Service Small post does not take these goods: With battery.")
    expect(page.locator("#no-SMALL")).to_contain_text("Choose another service for these goods.")
    expect(page.locator("#no-BARE")).to_have_count(0)  # a customer is not told of what has no price for them
    assert "cost" not in page.content().lower()
    assert "margin" not in page.locator("#offers").inner_text().lower()


def test_an_option_is_ticked_and_what_was_quoted_is_ordered_at_that_price(page: Page, people: Company) -> None:
    sign_in(page, ANA)
    page.goto("/quote")
    ask(page, cargo="general")
    page.fill("[name='consignee.city']", "Madrid")
    page.check("[name='options.residential']")
    page.fill("[name=insured_minor]", "5000")
    expect(page.locator("#offer-POST .offer-price b")).to_have_text("CN¥327.00")  # 263.00 + 24.00 + 40.00
    expect(page.locator("#no-USLINE")).to_contain_text("Service US line does not offer this: insurance.")
    page.click("#offer-POST button")
    page.wait_for_url("**/waybills/new/from-quote")
    expect(page.locator(".price-total")).to_have_text("CN¥327.00")
    expect(page.locator("[name='options.residential']")).to_be_checked()
    expect(page.locator("#extra-signature")).to_have_text("+ CN¥12.00")
    for name, value in {
        "consignee.name": "Ana Ruiz", "consignee.street[0]": "Gran Vía 1", "reference": "Q-1", "items[0].title": "LED lamp",
        "items[0].unit_value_minor": "19",
    }.items():  # fmt: skip
        page.fill(f"[name='{name}']", value)
    page.check("[name='options.signature']")
    expect(page.locator(".price-total")).to_have_text("CN¥339.00")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(lambda url: "/waybills/" in url and "new" not in url)
    expect(page.locator(".wished")).to_have_text("Delivery to a homeSignature on deliveryInsured value CN¥5,000.00")
    waybill = Waybill.objects.get()
    assert waybill.quoted_minor == 33_900
    assert waybill.extras.pop("declared_minor") > 0  # the goods are in dollars: at the rate of the day
    assert waybill.extras == {"options": ["insurance", "residential", "signature"], "insured_minor": 500_000}


def test_rows_are_pasted_from_a_spreadsheet_and_taken_away(page: Page, people: Company) -> None:
    sign_in(page, ANA)
    page.goto("/quote")
    ask(page, cargo="general")
    page.evaluate(PASTE, ["1.2\t30\t20\t10\n0.8\t25\t20\t15\n2\t40\t30\t20\n", "parcels[0].weight_g"])
    expect(page.locator("[data-row]")).to_have_count(3)
    expect(page.locator("[name='parcels[2].height_mm']")).to_have_value("20")
    expect(page.locator("#offer-POST .offer-price b")).to_have_text("CN¥396.00")  # 4 kg: 380.00 + 16.00
    page.locator("[data-remove]").nth(1).click()
    expect(page.locator("#offer-POST .offer-price b")).to_have_text("CN¥320.00")  # 3.2 kg
    page.click("[data-add=parcels]")
    expect(page.locator("[name='parcels[3].weight_g']")).to_be_focused()
    page.fill("[name='parcels[3].weight_g']", "heavy")
    expect(page.locator("[role=alert]")).to_contain_text("This is not a number.")
    expect(page.locator("[name='parcels[3].weight_g']")).to_have_attribute("aria-invalid", "true")
    page.fill("[name='parcels[3].weight_g']", "")
    expect(page.locator("#offer-POST .offer-price b")).to_have_text("CN¥320.00")


def test_our_finance_quotes_for_anybody_and_sees_the_margin_and_a_station_does_not(page: Page, people: Company) -> None:
    sign_in(page, MARTA)
    page.goto("/quote")
    expect(page.get_by_text("Whose prices?")).to_be_visible()
    page.select_option("[name=whose]", "level:standard.CNY")
    expect(page.locator("[name='options.residential']")).to_be_visible()  # what their lists know
    ask(page)
    expect(page.locator("#offer-POST .offer-cost")).to_have_text("Our cost CN¥156.00Margin CN¥107.00 · 40.7 %")
    expect(page.locator("#offer-USLINE .offer-cost")).to_contain_text("Our cost is not known")
    expect(page.locator("#no-BARE")).to_contain_text("Ask us for a price.")
    expect(page.locator("#offer-POST button")).to_have_count(0)
    page.context.clear_cookies()
    sign_in(page, LI)
    page.goto("/quote")
    page.select_option("[name=whose]", "account:LUMEN")
    expect(page.locator("[name='options.residential']")).to_be_visible()
    ask(page)
    expect(page.locator("#offer-POST .offer-price b")).to_have_text("CN¥263.00")
    expect(page.locator(".offer-cost")).to_have_count(0)
    assert "156.00" not in page.content()


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("es", ("Correo Post", "Estados Unidos", "Alemania")), ("zh-hans", ("POST邮政", "美国", "德国")),
    ],
)  # fmt: skip
def test_services_and_countries_are_called_by_their_names(
    page: Page, people: Company, language: str, told: tuple[str, str, str]
) -> None:
    post, united_states, germany = told
    sign_in(page, ANA)
    page.click("[popovertarget=who-menu]")
    page.click(f"[name=language][value={language}]")
    page.goto("/quote")
    page.select_option("[name='consignee.country']", "US")
    page.fill("[name='consignee.postcode']", "10001")
    page.fill("[name='parcels[0].weight_g']", "1")
    no = page.locator("#no-POST")
    expect(no).to_contain_text(post)
    expect(no).to_contain_text(united_states)
    page.goto("/waybills/new")
    page.select_option("[name='consignee.country']", "DE")
    page.fill("[name='consignee.postcode']", "10117")
    page.fill("[name='parcels[0].weight_g']", "1")
    why = page.locator("#offer-POST .bad")
    expect(why).to_contain_text(post)
    expect(why).to_contain_text(germany)
    assert "DE" not in why.inner_text()


@pytest.mark.parametrize("who", [ANA, MARTA])
def test_the_page_is_accessible_in_light_and_dark_and_no_wider_than_a_phone(
    page: Page, people: Company, who: str
) -> None:
    sign_in(page, who)
    found: dict[str, object] = {}
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto("/quote")
        for step in ("empty", "answered"):
            if step == "answered":
                if who == MARTA:
                    page.select_option("[name=whose]", "account:LUMEN")
                    expect(page.locator("[name='options.residential']")).to_be_visible()
                ask(page)
                expect(page.locator("#offer-POST")).to_be_visible()
                page.locator("#fees-POST summary").click()
                expect(page.locator("#offers")).not_to_have_class("offers loading htmx-request")
                page.wait_for_timeout(400)  # until it is as bright again as it was
            for violation in Axe().run(page, options=WCAG).response["violations"]:
                found[f"{scheme} {step} {violation['id']}"] = [node["target"] for node in violation["nodes"][:3]]
        page.set_viewport_size(PHONE)
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, scheme
    assert found == {}

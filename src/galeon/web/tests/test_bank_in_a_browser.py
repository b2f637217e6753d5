"""A payment matched from the keyboard, on a desk and on a phone."""

import pytest
from playwright.sync_api import Page, expect

from galeon.billing.cash.tests.bankside import opened, owes, posted, took
from galeon.billing.cash.tests.camtfile import entry
from galeon.billing.models import Payment
from galeon.ops.tests.company import Company
from galeon.web.tests.browsing import sign_in
from galeon.web.tests.people import person

DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
MARTA = "marta@galeon.example"


@pytest.fixture
def bank(portal: str, company: Company) -> int:
    """Three lines: one sure, one nobody's, one to be named."""
    person(MARTA, "finance")
    (due,) = owes(company.merchant)
    bank = opened()
    took(
        bank, entry("12.00", reference="B-3", payer="Who knows"), entry("0.37", reference="B-2", payer="Bank", text="interest"),
        entry("317.12", reference="B-1", text=f"ST {due.number}", payer="Lumen Trading Ltd"),
    )  # fmt: skip
    return bank


def test_a_line_is_accepted_with_enter_and_the_next_one_waits(bank: int, page: Page) -> None:
    sign_in(page, MARTA)
    page.goto(f"/finance/bank/{bank}")
    lines = page.locator("[data-line]")
    expect(lines).to_have_count(3)
    expect(lines.first).to_be_focused()
    expect(lines.first).to_contain_text("sure")
    page.keyboard.press("Enter")
    expect(lines.first).to_contain_text("matched")
    expect(lines.nth(1)).to_be_focused()
    assert posted("bank") == 31_712
    page.keyboard.press("x")
    expect(lines.nth(1)).to_contain_text("no customer’s")
    expect(lines.nth(2)).to_be_focused()
    page.keyboard.press("o")
    page.keyboard.type("LUMEN")
    page.keyboard.press("Enter")
    expect(lines.nth(2)).to_contain_text("matched")
    assert posted("bank") == 32_912
    page.keyboard.press("k")
    page.keyboard.press("k")
    expect(lines.first).to_be_focused()
    page.keyboard.press("z")
    expect(lines.first).to_contain_text("Accept")
    assert posted("bank") == 1_200
    assert Payment.objects.count() == 3


def test_a_split_that_does_not_add_up_says_so_in_its_place(bank: int, company: Company, page: Page) -> None:
    company.open_merchant("NORTE")
    sign_in(page, MARTA)
    page.goto(f"/finance/bank/{bank}")
    last = page.locator("[data-line]").last
    last.get_by_role("button", name="Split with another customer").click()
    boxes = last.locator("[data-row] input")
    for n, text in enumerate(("LUMEN", "5.00", "NORTE", "6.00")):
        boxes.nth(n).fill(text)
    last.locator("[data-rows] + div").get_by_role("button", name="Accept").click()
    expect(last.get_by_role("alert")).to_contain_text("12.00")
    assert posted("bank") == 0


@pytest.mark.parametrize("language", ["en", "es", "zh-hans"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_nothing_stands_over_the_edge(bank: int, page: Page, size: dict[str, int], language: str) -> None:
    page.set_viewport_size(size)  # type: ignore[arg-type]
    sign_in(page, MARTA)
    if language != "en":
        page.click(".who")
        page.click(f"#who-menu button[value='{language}']")
        page.wait_for_load_state("networkidle")
    for address in ("/finance/bank", f"/finance/bank/{bank}", "/finance/debtors", "/finance/debtors/LUMEN", "/finance/reminders",
                    "/finance/reminders/levels"):  # fmt: skip
        page.goto(address)
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, address

"""The pricing clerk's day in a real browser: paste, see a fault, mend it, save, try a parcel, check, publish."""

import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import Dialog, Page, expect

from galeon.ops.tests.company import Company
from galeon.parties.models import User
from galeon.tariffs import acts, reads
from galeon.tariffs.models import PriceVersion
from galeon.web.tests.browsing import settled, sign_in
from galeon.web.tests.people import person
from galeon.web.tests.pricing import AT, draft_of, open_list
from galeon.web.tests.test_browser import PHONE, WCAG

TOM, ADA, ADMIN = "tom@galeon.example", "ada@galeon.example", "mar@galeon.example"
PASTE = """text => { const data = new DataTransfer(); data.setData("text/plain", text);
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })); }"""
COPY = """() => { const data = new DataTransfer();
  document.activeElement.dispatchEvent(new ClipboardEvent("copy", { clipboardData: data, bubbles: true, cancelable: true }));
  return data.getData("text/plain"); }"""


@pytest.fixture
def draft_id(company: Company, portal: str) -> int:
    """A list with a live version and Tom's draft; two persons publish."""
    tom = person(TOM, "pricing")
    person(ADA, "pricing")
    person(ADMIN, "admin")
    acts.set_policy("flag", two_persons=True, by=None, at=AT)
    return draft_of(open_list(company), tom.pk)


def cell(page: Page, row: int, col: int) -> str:
    """What a cell of the prices shows."""
    return page.locator(f"#grid-prices .sheet-cell[data-row='{row}'][data-col='{col}']").inner_text()


def opened(page: Page, version_id: int) -> None:
    """The editor, the cursor on the first price of DE."""
    page.goto(f"/tariffs/versions/{version_id}")
    page.locator("#grid-prices .sheet-cell").first.wait_for()
    page.locator("#grid-prices").focus()
    page.keyboard.press("Control+Home")
    page.keyboard.press("ArrowRight")


def price_of(version_id: int, zone: str, to: int) -> int:
    """A freight price as it is stored."""
    sheet = reads.sheet(version_id)
    assert sheet is not None
    return next(r.amount_minor for r in sheet.rules if r.zone == zone and r.weight_milli_to == to)


@pytest.mark.parametrize(
    ("language", "pasted", "shown"),
    [
        ("en", "51.50\t1,234.00\tabc\n45.75\t49.00\t56.00", "51.50"),
        ("es", "51,50\t1.234,00\tabc\n45,75\t49,00\t56,00", "51,50"),
        ("zh-hans", "51.50\t1234\tabc\n45.75\t49\t56", "51.50"),
    ],
)
def test_a_clerk_pastes_mends_saves_tries_and_a_second_person_publishes(
    page: Page, draft_id: int, language: str, pasted: str, shown: str
) -> None:
    User.objects.filter(email__in=[TOM, ADA]).update(language=language)
    sign_in(page, TOM)
    opened(page, draft_id)
    page.evaluate(PASTE, pasted)
    assert cell(page, 0, 1) == shown
    with translation.override(language):
        unsaved, reason, mend = gettext("Not saved yet"), gettext("This is not a number."), gettext("Calculator")
    expect(page.locator("[data-save-state]")).to_have_text(unsaved)
    expect(page.locator("#trial h2")).to_have_text(mend)
    bad = page.locator("#grid-prices .sheet-cell.fault")
    expect(bad).to_have_count(1)
    expect(bad).to_have_text("abc")
    expect(bad).to_have_attribute("title", reason)
    page.keyboard.press("Control+s")
    expect(page.locator("#faults")).to_be_visible()
    assert PriceVersion.objects.get(pk=draft_id).changed_at is None, "nothing is saved while a cell cannot be read"
    assert page.locator("#grid-prices .sheet-cell.active").inner_text() == "abc", "the cursor is on the fault"
    page.keyboard.type("60")
    page.keyboard.press("Enter")
    page.select_option("#t-country", "DE")
    page.fill("#t-weight", "0.5" if language != "es" else "0,5")
    total = "46.90" if language != "es" else "46,90"  # 25.75 + 16.00 + 20 % of 25.75
    expect(page.locator("[data-total]")).to_contain_text(total)
    page.click("[data-save]")
    expect(page.locator("[data-save-state]")).not_to_have_class(re.compile("is-dirty"))
    assert [price_of(draft_id, zone, 500) for zone in ("DE", "ES", "US")] == [5_150, 123_400, 6_000]
    page.click("[data-check] button")
    page.wait_for_url("**/check")
    assert page.locator("form[action$='/publish']").count() == 0, "Tom changed it: somebody else publishes"
    page.context.clear_cookies()
    sign_in(page, ADA)
    page.goto(f"/tariffs/versions/{draft_id}/check")
    page.once("dialog", lambda dialog: dialog.accept())
    page.click("form[action$='/publish'] button")
    page.wait_for_url("**/tariffs/lists/DE-EXPRESS")
    version = PriceVersion.objects.get(pk=draft_id)
    assert version.published_by is not None
    assert version.published_by.email == ADA


def test_the_grid_is_worked_by_keyboard_like_a_spreadsheet(page: Page, draft_id: int) -> None:
    sign_in(page, TOM)
    opened(page, draft_id)
    page.keyboard.type("50")
    page.keyboard.press("Tab")
    page.keyboard.type("51")
    page.keyboard.press("Enter")
    assert (cell(page, 0, 1), cell(page, 0, 2)) == ("50.00", "51.00")
    page.keyboard.press("F2")
    page.keyboard.press("End")
    page.keyboard.press("Backspace")
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    assert cell(page, 1, 2) == "49.05"
    page.keyboard.press("Control+Home")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Control+d")
    assert [cell(page, row, 1) for row in range(4)] == ["50.00", "50.00", "50.00", "40.00"]
    assert page.evaluate(COPY) == "50.00\n50.00\n50.00"
    page.keyboard.press("Control+z")
    assert cell(page, 1, 1) == "45.00"
    page.keyboard.press("Control+y")
    assert cell(page, 1, 1) == "50.00"
    page.keyboard.press("Delete")
    assert cell(page, 2, 1) == ""
    page.keyboard.press("ArrowRight")
    page.keyboard.type("9")
    page.keyboard.press("Escape")
    assert cell(page, 2, 2) == "46.00", "Escape leaves the cell as it was"


def test_a_paste_that_is_larger_than_the_grid_offers_to_add(page: Page, draft_id: int) -> None:
    sign_in(page, TOM)
    opened(page, draft_id)
    page.keyboard.press("Control+End")
    asked: list[str] = []

    def agree(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.accept()

    page.once("dialog", agree)
    page.evaluate(PASTE, "1\t2\n3\t4")
    assert "1" in asked[0]
    assert page.locator("#grid-prices").get_attribute("aria-rowcount") == "6"
    assert page.locator("#grid-prices").get_attribute("aria-colcount") == "6"
    assert cell(page, 4, 4) == "4.00" if page.locator(".sheet-cell[data-row='4'][data-col='4']").count() else True
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    assert page.locator("#grid-prices").get_attribute("aria-rowcount") == "5"


def test_unsaved_changes_survive_a_reload(page: Page, draft_id: int) -> None:
    sign_in(page, TOM)
    opened(page, draft_id)
    page.keyboard.type("77")
    page.keyboard.press("Enter")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.locator("#grid-prices .sheet-cell").first.wait_for()
    assert cell(page, 0, 1) == "77.00"
    expect(page.locator("#kept")).to_be_visible()
    page.click("[data-drop-kept]")
    expect(page.locator("#kept")).to_be_hidden()
    page.locator("#grid-prices .sheet-cell").first.wait_for()
    assert cell(page, 0, 1) == "48.00"


def test_a_fault_of_the_server_leads_to_its_cell(page: Page, draft_id: int) -> None:
    sign_in(page, TOM)
    opened(page, draft_id)
    page.click("[data-tab=zones]")
    page.locator("#grid-zones").focus()
    page.keyboard.press("Control+Home")
    page.keyboard.press("ArrowRight")
    page.keyboard.type("qq")
    page.keyboard.press("Enter")
    page.click("[data-tab=head]")
    page.click("[data-save]")
    page.locator("[data-faults-list] button").first.click()
    expect(page.locator("#pane-zones")).to_be_visible()
    expect(page.locator("#grid-zones .sheet-cell.active")).to_have_text("QQ")
    expect(page.locator("#grid-zones .sheet-cell.active")).to_have_class(re.compile("fault"))


def test_a_surcharge_is_added_with_a_condition(page: Page, draft_id: int) -> None:
    sign_in(page, TOM)
    opened(page, draft_id)
    page.click("[data-tab=rules]")
    page.click("[data-add-row=rest]")
    panel = page.locator("[data-panel-of=rest]")
    panel.locator("[data-field=code]").fill("oversize")
    panel.locator("[data-field=basis]").select_option("per_piece")
    panel.locator("[data-field=amount_minor]").fill("108")
    panel.locator("[data-field=amount_minor]").press("Tab")
    panel.locator(".conditions > .button").click()
    panel.locator(".condition input").first.fill("120")
    panel.locator(".condition input").first.press("Tab")
    page.click("[data-save]")
    expect(page.locator("[data-save-state]")).not_to_have_class(re.compile("is-dirty"))
    sheet = reads.sheet(draft_id)
    assert sheet is not None
    rule = sheet.rules[-1]
    assert (rule.code, rule.amount_minor, rule.when[0].measure, rule.when[0].over) == (
        "oversize",
        10_800,
        "longest_mm",
        1_200,
    )


def test_100_000_cells_are_drawn_by_what_is_in_sight(page: Page, draft_id: int) -> None:
    sign_in(page, TOM)
    opened(page, draft_id)
    drawn, took_ms = page.evaluate(
        """() => { const { draft } = galeon; const grid = draft.data.grids[0];
          draft.change("grids", () => {
            grid.zones = Array.from({ length: 200 }, (_, n) => `Z${n}`);
            grid.lines = Array.from({ length: 500 }, (_, n) => ({ ...grid.lines[0], to_milli: 500 * (n + 1) }));
            grid.cells = grid.lines.map((_, row) => grid.zones.map((_, col) => 1000 + row + col)); }, () => {});
          const sheet = document.querySelector("#grid-prices"); sheet.focus();
          const begun = performance.now(); sheet.scrollTop = 9000; sheet.scrollLeft = 9000;
          return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() =>
            done([document.querySelectorAll("#grid-prices .sheet-cell").length, performance.now() - begun])))); }"""
    )
    assert 0 < drawn < 1_000
    assert took_ms < 2_000
    assert page.locator("#grid-prices").get_attribute("aria-rowcount") == "501"


def paths(draft_id: int) -> list[str]:
    """Every page of a pricing clerk."""
    version = f"/tariffs/versions/{draft_id}"
    return [
        "/tariffs/", "/tariffs/?q=nowhere", "/tariffs/lists/DE-EXPRESS", version, f"{version}/check", f"{version}/diff",
        f"{version}/derive", "/tariffs/lists/DE-EXPRESS/upload", "/tariffs/new", "/tariffs/fuel", "/tariffs/areas",
        "/tariffs/rates", "/tariffs/policy",
    ]  # fmt: skip


def test_no_pricing_page_violates_wcag_in_light_or_dark(page: Page, draft_id: int) -> None:
    sign_in(page, ADMIN)
    found = {}
    for path in paths(draft_id):
        page.goto(path)
        settled(page)
        tabs = ["grids", "rules", "zones", "weights", "head"] if path.endswith(str(draft_id)) else [""]
        for tab in tabs:
            if tab:
                page.click(f"[data-tab={tab}]")
                for sheet in page.locator(".sheet:visible").all():
                    sheet.get_by_role("columnheader").first.wait_for()  # drawn with the next frame
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                for violation in Axe().run(page, options=WCAG).response["violations"]:
                    nodes = [(node["target"], node.get("failureSummary", "")[:160]) for node in violation["nodes"][:3]]
                    found[f"{scheme} {path} {tab} {violation['id']}"] = nodes
    assert found == {}, json.dumps(found, indent=1)


@pytest.mark.parametrize("language", ["en", "es", "zh-hans"])
def test_no_pricing_page_is_wider_than_a_phone(page: Page, draft_id: int, language: str) -> None:
    User.objects.filter(email=ADMIN).update(language=language)
    sign_in(page, ADMIN)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    wide = {}
    for path in paths(draft_id):
        page.goto(path)
        settled(page)
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if over > 0:
            wide[path] = over
    assert wide == {}

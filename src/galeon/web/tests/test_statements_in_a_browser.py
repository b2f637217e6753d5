"""Finance's list of statements in a real browser: each row's payment is at hand, on a small desk and on a phone."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import FloatRect, Page, expect

from galeon.billing.models import Statement
from galeon.kernel.outbox import drain
from galeon.ops.tests.company import Company
from galeon.parties.models import Account
from galeon.warehouse.acts import receive
from galeon.warehouse.station import StationScan
from galeon.web.tests.browsing import sign_in
from galeon.web.tests.people import booked, person

DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
LANGUAGES = ("en", "es", "zh-hans")
MARTA = "marta@galeon.example"


@pytest.fixture
def weighed(company: Company, portal: str) -> None:
    """One of finance, and an account of a long name with an open statement."""
    person(MARTA, "finance")
    operator = person("li@galeon.example", "station", site_id=company.hub.pk)
    scan = StationScan(
        text=booked(company.merchant).number,
        site_id=company.hub.pk,
        operator_id=operator.pk,
        occurred_at=datetime.now(UTC),
        weight_g=1_000,
    )
    assert receive([scan])[0].is_recorded
    drain()
    Account.objects.filter(code="LUMEN").update(name="深圳流明家居 Lumen Home Garden")


def _overdue(sum_minor: int) -> None:
    """The statement is closed with such a sum in every column, and was to be paid long ago: the widest chip."""
    sums = ("opening_minor", "payments_minor", "charges_minor", "closing_minor")
    now = datetime.now(UTC)
    changed = Statement.objects.update(
        state="closed", number="2026-000006", closed_at=now, due_on=now.date() - timedelta(40),
        **dict.fromkeys(sums, sum_minor),
    )  # fmt: skip
    assert changed == 1


def _speak(page: Page, language: str) -> None:
    page.click(".who")
    page.click(f"#who-menu button[value='{language}']")
    page.wait_for_load_state("networkidle")


def _payment(page: Page) -> FloatRect:
    """Where the row's payment stands; nothing covers or clips its edges and its middle."""
    button = page.locator(".grid tbody a[href='/finance/pay/LUMEN']")
    expect(button).to_be_visible()
    covered = """node => { const box = node.getBoundingClientRect(), y = box.top + box.height / 2;
        return [box.left + 2, box.left + box.width / 2, box.right - 2]
            .filter(x => !node.contains(document.elementFromPoint(x, y))).length; }"""
    assert button.evaluate(covered) == 0, "no part of it is clipped"
    box = button.bounding_box()
    assert box
    return box


def test_a_statements_payment_is_whole_at_1280_px_and_nothing_scrolls_sideways(page: Page, weighed: None) -> None:
    _overdue(1_353_148)
    sign_in(page, MARTA)
    page.set_viewport_size(DESK)
    for language in LANGUAGES:
        _speak(page, language)
        page.goto("/finance/statements")
        box = _payment(page)
        assert box["x"] + box["width"] <= DESK["width"], language
        hidden = page.locator(".table-card").evaluate("node => node.scrollWidth - node.clientWidth")
        assert hidden == 0, language


def test_a_statements_payment_stays_in_sight_when_sums_are_too_wide_for_the_desk(page: Page, weighed: None) -> None:
    _overdue(987_654_321_099)
    sign_in(page, MARTA)
    page.set_viewport_size(DESK)
    page.goto("/finance/statements")
    assert page.locator(".table-card").evaluate("node => node.scrollWidth - node.clientWidth") > 0
    box = _payment(page)
    assert box["x"] + box["width"] <= DESK["width"]


def test_a_phones_card_of_a_statement_leads_to_its_payment(page: Page, weighed: None) -> None:
    _overdue(1_353_148)
    sign_in(page, MARTA)
    page.set_viewport_size(PHONE)
    for language in LANGUAGES:
        _speak(page, language)
        page.goto("/finance/statements")
        box = _payment(page)
        assert box["x"] >= 0, language
        assert box["x"] + box["width"] <= PHONE["width"], language
        assert box["height"] >= 38, "wide enough for a thumb"
    page.click(".grid tbody a[href='/finance/pay/LUMEN']")
    page.wait_for_url("**/finance/pay/LUMEN")

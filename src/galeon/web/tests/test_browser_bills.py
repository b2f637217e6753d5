"""A UPS bill of 20,000 lines in a real browser: sent, matched while the page watches, decided, booked; and WCAG by axe."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from galeon.billing.costs.acts import accrue
from galeon.billing.suppliers import acts
from galeon.billing.suppliers.models import Bill, BillItem, BillLine
from galeon.billing.suppliers.tests.bills import read, shipped, ups, ups_file
from galeon.billing.tests.books import NOON, sql
from galeon.kernel import outbox
from galeon.ops.tests.company import Company
from galeon.web.tests.browsing import sign_in
from galeon.web.tests.people import person
from galeon.web.tests.test_browser import PHONE, WCAG

MARTA = "marta@galeon.example"
LINES, KNOWN = 20_000, 1_000
"""Two lines a parcel: 10,000 parcels, of which so many are known."""
CLONE = (
    """INSERT INTO waybill (account_id, id, number, displayed_number, reference, service_id, mode, state, state_at, state_rank,
         booked_at, source, origin_site_id, to_country, to_postcode, to_city, to_name, consignee, shipper, cargo_class, pieces,
         weight_g, measured_g, declared_minor, declared_currency, quoted_minor, currency, quote, taxes, extras, content_hash)
       SELECT account_id, id + n, 'T' || n, 'T' || n, 'T' || n, service_id, mode, state, state_at, state_rank, booked_at,
         source, origin_site_id, to_country, to_postcode, to_city, to_name, consignee, shipper, cargo_class, pieces, weight_g,
         measured_g, declared_minor, declared_currency, quoted_minor, currency, quote, taxes, extras, content_hash
         FROM waybill, generate_series(1, %s) n""",
    """INSERT INTO parcel (account_id, waybill_id, no, weight_g, length_mm, width_mm, height_mm, measured_g, measured_length_mm,
         measured_width_mm, measured_height_mm, measured_at)
       SELECT account_id, waybill_id + n, no, weight_g, length_mm, width_mm, height_mm, measured_g, measured_length_mm,
         measured_width_mm, measured_height_mm, measured_at FROM parcel, generate_series(1, %s) n""",
    """INSERT INTO waybill_number (number, account_id, waybill_id, kind, carrier, leg, since)
       SELECT '1Z' || lpad(n::text, 6, '0'), account_id, waybill_id + n, 'carrier', 'ups', 'last_mile', since
         FROM waybill_number, generate_series(1, %s) n WHERE number = '1ZFIRST'""",
)


def carried(company: Company, count: int) -> None:
    """So many parcels of 1.5 kg known to UPS as 1Z000001 and on, each with its cost expected."""
    account_id, first = shipped(company, "1ZFIRST", 1_500)
    for statement in CLONE:
        sql(statement, count)
    accrue([(account_id, first + n) for n in range(1, count + 1)], NOON)


def billed(parcels: int) -> bytes:
    """Freight and fuel of each: every tenth re-weighed to 2.0 kg, every hundredth dearer."""
    lines = []
    for n in range(1, parcels + 1):
        kg, freight = ("2.0", "200.00") if n % 10 == 0 else ("1.5", "168.50")
        fuel = "60.00" if n % 100 == 1 else "29.50"
        lines += [(f"1Z{n:06}", "FRT", kg, freight), (f"1Z{n:06}", "FSC", kg, fuel)]
    return ups_file("0000A1B2C3466", lines)


@pytest.fixture
def finance(company: Company, portal: str) -> None:
    """One of our finance, and UPS with its parcels."""
    person(MARTA, "finance")
    ups(company)
    carried(company, KNOWN)


def test_a_ups_bill_of_twenty_thousand_lines_is_sent_decided_and_booked(
    page: Page, finance: None, tmp_path: Path
) -> None:
    file = tmp_path / "ups.csv"
    file.write_bytes(billed(LINES // 2))
    sign_in(page, MARTA)
    page.goto("/finance/bills")
    page.keyboard.press("n")
    page.wait_for_url("**/bills/new")
    page.set_input_files("[name=file]", file)
    page.get_by_role("button", name="Send it").click()
    page.wait_for_url("**/bills/files/*")
    expect(page.locator("progress")).to_be_visible()
    outbox.drain()  # as the worker would, while the page watches
    page.wait_for_url(lambda url: "/files/" not in url)
    bill = Bill.objects.get()
    assert (bill.state, bill.lines, bill.items) == ("open", LINES, LINES // 2)
    expect(page.get_by_role("button", name="Book the bill")).to_be_disabled()

    page.locator(".tab", has_text="Re-weighed").click()
    page.wait_for_url("**verdict=reweighed")
    page.wait_for_load_state()
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("[data-picked-count]")).to_have_text("1")
    page.check("[name=all]")
    page.get_by_role("button", name="Pass on").click()
    expect(page.get_by_text("What customers will be charged")).to_be_visible()
    page.get_by_role("button", name="Charge this when the bill is booked").click()
    expect(page.get_by_text(f"{KNOWN // 10:,} parcels decided.")).to_be_visible()
    for verdict, decision in (("Dearer", "Accept"), ("Unknown", "Dispute")):
        page.locator(".tab", has_text=verdict).click()
        page.wait_for_url(f"**verdict={verdict.lower()}")
        page.wait_for_load_state()
        page.check("[data-pick-all]")
        page.check("[name=all]")
        page.get_by_role("button", name=decision, exact=True).click()
        expect(page.locator(".toast").first).to_be_visible()
    assert BillItem.objects.filter(decision="").count() == 0
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Book the bill").click()
    if page.locator("dialog[open]").count():
        page.locator("dialog[open] button").last.click()
    expect(page.locator("progress")).to_be_visible()
    outbox.drain()
    expect(page.locator(".chip", has_text="booked").first).to_be_visible()
    ((owed,),) = sql("SELECT sum(amount_minor)::bigint FROM posting WHERE book = 'payable'")
    assert owed == -Bill.objects.get().total_minor
    assert BillLine.objects.filter(item_id=None).count() == 0


def test_a_bill_s_pages_pass_wcag_and_fit_a_phone_in_every_language(page: Page, company: Company) -> None:
    marta = person(MARTA, "finance")
    supplier = ups(company)
    shipped(company, "1Z000001", 1_500)
    told = acts.send(supplier, "agent.csv", b"Number;Price\r\n1Z1;9,90\r\n", acts.Head(), marta.pk)
    assert isinstance(told, acts.Sent)
    refused = acts.send(
        supplier, "bad.csv", ups_file("INV-0", [("1Z1", "FRT", "1", "10.00")], "12.00"), acts.Head(), marta.pk
    )
    assert isinstance(refused, acts.Sent)
    bill = read(supplier, billed(12))
    acts.decide(bill.pk, acts.Choice(verdict="unknown"), "dispute", marta.pk)
    item = BillItem.objects.get(tracking="1Z000001")
    at = f"/finance/bills/{bill.pk}"
    files = [f"/finance/bills/files/{sent.file_id}" for sent in (told, refused)]
    paths = ["/finance/bills", "/finance/bills/new", at, f"{at}/{item.pk}", f"{at}/disputes/letter", *files]
    sign_in(page, MARTA)
    for language in ("en", "es", "zh-hans"):
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto("/finance/bills")
        page.click(".who")
        page.click(f"#who-menu button[value='{language}']")
        page.wait_for_load_state("networkidle")
        for path in paths:
            page.set_viewport_size(PHONE)
            page.goto(path)
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, (language, path)
            if language == "en":
                found = Axe().run(page, options=WCAG)
                assert found.violations_count == 0, (path, found.generate_report())

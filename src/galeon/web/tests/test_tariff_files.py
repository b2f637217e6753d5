"""Workbooks and area files through the pages: each fault at its cell, nothing stored by halves."""

import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from playwright.sync_api import Page, expect

from galeon.kernel import outbox
from galeon.ops.tests.company import Company
from galeon.tariffs.models import AreaVersion, PriceVersion
from galeon.web.tests.browsing import sign_in
from galeon.web.tests.people import person
from galeon.web.tests.pricing import open_list

PLACES = b"country,from,to,city,tier\nUS,99500,99999,,A\nDE,25849,,,B\n"


def spoilt(book: bytes) -> bytes:
    """The workbook with its first 48.00 below zero."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, re.sub(rb"<v>48(\.0+)?</v>", b"<v>-48</v>", text) if "worksheets" in name else text)
    return out.getvalue()


def test_a_price_below_zero_is_named_with_its_cell(clerk: Client, live_id: int) -> None:
    book = clerk.get(f"/tariffs/versions/{live_id}/book.xlsx").content
    versions = PriceVersion.objects.count()
    reply = clerk.post("/tariffs/lists/DE-EXPRESS/upload", {"file": SimpleUploadedFile("v.xlsx", spoilt(book))})
    assert reply.status_code == 422
    ((place, text),) = reply.context["faults"]
    assert re.fullmatch(r"[^!]+![A-Z]+\d+", place)
    assert "below zero" in text
    assert place in reply.content.decode()
    assert PriceVersion.objects.count() == versions


def test_places_are_sent_read_put_in_force_and_looked_up(clerk: Client, company: Company) -> None:
    clerk.post("/tariffs/areas", {"code": "ups-remote", "name": "UPS remote", "timezone": "Asia/Shanghai"})
    sent = {"file": SimpleUploadedFile("ups.csv", PLACES), "valid_from": "2026-11-01"}
    page = clerk.post("/tariffs/areas/ups-remote/send", sent)["Location"]
    assert "being read" in clerk.get(page).content.decode()
    outbox.drain()
    assert "Put in force" in clerk.get(page).content.decode()
    edition = AreaVersion.objects.get()
    assert edition.published_at is None
    clerk.post(f"/tariffs/areas/editions/{edition.pk}", {"act": "publish"})
    assert AreaVersion.objects.get().published_at is not None
    inside = clerk.get("/tariffs/areas/place?country=US&postcode=99501").content.decode()
    assert "remote · A" in inside
    assert "not remote" in clerk.get("/tariffs/areas/place?country=US&postcode=10001").content.decode()


def test_a_file_of_places_with_a_fault_names_its_row(clerk: Client, company: Company) -> None:
    clerk.post("/tariffs/areas", {"code": "ups-remote", "name": "UPS remote", "timezone": "Asia/Shanghai"})
    sent = {"file": SimpleUploadedFile("ups.csv", PLACES + b"XX,1,,,A\n"), "valid_from": "2026-12-01"}
    page = clerk.post("/tariffs/areas/ups-remote/send", sent)["Location"]
    outbox.drain()
    text = clerk.get(page).content.decode()
    assert "Nothing is stored" in text
    assert "A4" in text
    assert AreaVersion.objects.count() == 0


@pytest.mark.parametrize("path", ["/tariffs/areas/nowhere/send", "/tariffs/areas/ups-remote/send"])
def test_a_file_for_nobody_or_without_a_day_is_refused(path: str, clerk: Client, company: Company) -> None:
    reply = clerk.post(path, {"file": SimpleUploadedFile("x.csv", PLACES), "valid_from": "soon"})
    assert reply["Location"] == "/tariffs/areas"
    assert AreaVersion.objects.count() == 0


def test_a_workbook_is_dropped_on_the_page_and_leads_to_its_draft(page: Page, portal: str, company: Company) -> None:
    user = person("tom@galeon.example", "pricing")
    live_id = open_list(company)
    from galeon.web.tests.people import signed_in

    book = signed_in(user).get(f"/tariffs/versions/{live_id}/book.xlsx").content
    sign_in(page, "tom@galeon.example")
    page.goto("/tariffs/lists/DE-EXPRESS/upload")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.set_input_files("input[type=file]", {"name": "bad.xlsx", "mimeType": kind, "buffer": spoilt(book)})
    page.click("[data-upload] button")
    expect(page.locator("#state .fault")).to_have_count(1)
    page.set_input_files("input[type=file]", {"name": "good.xlsx", "mimeType": kind, "buffer": book})
    page.click("[data-upload] button")
    page.wait_for_url(re.compile(r"/tariffs/versions/\d+$"))
    expect(page.locator("#grid-prices .sheet-cell").first).to_be_visible()

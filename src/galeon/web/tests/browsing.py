"""A real browser before a real server: Debian's Chromium, the pages in this process, a database of the test's own."""

import os
import shutil
import time
from collections.abc import Iterator
from weakref import WeakKeyDictionary

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.cache import cache
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, Page, Request, sync_playwright

from galeon.ops.tests.company import Company
from galeon.web.tests.people import PASSWORD

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WAIT_MS = 15_000
QUIET_MS = 150
_asked: WeakKeyDictionary[Page, set[Request]] = WeakKeyDictionary()  # what each window waits for


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium as the system has it; a machine without one cannot say whether the pages work."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium on this machine")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in this thread, beside Django's calls
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def portal(fresh_db: str, company: Company) -> Iterator[str]:
    """The address of the running pages; what the test wrote is committed."""
    cache.clear()
    server = LiveServerThread("127.0.0.1", StaticFilesHandler, connections_override={})
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    yield f"http://127.0.0.1:{server.port}"
    server.terminate()


@pytest.fixture
def page(browser: Browser, portal: str) -> Iterator[Page]:
    """A fresh window; whatever the scripts complain about fails the test."""
    context = browser.new_context(base_url=portal, viewport={"width": 1280, "height": 900}, locale="en-GB")
    window = context.new_page()
    window.set_default_timeout(WAIT_MS)
    complaints: list[str] = []
    asked = _asked[window] = set()
    window.on("request", lambda request: asked.add(request))
    window.on("requestfinished", lambda request: asked.discard(request))
    window.on("requestfailed", lambda request: asked.discard(request))
    window.on("pageerror", lambda error: complaints.append(str(error)))
    yield window
    context.close()
    assert complaints == []


def settled(page: Page) -> None:
    """Wait until a loaded page has asked for nothing for a moment: Playwright's "networkidle" takes half a second each time."""
    page.wait_for_load_state("load")
    deadline, calm_ms = time.monotonic() + WAIT_MS / 1_000, 0
    while calm_ms < QUIET_MS:
        assert time.monotonic() < deadline, f"{page.url} never settles: {[request.url for request in _asked[page]]}"
        page.wait_for_timeout(50)
        calm_ms = 0 if _asked[page] else calm_ms + 50


def sign_in(page: Page, email: str) -> None:
    """Through the form, as a person does."""
    page.goto("/accounts/login/")
    page.fill("#id_login", email)
    page.fill("#id_password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/accounts/login" not in url)

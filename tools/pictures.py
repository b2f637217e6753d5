"""Take the pages' pictures: `python tools/pictures.py FOLDER [ADDRESS]` against a running `galeon up`.

Six pages, three languages, light and dark, desk and phone, from the sample company. FOLDER is the installation's data
folder (for the logins). Writes PNG files with a small palette into docs/pictures; `overview.png` is what the README shows.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from itertools import product
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-sync",
]
LANGUAGES = {"en": "en", "es": "es", "zh": "zh-hans"}
SIZES = {"desk": (1280, 800, 1), "phone": (390, 844, 2)}
MERCHANT, STATION = "merchant@lumen.example", "station@galeon.example"
COLOURS = 200


def sample(folder: str) -> dict[str, str]:
    """E-mail -> password of the sample's people."""
    command = [sys.executable, "-m", "galeon", "sample", "--data", folder, "--json"]
    told = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return {login["email"]: login.get("password") or told["password"] for login in told["logins"]}


def keep(page: Page, name: str) -> None:
    """One picture of what the window shows."""
    picture = Image.open(BytesIO(page.screenshot()))
    path = PICTURES / f"{name}.png"
    path.parent.mkdir(exist_ok=True)
    picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


def settle(page: Page) -> None:
    """Wait for lists, maps and fonts; take messages away."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    page.evaluate("document.querySelectorAll('.toast').forEach(toast => toast.remove())")
    page.wait_for_timeout(250)


def sign_in(page: Page, email: str, password: str, language: str) -> None:
    """Through the form; then the language of the pictures."""
    page.goto("/accounts/login/")
    page.fill("#id_login", email)
    page.fill("#id_password", password)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/accounts/" not in url)
    page.click(".who")
    page.click(f"#who-menu button[value='{language}']")
    page.wait_for_load_state("networkidle")


def waybills(page: Page) -> None:
    page.goto("/waybills")


def waybill(page: Page) -> None:
    page.goto("/waybills?state=transit")
    page.click(".grid tbody tr a.main")


def order(page: Page) -> None:
    page.goto("/waybills/new")
    page.fill("[name='consignee.name']", "Ana Torres")
    page.select_option("[name='consignee.country']", "US")
    page.fill("[name='consignee.postcode']", "90013")
    page.fill("[name='consignee.city']", "Los Angeles")
    page.fill("[name='consignee.street[0]']", "500 S Hill St")
    page.fill("[name='parcels[0].weight_g']", "1.24")
    page.wait_for_selector(".choice b")
    page.locator(".choice:has(b) input").first.check()
    page.wait_for_selector(".price-total")


def statement(page: Page) -> None:
    page.goto("/statements")
    page.locator(".grid tbody tr a.main").nth(1).click()


def tracking(page: Page) -> None:
    page.goto("/waybills?state=delivery")
    number = page.locator(".grid tbody tr a.main").first.text_content()
    page.goto(f"/track/{number}")


def station(page: Page) -> None:
    page.goto("/waybills?state=booked")
    number = page.locator(".grid tbody tr a.main").first.text_content() or ""
    page.goto("/hub?mode=weigh")
    for line in (number, "1.24"):
        page.keyboard.type(line)
        page.keyboard.press("Enter")
        page.wait_for_timeout(900)


PAGES: dict[str, tuple[str, Callable[[Page], None]]] = {
    "waybills": (MERCHANT, waybills),
    "waybill": (MERCHANT, waybill),
    "order": (MERCHANT, order),
    "statement": (MERCHANT, statement),
    "tracking": (MERCHANT, tracking),
    "station": (STATION, station),
}


def take(browser: Browser, address: str, passwords: dict[str, str], only: list[str]) -> None:
    """Every picture; the station's scans are taken back after each."""
    for who, (tongue, language), scheme, size in product(
        (MERCHANT, STATION), LANGUAGES.items(), ("light", "dark"), SIZES
    ):
        wanted = {name: go for name, (mine, go) in PAGES.items() if mine == who and (not only or name in only)}
        if not wanted:
            continue
        width, height, scale = SIZES[size]
        context = browser.new_context(
            base_url=address,
            viewport={"width": width, "height": height},
            device_scale_factor=scale,
            color_scheme=scheme,
        )
        page = context.new_page()
        sign_in(page, who, passwords[who], language)
        for name, go in wanted.items():
            go(page)
            settle(page)
            keep(page, f"{name}/{tongue}-{scheme}-{size}")
            if name == "station":
                page.keyboard.press("Escape")
                page.wait_for_timeout(900)
            if name == "waybill" and (tongue, scheme, size) == ("en", "light", "desk"):
                keep(page, "overview")
        context.close()


def main() -> None:
    folder = sys.argv[1]
    address = sys.argv[2] if len(sys.argv) > 2 else "http://127.0.0.1:8000"
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        raise SystemExit("There is no Chromium on this machine to take pictures with.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        take(browser, address, sample(folder), sys.argv[3:])
        browser.close()


if __name__ == "__main__":
    main()

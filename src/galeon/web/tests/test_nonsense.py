"""Whatever is typed into whatever field of whatever form: an answer, never a broken page."""

from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.test import Client

from galeon.linehaul.models import Bag
from galeon.linehaul.tests.floor import booked, filled, received
from galeon.ops.tests.company import Company
from galeon.web.urls import urlpatterns

NASTY = (
    "a\x00b", "\\u0000", "9e999999", "1e-999999", "NaN", "9" * 25, "-1", "0001-01-01T00:00", "9999-12-31T23:59",
    "ß" * 64, "\u202e", "x" * 5_000, "zzz", "%s{number}",
)  # fmt: skip


ACTS = {
    "/hub/masters/move": ("depart", "arrive"),
    "/hub/handover/act": ("labels", "print", "hand_over"),
    "/hub/customs/act": ("declare", "answer", "release_all", "hold", "release"),
}


class Form:
    """A form of a page: where it goes, how, and its fields as they stand."""

    def __init__(self, action: str, method: str) -> None:
        self.action, self.method = action, method
        self.fields: dict[str, str] = {}
        self.texts: tuple[str, ...] = NASTY


class Forms(HTMLParser):
    """The forms of a page, and what htmx would send."""

    def __init__(self, page: str, text: str) -> None:
        super().__init__()
        self.page, self.found = page, list[Form]()
        self.live: list[str] = []
        self._select = ""
        self.feed(text)
        for action in self.live:  # of forms that send while one types: the same fields to another address
            form = Form(action, "post")
            form.fields = dict(self.found[-1].fields) if self.found else {}
            form.texts = NASTY[:4]  # the form itself is sent with all of them
            self.found.append(form)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        if named.get("hx-post") and tag != "form":
            self.live.append(named["hx-post"])
        if tag == "form":
            self.found.append(
                Form(
                    named.get("hx-post") or named.get("action") or self.page,
                    named.get("method", "post" if "hx-post" in named else "get").lower(),
                )
            )
        elif (
            tag == "option"
            and self.found
            and self._select
            and ("selected" in named or not self.found[-1].fields[self._select])
        ):
            self.found[-1].fields[self._select] = named.get("value", "")
        elif tag in ("input", "select", "textarea", "button") and named.get("name") and self.found:
            self.found[-1].fields.setdefault(named["name"], named.get("value", ""))
            self._select = named["name"] if tag == "select" else ""


def pages(client: Client, addresses: list[str]) -> Iterator[Form]:
    """Every form of these pages, each address once."""
    seen = set()
    for address in addresses:
        response = client.get(address, follow=True)
        assert response.status_code == 200, address
        for form in Forms(address, response.content.decode()).found:
            if (key := (form.action, form.method, *form.fields)) not in seen and "logout" not in form.action:
                seen.add(key)
                yield form


def broken(client: Client, form: Form) -> list[str]:
    """What of the nonsense in each field the server could not answer."""
    client.raise_request_exception = False
    send = client.post if form.method == "post" else client.get
    wrong = []
    for field in sorted(form.fields.keys() - {"csrfmiddlewaretoken"}) or [""]:
        for text in form.texts:
            status = send(form.action, {**form.fields, field: text} if field else {}).status_code
            if status >= 500:
                wrong.append(f"{form.action} {field}={text[:40]!a}: {status}")
                return wrong  # a broken statement breaks the test's transaction: what follows would prove nothing
    return wrong


@pytest.fixture(autouse=True)
def _no_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("galeon.web.limits._more", lambda key: 1)
    cache.clear()


def all_broken(client: Client, addresses: list[str], must: set[str]) -> list[str]:
    forms = list(pages(client, addresses))
    sent = {form.action for form in forms}
    assert must <= sent, f"forms no page showed: {must - sent}"
    return [line for form in forms for line in broken(client, form)]


def test_no_form_of_a_customer_breaks_on_nonsense(company: Company, merchant: Client) -> None:
    waybill = booked(company, "SO-1")[0]
    number = f"/waybills/{waybill.number}"
    shown = ["/waybills/new", "/waybills", "/waybills/import", number, "/statements", "/overview"]
    must = {"/waybills/new", "/waybills/new/price", "/waybills/import", "/preferences"}
    assert all_broken(merchant, shown, must) == []


def test_no_form_of_the_hub_breaks_on_nonsense(company: Company, operator: Client) -> None:
    (waybill,) = received(company, "SO-1")
    bag = Bag.objects.get(pk=filled(company, [waybill]).id)
    shown = [
        "/hub",
        "/hub/bags",
        f"/hub/bags/{bag.number}",
        "/hub/masters",
        "/hub/customs",
        "/hub/handover",
        "/waybills",
    ]
    must = {
        "/hub/scan",
        "/hub/bags/open",
        f"/hub/bags/{bag.number}/scan",
        f"/hub/bags/{bag.number}/seal",
        "/hub/masters/schedule",
    }
    assert all_broken(operator, shown, must) == []


def test_no_form_of_finance_breaks_on_nonsense(company: Company, accountant: Client) -> None:
    assert all_broken(accountant, ["/finance/statements", "/finance/pay/LUMEN", "/jobs"], {"/finance/pay/LUMEN"}) == []


def test_no_form_that_needs_no_sign_in_breaks_on_nonsense(db: None) -> None:
    assert all_broken(Client(), ["/track", "/accounts/login/"], {"/accounts/login/", "/preferences"}) == []


def test_no_address_breaks_on_nonsense(
    company: Company, merchant: Client, operator: Client, accountant: Client
) -> None:
    wrong = []
    for client in (merchant, operator, accountant):
        client.raise_request_exception = False
        for pattern in urlpatterns:
            route = str(pattern.pattern)
            if "<str:" not in route:
                continue
            for text in ("a\x00b", "ß" * 64, "x" * 3_000, "\u202e", "%", "9" * 30):
                address = "/" + route.replace("<str:kind>", "pdf").replace("<int:statement_id>", "9" * 19).replace(
                    "<int:account_id>", "9" * 19
                )
                address = address.replace("<str:number>", quote(text, safe="")).replace(
                    "<str:code>", quote(text, safe="")
                )
                if client.get(address).status_code >= 500:
                    wrong.append(f"{route} {text[:20]!a}")
    assert wrong == []


def test_no_part_of_an_acting_page_breaks_on_nonsense(
    company: Company, merchant: Client, operator: Client, accountant: Client
) -> None:
    """Buttons and rows that these pages show only in some states: their fields by name."""
    acts = {
        merchant: [("/waybills/labels", ["id"]), ("/waybills/cancel", ["id"]), ("/waybills/export", ["id"])],
        operator: [
            ("/hub/site", ["site"]), ("/hub/undo", []), ("/hub/masters/build", ["kind", "number", "departure", "bag"]),
            ("/hub/masters/move", ["departure"]), ("/hub/handover/act", ["id", "carrier"]),
            ("/hub/customs/act", ["declaration", "reference", "reason", "id", "master"]),
        ],
        accountant: [("/jobs/retry", ["job"])],
    }  # fmt: skip
    wrong = []
    for client, forms in acts.items():
        for action, fields in forms:
            form = Form(action, "post")
            form.fields = dict.fromkeys(fields, "1")
            for act in ACTS.get(action, ("",)):
                wrong += broken(client, _with(form, act))
    assert wrong == []


def _with(form: Form, act: str) -> Form:
    made = Form(form.action, form.method)
    made.fields = {**form.fields, "act": act} if act else form.fields
    return made

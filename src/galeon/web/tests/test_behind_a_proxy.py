"""The pages as served in production: TLS ends at a proxy, and many people come from the proxy's one address."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client, RequestFactory
from pytest_django import Settings

from galeon.gateway.labels import label_url
from galeon.kernel import environment
from galeon.kernel.address import client_address
from galeon.ops.tests.company import Company
from galeon.web.tests.people import PASSWORD, person

URL = "https://parcels.example.com"
NAMES = (
    "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_PROXY_SSL_HEADER",
    "PUBLIC_URL", "PROXIES", "SENDS_MAIL", "EMAIL_BACKEND", "ACCOUNT_DEFAULT_HTTP_PROTOCOL",
)  # fmt: skip


def told(data: Path, **variables: str) -> dict[str, object]:
    """The settings of a process of its own that runs with these variables."""
    code = f"import json; from django.conf import settings; print(json.dumps({{n: getattr(settings, n) for n in {NAMES!r}}}))"
    env = {
        "PATH": os.environ["PATH"],
        "GALEON_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "galeon.config.settings",
        **variables,
    }
    out = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    found: dict[str, object] = json.loads(out.stdout)
    return found


@pytest.fixture
def served(settings: Settings, tmp_path: Path) -> Iterator[None]:
    """This process as one that was started with GALEON_URL and one proxy."""
    for name, value in told(tmp_path, GALEON_URL=URL, GALEON_PROXIES="1").items():
        setattr(settings, name, value)
    cache.clear()
    yield
    cache.clear()


def browser(address: str = "203.0.113.7", made_up: str = "") -> Client:
    """A browser behind the proxy, which writes down where it was called from."""
    chain = f"{made_up}, {address}" if made_up else address
    headers = {"Host": "parcels.example.com", "X-Forwarded-Proto": "https", "X-Forwarded-For": chain}
    return Client(enforce_csrf_checks=True, headers=headers, REMOTE_ADDR="127.0.0.1")


def sign_in(client: Client, password: str = PASSWORD, origin: str = URL) -> int:
    client.get("/accounts/login/")
    form = {
        "login": "ana@lumen.example",
        "password": password,
        "csrfmiddlewaretoken": client.cookies["csrftoken"].value,
    }
    return client.post("/accounts/login/", form, headers={"Origin": origin, "Referer": f"{origin}/"}).status_code


def test_a_person_signs_in_over_tls_and_the_cookies_stay_on_tls(company: Company, served: None) -> None:
    person("ana@lumen.example", "owner", account_id=company.merchant.account_id)
    client = browser()
    assert sign_in(client) == 302
    assert client.get("/waybills").status_code == 200
    assert client.cookies["sessionid"]["secure"]
    assert client.cookies["csrftoken"]["secure"]


def test_a_form_from_elsewhere_is_refused(company: Company, served: None) -> None:
    person("ana@lumen.example", "owner", account_id=company.merchant.account_id)
    assert sign_in(browser(), origin="https://evil.example") == 403


def test_one_bad_caller_does_not_use_up_the_tries_of_others(db: None, served: None) -> None:
    answers = [browser("203.0.113.7", made_up=f"198.51.100.{n}").get("/track/NOPE-1").status_code for n in range(60)]
    assert answers[-1] == 429, "addresses made up by the caller do not help"
    assert browser("203.0.113.8").get("/track/NOPE-1").status_code == 404


def test_guessed_passwords_count_for_the_caller_and_not_for_the_proxy(company: Company, served: None) -> None:
    person("ana@lumen.example", "owner", account_id=company.merchant.account_id)
    for n in range(25):
        client = browser("203.0.113.7")
        form = {"login": f"x{n}@lumen.example", "password": "no such ship"}
        client.get("/accounts/login/")
        client.post(
            "/accounts/login/",
            {**form, "csrfmiddlewaretoken": client.cookies["csrftoken"].value},
            headers={"Origin": URL},
        )
    assert sign_in(browser("203.0.113.7")) != 302
    assert sign_in(browser("203.0.113.8")) == 302


@pytest.mark.parametrize(
    ("proxies", "chain", "address"),
    [
        (0, "203.0.113.7", "10.0.0.1"),
        (1, "203.0.113.7", "203.0.113.7"),
        (1, "198.51.100.1, 203.0.113.7", "203.0.113.7"),
        (2, "198.51.100.1, 203.0.113.7, 10.0.0.2", "203.0.113.7"),
        (2, "203.0.113.7", "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, "unknown", "10.0.0.1"),
        (1, "2001:DB8::1", "2001:db8::1"),
    ],
)
def test_the_address_is_what_the_outermost_proxy_wrote(
    settings: Settings, proxies: int, chain: str, address: str
) -> None:
    settings.PROXIES = proxies
    request = RequestFactory().get("/", headers={"X-Forwarded-For": chain}, REMOTE_ADDR="10.0.0.1")
    assert client_address(request) == address


def test_a_labels_address_is_the_installations_own(served: None) -> None:
    request = RequestFactory().get("/", headers={"Host": "10.0.0.1"})
    assert label_url(request, 1, [2]).startswith(f"{URL}/labels/")


def test_without_a_proxy_nothing_forwarded_is_believed(tmp_path: Path) -> None:
    plain = told(tmp_path)
    assert plain["SECURE_PROXY_SSL_HEADER"] is None
    assert plain["SESSION_COOKIE_SECURE"] is False
    assert told(tmp_path, GALEON_HOSTS="a.example,b.example", GALEON_URL=URL)["ALLOWED_HOSTS"] == [
        "parcels.example.com", "a.example", "b.example"
    ]  # fmt: skip


@pytest.mark.parametrize(
    "url", ["parcels.example.com", "ftp://x", "https://", "https://x/path", "https://u@x", "https://x:99999", "zzz"]
)
def test_an_address_of_ours_that_makes_no_sense_is_one_sentence(tmp_path: Path, url: str) -> None:
    with pytest.raises(environment.CannotRun, match="GALEON_URL"):
        environment.load({"GALEON_DATA": str(tmp_path), "GALEON_URL": url})


def test_a_mail_server_is_one_address_and_its_password_is_not_repeated(tmp_path: Path) -> None:
    found = environment.mail_server("smtps://us%40er:pa%2Fss@mail.example.com?from=parcels@example.com")
    assert found == environment.Mail("mail.example.com", 465, "us@er", "pa/ss", True, "parcels@example.com")
    with pytest.raises(environment.CannotRun) as told_so:
        environment.mail_server("http://user:geheim@mail")
    assert "geheim" not in str(told_so.value)


def test_without_a_mail_server_no_link_is_offered_sent_or_printed(
    company: Company, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    person("ana@lumen.example", "owner", account_id=company.merchant.account_id)
    assert told(tmp_path)["EMAIL_BACKEND"] == "django.core.mail.backends.dummy.EmailBackend"
    assert "/accounts/password/reset/" not in Client().get("/accounts/login/").content.decode()
    assert Client().post("/accounts/password/reset/", {"email": "ana@lumen.example"}).status_code == 404
    assert mail.outbox == []
    assert "password/reset/key" not in "".join(capfd.readouterr())


def test_with_a_mail_server_the_link_goes_there(company: Company, settings: Settings, served: None) -> None:
    person("ana@lumen.example", "owner", account_id=company.merchant.account_id)
    settings.SENDS_MAIL = True
    client = Client(headers={"Host": "parcels.example.com", "X-Forwarded-Proto": "https"})
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert "/accounts/password/reset/" in client.get("/accounts/login/").content.decode()
    assert client.post("/accounts/password/reset/", {"email": "ana@lumen.example"}).status_code == 302
    assert f"{URL}/accounts/password/reset/key/" in str(mail.outbox[0].body)

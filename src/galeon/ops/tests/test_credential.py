"""`galeon credential`: what the operator types, and what a program can then do."""

import io
from argparse import Namespace

import pytest

from galeon.exchange.callers import Caller
from galeon.exchange.reads import service_aliases, verify_key, verify_secret
from galeon.ops.commands import credential
from galeon.ops.tests.company import Company


def run(verb: str, **options: object) -> int:
    return credential._run(Namespace(verb=verb, **{"words": [], **options}))


def add(company: Company, **changes: object) -> int:
    given = {"kind": "yunexpress", "identifier": "GL0001", "secret": "inv+secret/==", "label": "", "words": []}
    return run("add", **{"account": company.merchant.code, **given, **changes})


def test_given_credentials_open_the_account_they_were_set_for(
    company: Company, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add(company) == 0
    assert "GL0001 acts for LUMEN" in capsys.readouterr().out
    caller = verify_secret("yunexpress", "GL0001", "inv+secret/==")
    assert isinstance(caller, Caller)
    assert caller.customer == company.merchant


def test_an_erps_settings_are_taken_by_their_own_names(
    company: Company, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("inv+secret/==\n"))
    bare = {"account": None, "kind": None, "identifier": "", "secret": None}
    words = ["hualei", "LUMEN", "username=GALTEST", "password=-", "customer_id=6581", "customer_userid=6901"]
    assert add(company, words=words, **bare) == 0
    assert "hualei GALTEST acts for LUMEN" in capsys.readouterr().out
    assert isinstance(verify_secret("hualei", "GALTEST", "inv+secret/=="), Caller)
    assert isinstance(verify_secret("hualei-id", "6581", "6901"), Caller)
    for wrong in (["hualei"], ["hualei", "LUMEN"], ["hualei", "LUMEN", "user=a"], ["hualei", "LUMEN", "a", "b=c"]):
        assert add(company, words=wrong, **bare) == 1
    assert "username, password, customer_id, customer_userid" in capsys.readouterr().err


def test_the_secret_can_come_from_standard_input(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("from & stdin =\n"))
    assert add(company, secret="-") == 0
    assert isinstance(verify_secret("yunexpress", "GL0001", "from & stdin ="), Caller)


def test_a_new_key_is_printed_once_and_opens_the_api(company: Company, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("key", account=str(company.merchant.account_id), label="Shop") == 0
    key = capsys.readouterr().out.strip()
    caller = verify_key(key)
    assert caller is not None
    assert run("list", account="LUMEN") == 0
    shown = capsys.readouterr().out
    assert key[:16] in shown
    assert key not in shown
    assert run("revoke", id=caller.credential_id) == 0
    assert verify_key(key) is None


def test_product_codes_of_an_erp_lead_to_services_of_ours(company: Company) -> None:
    assert run("alias", account="LUMEN", kind="yunexpress", pairs=["ESPOST=USLINE", "uspost=USLINE"]) == 0
    assert service_aliases(company.merchant.account_id, "yunexpress") == {"ESPOST": "USLINE", "USPOST": "USLINE"}
    assert run("alias", account="LUMEN", kind="yunexpress", pairs=["DEDPD=NOWHERE"]) == 1
    assert len(service_aliases(company.merchant.account_id, "yunexpress")) == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"account": "NOBODY"},
        {"kind": "howser"},
        {"secret": ""},
        {"identifier": "a&b"},
        {"identifier": ""},
        {"kind": "api"},
    ],
)
def test_what_makes_no_sense_is_one_sentence_and_exit_code_1(
    company: Company, capsys: pytest.CaptureFixture[str], changes: dict[str, object]
) -> None:
    given = {"account": "LUMEN", "kind": "yunexpress", "identifier": "GL0001", "secret": "x", "label": ""}
    assert run("add", **{**given, **changes}) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("galeon: ")
    assert told.err.count("\n") == 1

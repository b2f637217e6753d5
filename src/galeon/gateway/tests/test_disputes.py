"""A program answers its statements, disputes and claims, and sees only its own."""

from base64 import b64encode

import pytest

from galeon.billing.credit.tests.money import closed_november
from galeon.billing.credit.tests.test_limits import staff
from galeon.billing.credit.tests.test_top_ups import picture
from galeon.billing.disputes.acts import Settled, Verdict, credit
from galeon.billing.disputes.models import Case
from galeon.billing.invoices.models import Invoice
from galeon.billing.models import Statement
from galeon.exchange.acts import issue_api_key
from galeon.gateway.tests.company import Shop
from galeon.ops.tests.company import NOW, Company
from galeon.waybills.models import Waybill

FILE = {"name": "scale.png", "content": b64encode(picture()).decode()}


@pytest.fixture
def statement(company: Company, shop: Shop) -> Statement:
    return closed_november(company.merchant, parcels=2)


def test_lines_are_confirmed_disputed_and_the_rest_confirmed(shop: Shop, statement: Statement) -> None:
    told = shop.get(f"statements/{statement.id}/lines").json
    lines = [line["id"] for line in told["lines"]]
    assert (len(lines), told["is_confirmed"], told["silent_days"]) == (4, False, 14)
    done = shop.post(f"statements/{statement.id}/answers", {"confirm": lines[:2]})
    assert (done.status, done.json) == (200, {"confirmed": 2, "is_confirmed": False})
    body = {"lines": [lines[2]], "reason": "weight", "text": "We weighed 0.9 kg", "files": [FILE]}
    opened = shop.post(f"statements/{statement.id}/disputes", body)
    assert (opened.status, opened.json["state"], opened.json["statement"]) == (201, "open", statement.number)
    assert shop.post(f"statements/{statement.id}/disputes", body).status == 409
    done = shop.post(f"statements/{statement.id}/answers", {"confirm_rest": True})
    assert done.json == {"confirmed": 0, "is_confirmed": True}
    answers = [line["answer"] for line in shop.get(f"statements/{statement.id}/lines").json["lines"]]
    assert answers == ["confirmed", "confirmed", "disputed", ""]
    assert shop.post(f"disputes/{opened.json['id']}/messages", {"text": "And?"}).status == 201
    whole = shop.get(f"disputes/{opened.json['id']}").json
    assert [(m["text"], m["is_ours"], m["files"]) for m in whole["messages"]] == [
        ("We weighed 0.9 kg", False, ["scale.png"]), ("And?", False, []),
    ]  # fmt: skip
    assert [case["id"] for case in shop.get("disputes").json["cases"]] == [opened.json["id"]]


def test_a_parcel_is_claimed_once(shop: Shop, statement: Statement) -> None:
    number = Waybill.objects.filter(account_id=statement.account_id).values_list("number", flat=True)[0]
    body = {"about": "lost", "text": "It never came"}
    first, again = shop.post(f"waybills/{number}/claims", body), shop.post(f"waybills/{number}/claims", body)
    assert (first.status, again.status) == (201, 200)
    assert first.json["id"] == again.json["id"]
    assert (first.json["waybill"], Case.objects.count()) == (number, 1)


@pytest.mark.parametrize(
    ("change", "status"),
    [({"lines": []}, 422), ({"lines": ["x"]}, 422), ({"lines": ["7"]}, 422), ({"reason": "mood"}, 422), ({"text": ""}, 422),
     ({"text": "x" * 4_001}, 422), ({"files": [{"name": "a", "content": "MZ"}]}, 422), ({"more": 1}, 422)],
)  # fmt: skip
def test_a_bad_dispute_writes_nothing(shop: Shop, statement: Statement, change: dict[str, object], status: int) -> None:
    lines = [line["id"] for line in shop.get(f"statements/{statement.id}/lines").json["lines"]]
    body = {"lines": lines[:1], "reason": "weight", "text": "Too heavy", **change}
    assert shop.post(f"statements/{statement.id}/disputes", body).status == status
    assert Case.objects.count() == 0


def test_anothers_statements_and_cases_are_not_found(company: Company, shop: Shop, statement: Statement) -> None:
    lines = [line["id"] for line in shop.get(f"statements/{statement.id}/lines").json["lines"]]
    body = {"lines": lines[:1], "reason": "weight", "text": "Too heavy"}
    case = shop.post(f"statements/{statement.id}/disputes", body).json["id"]
    other = Shop(issue_api_key(company.open_merchant("OTHER").account_id, "", NOW))
    assert other.get(f"statements/{statement.id}/lines").status == 404
    assert other.post(f"statements/{statement.id}/disputes", body).status == 404
    assert other.post(f"statements/{statement.id}/answers", {"confirm_rest": True}).status == 404
    assert other.get(f"disputes/{case}").status == 404
    assert other.post(f"disputes/{case}/messages", {"text": "Hello"}).status == 404
    assert other.get("disputes").json == {"cases": []}


def test_a_case_tells_the_credit_notes_it_ended_with(shop: Shop, statement: Statement) -> None:
    line = shop.get(f"statements/{statement.id}/lines").json["lines"][0]
    body = {"lines": [line["id"]], "reason": "price", "text": "Agreed otherwise"}
    case = int(shop.post(f"statements/{statement.id}/disputes", body).json["id"])
    assert shop.get(f"disputes/{case}").json["credit_notes"] == []
    verdict = Verdict(credits={int(line["id"]): 100}, text="So it was")
    assert isinstance(credit(statement.account_id, case, verdict, by=staff("mei"), at=NOW), Settled)
    note, invoice = Invoice.objects.get(kind="credit"), Invoice.objects.get(kind="invoice")
    assert shop.get(f"disputes/{case}").json["credit_notes"] == [
        {"id": str(note.id), "number": note.number, "corrects": str(invoice.id), "credited_minor": 100}
    ]

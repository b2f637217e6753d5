"""What customs ask, typed and sent as a sheet: kept whole or not at all, each fault with its row."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from galeon.billing.models import Charge
from galeon.customs import acts
from galeon.customs.models import DutyAssessment
from galeon.customs.terms import Declared, NewDeclaration
from galeon.kernel import outbox
from galeon.linehaul.tests.floor import DAY, NOW, arrived, received
from galeon.ops.tests.company import Company
from galeon.waybills.models import Waybill
from galeon.waybills.orders import Taxes


class Entry:
    """A declaration of two waybills."""

    def __init__(self, company: Company) -> None:
        self.waybills: list[Waybill] = received(company, "SO-8", "SO-9", taxes=Taxes(incoterm="DDP"))
        _, master = arrived(company, self.waybills)
        (answer,) = acts.declare([NewDeclaration(master_id=master.id)], NOW + 2 * DAY)
        assert isinstance(answer, Declared)
        self.path = f"/hub/customs/{answer.id}/duties"
        self.numbers = [w.number for w in self.waybills]


@pytest.fixture
def entry(company: Company) -> Entry:
    return Entry(company)


def sheet(text: str) -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile("broker.csv", text.encode())}


def kept() -> list[tuple[int, int, int, str]]:
    return list(
        DutyAssessment.objects.order_by("waybill_id", "id").values_list(
            "duty_minor", "vat_minor", "fees_minor", "currency"
        )
    )


def test_finance_sends_the_brokers_sheet_and_the_customer_is_charged(accountant: Client, entry: Entry) -> None:
    one, two = entry.numbers
    text = f"Waybill;Arancel;IVA;Moneda\n{one};12,50;80,00;CNY\n{two.lower()};0,00;3,10;CNY\n"
    for _ in range(2):
        assert accountant.post(entry.path, sheet(text)).status_code == 302
    outbox.drain()
    assert kept() == [(1_250, 8_000, 0, "CNY"), (0, 310, 0, "CNY")]
    found = Charge.objects.filter(event="duty").order_by("waybill_id", "id").values_list("code", "amount_minor")
    assert list(found) == [("duty", 1_250), ("import_vat", 8_000), ("import_vat", 310)]
    page = accountant.get(entry.path).content.decode()
    assert "12.50" in page
    assert "DDP" in page


@pytest.mark.parametrize(
    ("row", "column"),
    [("NOPE,1,1", "Waybill"), ("{one},x,1", "Duty"), ("{one},-1,1", "Duty"), ("{one},1,1.234567", "VAT"),
     ("{two},1,1", "Waybill")],
)  # fmt: skip
def test_one_faulty_row_and_nothing_is_kept(accountant: Client, entry: Entry, row: str, column: str) -> None:
    one, two = entry.numbers
    text = f"Waybill,Duty,VAT\n{two},1.00,2.00\n{row.format(one=one, two=two)}\n"
    response = accountant.post(entry.path, sheet(text))
    assert response.status_code == 422
    ((line, where, _said),) = response.context["wrong"]
    assert (line, where) == (3, column)
    assert kept() == []


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "Waybill,Duty\n", "PK\x03\x04"])
def test_what_is_no_sheet_is_refused(accountant: Client, entry: Entry, text: str) -> None:
    assert accountant.post(entry.path, sheet(text)).status_code == 422
    assert kept() == []


def typed(entry: Entry, **changes: str) -> dict[str, str]:
    return {"number": entry.numbers[0], "duty": "4.20", "vat": "", "fees": "", "currency": "usd", "note": "", **changes}


def test_one_waybill_is_typed(operator: Client, entry: Entry) -> None:
    assert operator.post(entry.path, typed(entry)).status_code == 302
    assert kept() == [(420, 0, 0, "USD")]


@pytest.mark.parametrize(
    ("change", "field"),
    [({"number": "NOPE"}, "number"), ({"duty": "x"}, "duty"), ({"vat": "-1"}, "vat"), ({"fees": "1.001"}, "fees"), ({"currency": "1"}, "currency")],
)  # fmt: skip
def test_a_bad_field_is_named(accountant: Client, entry: Entry, change: dict[str, str], field: str) -> None:
    response = accountant.post(entry.path, typed(entry, **change))
    assert response.status_code == 422
    assert field in response.context["faults"]
    assert kept() == []


def test_the_sheet_to_fill_in_can_be_sent_as_it_is(accountant: Client, entry: Entry) -> None:
    accountant.post(entry.path, typed(entry))
    content = accountant.get(f"{entry.path}/sheet.xlsx").content
    assert accountant.post(entry.path, {"file": SimpleUploadedFile("duty.xlsx", content)}).status_code == 302
    assert kept() == [(420, 0, 0, "USD")]


def test_a_declaration_made_by_mistake_is_withdrawn_on_its_page_with_a_reason(operator: Client, entry: Entry) -> None:
    at = entry.path.removesuffix("/duties")
    declaration_id = at.rsplit("/", 1)[1]
    assert "Withdraw this declaration" in operator.get(at).content.decode()
    said = operator.post(
        "/hub/customs/act", {"act": "withdraw", "declaration": declaration_id, "why": " "}, follow=True
    )
    assert "Say why it is withdrawn." in said.content.decode()
    assert set(Waybill.objects.values_list("state", flat=True)) == {"declared"}
    withdraw = {"act": "withdraw", "declaration": declaration_id, "why": "Wrong regime"}
    page = operator.post("/hub/customs/act", withdraw, follow=True).content.decode()
    assert "Wrong regime" in page
    assert ("its waybills may be declared again" in page, 'value="withdraw"' in page) == (True, False)
    assert set(Waybill.objects.values_list("state", flat=True)) == {"arrived"}

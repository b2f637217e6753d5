"""What-if prices on a page: who may look, what is asked, what is shown, and what is in the files."""

import csv
import re
from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO, StringIO

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from galeon.decisions import acts, reads
from galeon.decisions.change import Change
from galeon.decisions.models import Scenario
from galeon.decisions.tests.months import AT, cost_list, draft, november, parcel, published, sheet
from galeon.ops.tests.company import Company
from galeon.web.decision_urls import urlpatterns
from galeon.web.tests.people import person, signed_in

NOVEMBER = {"first_day": "2026-11-01", "last_day": "2026-11-30"}


@pytest.fixture
def month(company: Company) -> Company:
    """Three parcels of a kilogram to the US and one of two to Spain, at 100.00 and 20 % fuel, cost 70.00."""
    published(company, sheet(freight_minor=10_000))
    cost_list(company, 7_000)
    for n in range(3):
        parcel(company.merchant, f"SO-{n}")
    parcel(company.merchant, "SO-ES", weight_g=2_000, country="ES")
    return company


@pytest.fixture
def clerk(month: Company) -> Client:
    """Who keeps the price lists."""
    return signed_in(person("tomasz@galeon.example", "pricing"))


@pytest.fixture
def asked(month: Company) -> int:
    """Fuel from 20 to 21 percent."""
    scenario_id = acts.ask("", november(Change(fuel_percent=Decimal(21))), None, AT)
    assert isinstance(scenario_id, int)
    return scenario_id


def addresses(scenario_id: int) -> Iterator[str]:
    for pattern in urlpatterns:
        path = str(pattern.pattern).replace("<int:scenario_id>", str(scenario_id)).replace("<str:kind>", "csv")
        yield f"/decisions/{path}"


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.mark.parametrize("role", ["operations", "station", "owner", "clerk"])
def test_neither_customers_nor_the_hub_see_what_if_prices(role: str, asked: int, company: Company) -> None:
    account = {"account_id": company.merchant.account_id} if role in ("owner", "clerk") else {}
    client = signed_in(person("nobody@galeon.example", role, **account))
    for path in addresses(asked):
        assert {client.get(path).status_code, client.post(path).status_code} <= {403, 405}, path
    assert reads.scenario(asked) is not None
    for path in addresses(asked):
        assert Client().get(path).status_code in (302, 405)


@pytest.mark.parametrize("role", ["admin", "finance", "pricing"])
def test_prices_finance_and_the_administrator_do(role: str, asked: int) -> None:
    client = signed_in(person("somebody@galeon.example", role))
    for path in (f"/decisions/prices/{asked}", "/decisions/prices", f"/decisions/prices/{asked}/file.csv"):
        assert client.get(path).status_code == 200


def test_a_question_is_asked_and_answered_to_the_cent(clerk: Client) -> None:
    answer = clerk.post("/decisions/prices", {**NOVEMBER, "fuel": "21", "name": "Dearer fuel"})
    (kept,) = reads.scenarios()
    assert answer["Location"] == f"/decisions/prices/{kept.id}"
    page = text(clerk, answer["Location"])
    for shown in ("Dearer fuel", "+5.00", "600.00 →", "CN¥605.00", "Zone EU", "LUMEN", "+0.8 %"):
        assert shown in page, shown
    assert kept.asked_by == "Tomasz"


def test_a_link_from_a_draft_fills_the_form_in(clerk: Client, month: Company) -> None:
    version = draft(month, sheet(freight_minor=11_000))
    page = text(clerk, f"/decisions/prices?draft={version}")
    assert f'name="draft" value="{version}" checked' in page
    assert "Draft v3 of USLINE-CNY" in page
    clerk.post("/decisions/prices", {**NOVEMBER, "draft": [str(version)]})
    (kept,) = reads.scenarios()
    assert kept.ask.change.versions == (version,)
    assert "USLINE-CNY v3 in place of its list" in text(clerk, f"/decisions/prices/{kept.id}")


def test_numbers_are_read_as_the_readers_language_writes_them(month: Company) -> None:
    clerk = signed_in(person("eva@galeon.example", "pricing", language="es"))
    clerk.post(
        "/decisions/prices", {**NOVEMBER, "fuel": "21,5", "rise": "-1,25", "divisor": "5000", "divisor_to": "6.000"}
    )
    change = reads.scenarios()[0].ask.change
    assert (change.fuel_percent, change.rise_percent) == (Decimal("21.5"), Decimal("-1.25"))
    assert (change.divisor_from, change.divisor_to) == (5_000, 6_000)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"first_day": "yesterday"}, "This is not a day."),
        ({"fuel": "a lot"}, "This is not a percentage."),
        ({"fuel": "2000"}, "A fuel percentage is between 0 and 1000."),
        ({"divisor_to": "-5"}, "This is not a divisor."),
        ({"account": "NOPE"}, "There is no such account."),
        ({"service": "NOPE"}, "There is no such service."),
        ({"draft": "99"}, "There is no such version."),
        ({"level_to": "gold"}, "Choose whose level changes: a level&#x27;s or an account&#x27;s."),
        ({"last_day": "2026-10-01"}, "The period must end after it begins."),
    ],
)
def test_what_makes_no_sense_is_said_beside_the_form(clerk: Client, typed: dict[str, str], said: str) -> None:
    answer = clerk.post("/decisions/prices", {**NOVEMBER, **typed})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Scenario.objects.exists()


def test_the_waybills_behind_a_row_are_opened(clerk: Client, asked: int) -> None:
    page = text(clerk, f"/decisions/prices/{asked}/waybills?by=zone&key=USLINE+EU")
    assert "240.00" in page
    assert "242.00" in page
    assert "+2.00" in page
    assert clerk.get(f"/decisions/prices/{asked}/waybills?by=zone&key=NOPE").status_code == 404
    assert clerk.get(f"/decisions/prices/{asked}/waybills").status_code == 404
    assert clerk.get("/decisions/prices/999/waybills?by=all").status_code == 404


def test_the_files_have_every_row_in_numbers(clerk: Client, asked: int) -> None:
    rows = list(csv.reader(StringIO(clerk.get(f"/decisions/prices/{asked}/file.csv").content.decode("utf-8-sig"))))
    head = rows[0]
    (spain,) = [dict(zip(head, row, strict=True)) for row in rows if row[1:3] == ["Zone EU", "USLINE"]]
    assert (spain["Revenue CNY, today"], spain["Revenue CNY, scenario"], spain["Difference CNY"]) == (
        "240.00",
        "242.00",
        "2.00",
    )
    assert (spain["Margin CNY, today"], spain["Margin CNY, scenario"]) == ("100.00", "102.00")
    book = CalamineWorkbook.from_filelike(BytesIO(clerk.get(f"/decisions/prices/{asked}/file.xlsx").content))
    assert book.sheet_names == ["Summary", "By service", "By zone", "By charge weight", "By account", "By level"]
    accounts = book.get_sheet_by_name("By account").to_python()
    assert [row[:3] for row in accounts[1:]] == [["Lumen Trading", "LUMEN", 4], ["Total", "", 4]]
    assert clerk.get(f"/decisions/prices/{asked}/file.pdf").status_code == 404


def test_a_name_that_a_spreadsheet_would_run_stays_text(clerk: Client, asked: int) -> None:
    from galeon.parties.models import Account

    Account.objects.filter(code="LUMEN").update(name="=1+1")
    assert b"'=1+1" in clerk.get(f"/decisions/prices/{asked}/file.csv").content


def test_a_scenario_is_asked_again_with_another_word(clerk: Client, asked: int) -> None:
    page = text(clerk, f"/decisions/prices/{asked}")
    (again,) = re.findall(r'href="(/decisions/prices\?[^"]+)"', page)
    form = text(clerk, again.replace("&amp;", "&"))
    assert 'name="fuel" inputmode="decimal" value="21"' in form
    assert 'value="2026-11-01"' in form


def test_a_waiting_scenario_tells_how_far_it_is_and_can_be_stopped(
    clerk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acts, "AT_ONCE_MAX", 1)
    clerk.post("/decisions/prices", {**NOVEMBER, "fuel": "21"})
    (kept,) = reads.scenarios()
    path = f"/decisions/prices/{kept.id}"
    assert "0 of 4 waybills" in text(clerk, path)
    assert "hx-trigger" in clerk.get(path, headers={"hx-request": "true"}).content.decode()
    assert clerk.post(f"{path}/forget").status_code == 302
    assert reads.scenario(kept.id) is not None, "it is not thrown away while it waits"
    clerk.post(f"{path}/cancel")
    assert "cancelled" in text(clerk, path)
    assert clerk.get(path, headers={"hx-request": "true"})["HX-Refresh"] == "true"
    clerk.post(f"{path}/forget")
    assert reads.scenario(kept.id) is None


def test_a_month_without_a_parcel_says_so(clerk: Client) -> None:
    answer = clerk.post("/decisions/prices", {"first_day": "2026-01-01", "last_day": "2026-01-31", "fuel": "21"})
    assert "No parcel was received in this period" in text(clerk, answer["Location"])


def test_a_customers_database_role_cannot_read_scenarios(asked: int, company: Company) -> None:
    from django.db import DatabaseError, connection, transaction

    from galeon.kernel.tenancy import customer

    for table in ("scenario", "scenario_rows"):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            customer(company.merchant.account_id),
        ):
            connection.cursor().execute(f"SELECT 1 FROM {table}")  # noqa: S608  names of ours


def test_the_editor_leads_from_a_version_to_its_simulation(clerk: Client, month: Company) -> None:
    version = draft(month, sheet(freight_minor=11_000))
    assert f'href="/decisions/prices?draft={version}"' in text(clerk, f"/tariffs/versions/{version}")

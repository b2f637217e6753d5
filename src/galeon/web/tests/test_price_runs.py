"""A sheet of parcels in, prices with their reasons out: the page, its faults, its files, and who may open it."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import CalamineWorkbook

from galeon.kernel.outbox import drain
from galeon.ops.tests.company import Company
from galeon.tariffs import reads_bulk
from galeon.web import parcelsheet
from galeon.web.tests.people import person, signed_in
from galeon.web.views import price_runs

HEAD = "Country;Postcode;Weight kg;Length cm;Width cm;Height cm;Pieces;Kind of goods\n"
GOOD = HEAD + "US;90013;11,3;52;41;33;;\nEstados Unidos;90013;0,4;;;;2;battery\nBR;01310;1;;;;;\n"


@pytest.fixture
def clerk(company: Company) -> Client:
    """One who keeps the prices."""
    return signed_in(person("pia@galeon.example", "pricing"))


def sent(clerk: Client, text: str | bytes, **changes: str) -> Any:
    """The answer to a sheet of parcels."""
    content = text.encode() if isinstance(text, str) else text
    asked = {"service": "USLINE", "currency": "CNY", "day": "2026-11-20", "level": "standard", **changes}
    return clerk.post("/tariffs/runs", {**asked, "file": SimpleUploadedFile("parcels.csv", content)})


def test_a_sheet_comes_back_with_each_price_and_why(clerk: Client) -> None:
    assert "No run yet" in clerk.get("/tariffs/runs").content.decode()
    answer = sent(clerk, GOOD)
    assert answer.status_code == 302
    page = clerk.get(answer["Location"]).content.decode()
    assert "1,017.00" in page, "135.00 + 28 x 31.50"
    assert "218.66" in page, "21.5 % of it, half up"
    assert "1,235.66" in page
    assert "14.5 kg (14.071 kg rounded up to 0.5 kg)" in page
    assert "BR" in page
    assert "does not go to Brazil" in page
    only = clerk.get(answer["Location"], {"show": "refused"}).context["rows"]
    assert [row.no for row in only] == [3]
    run = reads_bulk.runs(1)[0]
    assert (run.name, run.level, run.currency, run.priced, run.refused) == ("parcels.csv", "standard", "CNY", 2, 1)


def test_the_prices_are_a_sheet_and_a_csv(clerk: Client) -> None:
    address = sent(clerk, GOOD)["Location"]
    book = CalamineWorkbook.from_filelike(io.BytesIO(clerk.get(f"{address}/prices.xlsx").content))
    head, first, second, third = book.get_sheet_by_index(0).to_python()
    assert head[-6:] == ["Freight", "Fuel surcharge", "Total", "Currency", "No price because", "Why"]
    assert first[-6:-2] == [1017.0, 218.66, 1235.66, "CNY"]
    assert "rounded up to 0.5 kg" in str(first[-1])
    assert second[6] == 2
    assert second[-4] == 202.30, "0.8 kg is 1.0 kg: 135.00 + 31.50, fuel 21.5 %"
    assert "does not go to Brazil" in str(third[-2])
    text = b"".join(clerk.get(f"{address}/prices.csv").streaming_content).decode("utf-8-sig")
    assert text.splitlines()[1].endswith("1017.00,218.66,1235.66,CNY,")
    assert clerk.get(f"{address}/prices.exe").status_code == 404


def test_what_begins_like_a_formula_is_no_formula(clerk: Client) -> None:
    address = sent(clerk, 'Country,City,Weight\nUS,"=1+1",1\n')["Location"]
    text = b"".join(clerk.get(f"{address}/prices.csv").streaming_content).decode("utf-8-sig")
    assert ",'=1+1," in text


@pytest.mark.parametrize(
    ("line", "row", "column", "said"),
    [("XX;1;1", 2, "Country", "no country"), ("US;1;", 2, "Weight kg", "above zero"), ("US;1;heavy", 2, "Weight kg", "not a number"),
     ("US;1;1,240", 2, "Weight kg", "two numbers"), ("US;1;-1", 2, "Weight kg", "finer"), ("US;1;1;;;;1.5", 2, "Pieces", "finer"),
     ("US;1;1;;;;;gold", 2, "Kind of goods", "no kind of goods"), ("US;1;1;999999", 2, "Length cm", "more than we can carry")],
)  # fmt: skip
def test_a_fault_names_its_row_and_column_and_nothing_is_priced(
    clerk: Client, line: str, row: int, column: str, said: str
) -> None:
    answer = sent(clerk, HEAD + line + "\n")
    assert answer.status_code == 422
    ((at, head, text),) = answer.context["wrong"]
    assert (at, head) == (row, column)
    assert said in text
    assert reads_bulk.runs() == []


@pytest.mark.parametrize(
    ("field", "typed"),
    [("service", "NONE"), ("account", "NOBODY"), ("currency", "yuan"), ("day", "soon"), ("day", "0001-01-01")],
)
def test_a_bad_field_is_refused_by_name(clerk: Client, field: str, typed: str) -> None:
    answer = sent(clerk, GOOD, **{field: typed})
    assert answer.status_code == 422
    assert field in answer.context["faults"]
    assert reads_bulk.runs() == []


@pytest.mark.parametrize("content", [b"", b"nothing here\n", HEAD.encode(), b"\x00\x01\x02", b"PK\x03\x04broken"])
def test_a_file_that_is_no_sheet_says_so(clerk: Client, content: bytes) -> None:
    answer = sent(clerk, content)
    assert answer.status_code == 422
    assert answer.context["faults"]["file"]


def test_an_account_brings_its_level_and_a_cost_its_supplier(clerk: Client, company: Company) -> None:
    assert sent(clerk, GOOD, account="LUMEN", currency="").status_code == 302
    run = reads_bulk.runs(1)[0]
    assert (run.account, run.level) == (company.merchant.account_id, company.merchant.level)
    answer = sent(clerk, GOOD, side="cost")
    page = clerk.get(answer["Location"]).content.decode()
    assert "There is no price list in CNY for this service on this day." in page


def test_a_long_sheet_is_priced_by_the_worker_and_can_be_stopped(
    clerk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(price_runs, "AT_ONCE_MAX", 2)
    address = sent(clerk, GOOD)["Location"]
    page = clerk.get(address).content.decode()
    assert "hx-trigger" in page, "it asks again by itself"
    assert "not priced yet" in page
    clerk.post(f"{address}/act", {"act": "cancel"})
    drain()
    assert reads_bulk.runs(1)[0].done == 0
    clerk.post(f"{address}/act", {"act": "start"})
    drain()
    page = clerk.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "hx-trigger" not in page
    assert "<html" not in page
    assert reads_bulk.runs(1)[0].done == 3
    clerk.post(f"{address}/act", {"act": "forget"})
    assert clerk.get(address).status_code == 404


def test_customers_agents_and_stations_have_no_such_pages(
    clerk: Client, merchant: Client, operator: Client, accountant: Client
) -> None:
    address = sent(clerk, GOOD)["Location"]
    for path in ("/tariffs/runs", "/tariffs/runs/template.xlsx", address, f"{address}/prices.csv"):
        assert accountant.get(path).status_code == 200, path
        assert merchant.get(path).status_code == 403, path
        assert operator.get(path).status_code == 403, path
        assert Client().get(path).status_code == 302, path
    assert merchant.post(f"{address}/act", {"act": "forget"}).status_code == 403
    assert merchant.post("/tariffs/runs", {}).status_code == 403


def test_the_template_can_be_sent_back_as_it_is(clerk: Client) -> None:
    content = clerk.get("/tariffs/runs/template.xlsx").content
    assert sent(clerk, content).status_code == 302
    assert reads_bulk.runs(1)[0].priced == 1


def test_a_sheet_of_too_many_rows_names_the_limit_and_nothing_is_priced(
    clerk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parcelsheet, "ROWS_MAX", 2)
    answer = sent(clerk, GOOD)
    assert answer.status_code == 422
    assert answer.context["faults"]["file"] == "At most 2 rows at once: split the sheet."
    assert reads_bulk.runs() == []

"""Costs, profit and suppliers on pages: entered and corrected by finance, read by pricing, seen by nobody else."""

import pytest
from django.test import Client

from galeon.billing.costs.models import Cost, Supplier
from galeon.billing.costs.tests.bills import assert_costs_agree, borne, entered, flown, new, supplier
from galeon.billing.costs.tests.test_actual import weighed_in
from galeon.decisions.tests.months import cost_list
from galeon.linehaul.models import Master
from galeon.ops.tests.company import Company
from galeon.waybills.models import Waybill
from galeon.web.tests.people import person, signed_in

SECRETS = ("/finance/costs", "/finance/profit", "/finance/suppliers", "/finance/suppliers/0")
FORM = {
    "supplier": "CATHAY", "code": "airfreight", "amount": "12,345.67", "currency": "CNY", "basis": "charge_g", "stage": "actual",
    "occurred_on": "2026-11-03", "memo": "HAWB 77", "token": "t1",
}  # fmt: skip


def number_of(waybill: tuple[int, int]) -> str:
    return Waybill.objects.get(account_id=waybill[0], id=waybill[1]).number


def said(response: object) -> str:
    """The page's text."""
    return response.content.decode()  # type: ignore[attr-defined,no-any-return]


def test_finance_enters_a_masters_bill_and_sees_every_part_reckoned(company: Company, accountant: Client) -> None:
    supplier()
    number, _, _ = flown(company, 1_000, 2_000, 4_000)
    found = accountant.get("/finance/costs", {"kind": "master", "ref": number.replace("-", "")})
    assert (found.status_code, found["Location"]) == (302, f"/finance/costs/master/{number}")
    page = accountant.get(found["Location"])
    assert "It costs nothing yet" in said(page)
    for _again in range(2):  # the button pressed twice
        answer = accountant.post(found["Location"], FORM)
        assert answer.status_code == 302
    (cost,) = Cost.objects.all()
    assert (cost.amount_minor, cost.memo, cost.stage) == (1_234_567, "HAWB 77", "actual")
    line = said(accountant.get(f"/finance/costs/lines/{cost.pk}"))
    assert "12,345.67 × 4.000 kg ÷ 7.000 kg = 7,054.67" in line
    assert "12,345.67 × 1.000 kg ÷ 7.000 kg = 1,763.67" in line
    assert "CN¥12,345.67" in said(accountant.get(found["Location"]))
    assert "airfreight" not in said(accountant.get("/finance/costs"))  # by its name
    assert_costs_agree()


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"amount": "much"}, "amount"), ({"amount": "0"}, "amount"), ({"amount": "1.005"}, "amount"), ({"currency": "???"}, "currency"),
     ({"supplier": "NOBODY"}, "supplier"), ({"occurred_on": "9999-99-99"}, "occurred"), ({"code": "A B"}, "code")],
)  # fmt: skip
def test_a_wrong_field_is_named_and_what_was_typed_stays(
    company: Company, accountant: Client, typed: dict, field: str
) -> None:
    supplier()
    number, _, _ = flown(company, 1_000)
    answer = accountant.post(f"/finance/costs/master/{number}", FORM | typed)
    assert answer.status_code == 422
    block = said(answer).split(f'id="{field}"')[1].split('<div class="field')[0]
    assert 'aria-invalid="true"' in block and 'class="fault"' in block
    assert "HAWB 77" in said(answer)
    assert not Cost.objects.exists()


def test_what_nobody_knows_is_not_found(company: Company, accountant: Client) -> None:
    assert accountant.get("/finance/costs", {"kind": "master", "ref": "020-00000000"}).status_code == 422
    assert accountant.get("/finance/costs", {"kind": "moon", "ref": "x"}).status_code == 422
    for path in (
        "/finance/costs/master/020-00000000",
        "/finance/costs/moon/x",
        "/finance/costs/lines/7",
        f"/finance/costs/lines/{2**70}",
    ):
        assert accountant.get(path).status_code == 404, path


def test_a_wrong_line_is_taken_back_with_a_button(company: Company, accountant: Client) -> None:
    supplier()
    number, _, _ = flown(company, 1_000)
    made = entered(new(number))
    for _again in range(2):
        assert accountant.post("/finance/costs/act", {"cost": made.cost_id, "act": "back"}).status_code == 302
    assert list(Cost.objects.order_by("pk").values_list("amount_minor", flat=True)) == [1_234_567, -1_234_567]
    assert "taken back" in said(accountant.get(f"/finance/costs/master/{number}"))
    assert accountant.post("/finance/costs/act", {"cost": made.cost_id, "act": "share"}).status_code == 302
    assert_costs_agree()


def test_the_waybills_page_tells_our_finance_what_it_earns_and_nobody_else(
    company: Company, accountant: Client, merchant: Client, operator: Client
) -> None:
    supplier("UPS", name="UPS Hong Kong", carrier="ups")
    cost_list(company, 8_000)
    path = f"/waybills/{number_of(weighed_in(company))}"
    page = said(accountant.get(path))
    assert "What it earns" in page and "UPS Hong Kong" in page and "CN¥160.00" in page
    for client in (merchant, operator):
        theirs = said(client.get(path))
        assert "What it earns" not in theirs and "UPS Hong Kong" not in theirs and "160.00" not in theirs


def test_profit_has_the_worst_first_and_leads_down_to_the_waybill(company: Company, accountant: Client) -> None:
    supplier()
    number, _, _ = flown(company, 1_000)
    entered(new(number))
    good = company.open_merchant("VELA")
    assert good
    weighed_in(company)
    page = said(accountant.get("/finance/profit", {"month": "2026-11"}))
    assert "Lumen Trading" in page and "by=waybill" in page
    down = said(accountant.get("/finance/profit", {"month": "2026-11", "by": "waybill", "account": "LUMEN"}))
    rows = [part.split('"')[0] for part in down.split('data-href="/waybills/')[1:]]
    assert len(rows) == 2
    assert rows[0] in {
        w.number for w in Waybill.objects.filter(reference="S-0")
    }  # it carries the freight of the whole flight
    for by in ("service", "master", "month"):
        assert accountant.get("/finance/profit", {"month": "2026-11", "by": by}).status_code == 200
    assert number in said(accountant.get("/finance/profit", {"month": "2026-11", "by": "master"}))
    assert Master.objects.filter(number=number).exists()
    for nonsense in (
        {"month": "x"},
        {"month": "0001-01", "by": "month"},
        {"by": "waybill"},
        {"entity": "x"},
        {"service": str(2**80)},
        {"account": "\x00"},
    ):
        assert accountant.get("/finance/profit", nonsense).status_code == 200, nonsense
    assert "Nothing was charged" in said(accountant.get("/finance/profit", {"month": "2020-01"}))


def test_finance_writes_down_a_supplier_and_mends_it(company: Company, accountant: Client) -> None:
    assert "No supplier yet" in said(accountant.get("/finance/suppliers"))
    typed = {"code": "cathay", "name": "Cathay Cargo", "currency": "hkd", "country": "HK", "due_days": "30", "dispute_days": "21",
             "tolerance_percent": "1.5", "tolerance": "2.00", "is_active": "on", "carrier": "", "tax_number": ""}  # fmt: skip
    assert accountant.post("/finance/suppliers/0", typed).status_code == 302
    one = Supplier.objects.get()
    assert (one.code, one.currency, one.dispute_days, one.tolerance_bp, one.tolerance_minor) == (
        "CATHAY",
        "HKD",
        21,
        150,
        200,
    )
    assert (
        accountant.post(
            f"/finance/suppliers/{one.pk}", typed | {"name": "Cathay", "code": "OTHER", "is_active": ""}
        ).status_code
        == 302
    )
    one.refresh_from_db()
    assert (one.code, one.name, one.is_active) == ("CATHAY", "Cathay", False)
    for wrong in (
        {"due_days": "x"},
        {"tolerance": "x"},
        {"tolerance_percent": "300"},
        {"currency": "$"},
        {"name": ""},
        {"country": "XX"},
        {"code": "CATHAY"},
    ):
        answer = accountant.post("/finance/suppliers/0", typed | {"code": "NEW"} | wrong)
        assert (answer.status_code, 'class="fault"' in said(answer)) == (422, True), wrong
    assert Supplier.objects.count() == 1


def test_no_customer_and_no_station_reaches_costs_or_profit(
    company: Company, merchant: Client, operator: Client, accountant: Client
) -> None:
    supplier()
    number, _, _ = flown(company, 1_000)
    made = entered(new(number))
    paths = (*SECRETS, f"/finance/costs/master/{number}", f"/finance/costs/lines/{made.cost_id}")
    for path in paths:
        assert accountant.get(path).status_code == 200, path
        assert Client().get(path).status_code == 302, path
        for client in (merchant, operator):
            assert client.get(path).status_code == 403, path
            assert client.post(path).status_code in (403, 405), path
    assert merchant.post("/finance/costs/act", {"cost": made.cost_id, "act": "back"}).status_code == 403
    assert Cost.objects.count() == 1


def test_pricing_reads_costs_and_changes_none(company: Company) -> None:
    supplier()
    number, _, _ = flown(company, 1_000)
    made = entered(new(number))
    pricing = signed_in(person("tom@galeon.example", "pricing"))
    page = said(pricing.get(f"/finance/costs/master/{number}"))
    assert "Enter a cost" not in page
    assert pricing.post(f"/finance/costs/master/{number}", FORM).status_code == 403
    assert pricing.post("/finance/costs/act", {"cost": made.cost_id, "act": "back"}).status_code == 403
    assert pricing.post("/finance/suppliers/0", {"code": "X"}).status_code == 403
    assert Cost.objects.count() == 1


def test_what_travels_in_a_container_is_written_down_and_bears_its_cost(company: Company, accountant: Client) -> None:
    supplier()
    number, _, waybills = flown(company, 1_000, 3_000)
    found = accountant.get("/finance/costs", {"kind": "container", "ref": "CSQU 305438-3"})
    path = found["Location"]
    assert path == "/finance/costs/container/CSQU3054383"
    assert accountant.post(path, FORM | {"amount": "400.00"}).status_code == 302
    assert borne(waybills) == [0, 0]
    for wrong in ("", "NOBODY", f"{number} B99999999"):
        answer = accountant.post(path, {"act": "load", "numbers": wrong})
        assert answer.status_code == 422 and 'class="fault"' in said(answer), wrong
    assert borne(waybills) == [0, 0]
    for _again in range(2):
        assert accountant.post(path, {"act": "load", "numbers": number}).status_code == 302
    assert borne(waybills) == [10_000, 30_000]
    assert number in said(accountant.get(path))
    assert_costs_agree()

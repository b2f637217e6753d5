"""A credit note among the open items: its number beside the statement it came in, for finance and for the customer."""

from django.test import Client

from galeon.billing import acts as billing
from galeon.billing.cash.reads import open_items
from galeon.billing.cash.tests.test_credit_items import DAYS, ENDS, corrected, months
from galeon.billing.invoices.tests.issuing import fee
from galeon.ops.tests.company import Company
from galeon.web.tests.people import person, signed_in


def test_finance_and_the_customer_see_a_credit_note_and_finance_says_what_it_pays(company: Company) -> None:
    november, december = months(company.merchant, 1_000, 2_000)
    note = corrected(november, company.merchant, 400, 2)
    fee(company.merchant, "packing", 300, "m2", DAYS[2])
    billing.close_cycle(ENDS[2], at=ENDS[2])
    accountant = signed_in(person("fin@galeon.example", "finance"))
    merchant = signed_in(person("ana@lumen.example", "owner", account_id=company.merchant.account_id))
    page = "/finance/debtors/LUMEN"
    for who, address in ((accountant, page), (merchant, "/open-items")):
        shown = said(who, address)
        assert f"Credit note {note.number}" in shown
        assert "−CN¥4.00" in shown
        assert november.number in shown
    (credit,) = (item for item in open_items(company.merchant.account_id) if item.kind == "credit")
    typed = {
        "do": "allocate",
        "credit": f"credit:{credit.id}",
        "debit": f"statement:{december.statement_id}",
        "amount": "4.00",
    }
    assert accountant.post(page, {**typed, "amount": "4.01"}).status_code == 422
    assert accountant.post(page, {**typed, "credit": f"rebate:{credit.id}"}).status_code == 422
    opens = {item.invoice: item.open_minor for item in open_items(company.merchant.account_id)}
    assert (opens[november.number], opens[december.number]) == (600, 2_000), (
        "what it corrects, as nobody said otherwise"
    )
    assert accountant.post(page, typed).status_code == 302
    opens = {item.invoice: item.open_minor for item in open_items(company.merchant.account_id)}
    assert (opens[november.number], opens[december.number]) == (1_000, 1_600)
    assert f"Credit note {note.number}" in said(accountant, page), "spent, it can still be moved"
    assert f"Credit note {note.number}" not in said(merchant, "/open-items")


def said(client: Client, address: str) -> str:
    """A page's text without its marks-up of numbers."""
    return client.get(address).content.decode().replace('<span class="num">', "")

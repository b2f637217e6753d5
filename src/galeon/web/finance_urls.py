"""Addresses of finance's pages, under /finance/."""

from django.urls import URLPattern, URLResolver, path

from galeon.web.views.finance import bill, bills, closing, costs, credit, ledger, profit, supplier_list

urlpatterns: list[URLPattern | URLResolver] = [
    path("statements", ledger.ledger, name="ledger"),
    path("statements/<int:account_id>/<int:statement_id>", ledger.statement, name="staff-statement"),
    path(
        "statements/<int:account_id>/<int:statement_id>/file.<str:kind>",
        ledger.statement_file,
        name="staff-statement-file",
    ),
    path("closing", closing.closings, name="closings"),
    path("closing/ahead", closing.ahead, name="closing-ahead"),
    path("closing/<int:run_id>", closing.closing_run, name="closing-run"),
    path("closing/<int:run_id>/resume", closing.resume, name="closing-resume"),
    path("pay/<str:code>", ledger.pay, name="pay"),
    path("credit", credit.credit, name="credit"),
    path("credit/grace", credit.grace, name="credit-grace"),
    path("credit/<str:code>", credit.account, name="credit-account"),
    path("credit/<str:code>/<int:change_id>", credit.decide, name="credit-decide"),
    path("top-ups/<int:account_id>/<int:top_up_id>", credit.top_up, name="top-up"),
    path("top-ups/<int:account_id>/<int:top_up_id>/slip", credit.slip, name="top-up-slip"),
    path("costs", costs.costs, name="costs"),
    path("costs/act", costs.cost_act, name="cost-act"),
    path("costs/lines/<int:cost_id>", costs.cost_line, name="cost-line"),
    path("costs/<str:kind>/<str:ref>", costs.cost_object, name="cost-object"),
    path("profit", profit.profit, name="profit"),
    path("suppliers", supplier_list.suppliers, name="supplier-list"),
    path("suppliers/<int:supplier_id>", supplier_list.supplier, name="supplier-edit"),
    path("bills", bills.bills, name="bills"),
    path("bills/new", bills.send, name="bill-send"),
    path("bills/files/<int:file_id>", bills.bill_file, name="bill-file"),
    path("bills/files/<int:file_id>/columns", bills.columns, name="bill-columns"),
    path("bills/files/<int:file_id>/preview", bills.preview, name="bill-preview"),
    path("bills/<int:bill_id>", bill.bill, name="bill"),
    path("bills/<int:bill_id>/decide", bill.decide, name="bill-decide"),
    path("bills/<int:bill_id>/act", bill.act, name="bill-act"),
    path("bills/<int:bill_id>/pay", bill.pay, name="bill-pay"),
    path("bills/<int:bill_id>/outcome.xlsx", bill.outcome, name="bill-outcome"),
    path("bills/<int:bill_id>/disputes/<str:kind>", bill.disputes, name="bill-disputes"),
    path("bills/<int:bill_id>/<int:item_id>", bill.item, name="bill-item"),
]

"""Addresses of finance's pages, under /finance/."""

from django.urls import URLPattern, URLResolver, path

from galeon.web.views.finance import costs, ledger, profit, supplier_list

urlpatterns: list[URLPattern | URLResolver] = [
    path("statements", ledger.ledger, name="ledger"),
    path("statements/<int:account_id>/<int:statement_id>", ledger.statement, name="staff-statement"),
    path(
        "statements/<int:account_id>/<int:statement_id>/file.<str:kind>",
        ledger.statement_file,
        name="staff-statement-file",
    ),
    path("pay/<str:code>", ledger.pay, name="pay"),
    path("costs", costs.costs, name="costs"),
    path("costs/act", costs.cost_act, name="cost-act"),
    path("costs/lines/<int:cost_id>", costs.cost_line, name="cost-line"),
    path("costs/<str:kind>/<str:ref>", costs.cost_object, name="cost-object"),
    path("profit", profit.profit, name="profit"),
    path("suppliers", supplier_list.suppliers, name="supplier-list"),
    path("suppliers/<int:supplier_id>", supplier_list.supplier, name="supplier-edit"),
]

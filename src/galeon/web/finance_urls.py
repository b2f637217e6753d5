"""Addresses of finance's pages, under /finance/."""

from django.urls import URLPattern, URLResolver, path

from galeon.web.views.finance import ledger

urlpatterns: list[URLPattern | URLResolver] = [
    path("statements", ledger.ledger, name="ledger"),
    path("statements/<int:account_id>/<int:statement_id>", ledger.statement, name="staff-statement"),
    path(
        "statements/<int:account_id>/<int:statement_id>/file.<str:kind>",
        ledger.statement_file,
        name="staff-statement-file",
    ),
    path("pay/<str:code>", ledger.pay, name="pay"),
]

"""Addresses of the questions the company asks of its own past, all below /decisions/."""

from django.urls import URLPattern, path

from galeon.web.views.decisions import prices

urlpatterns: list[URLPattern] = [
    path("prices", prices.prices, name="scenarios"),
    path("prices/<int:scenario_id>", prices.scenario, name="scenario"),
    path("prices/<int:scenario_id>/waybills", prices.waybills, name="scenario-waybills"),
    path("prices/<int:scenario_id>/file.<str:kind>", prices.scenario_file, name="scenario-file"),
    path("prices/<int:scenario_id>/cancel", prices.cancel, name="scenario-cancel"),
    path("prices/<int:scenario_id>/forget", prices.forget, name="scenario-forget"),
]

"""The ERP dialects that are spoken here: one folder each, one line each. HTTP in `views.py`, translation beside it."""

from importlib import import_module

from django.urls import URLPattern

DIALECTS = {
    "yunexpress": "galeon.gateway.yunexpress.views",
}


def urlpatterns() -> list[URLPattern]:
    """The addresses of all dialects."""
    found: list[URLPattern] = []
    for module in DIALECTS.values():
        found += import_module(module).urlpatterns
    return found

"""Addresses of the pricing pages, all below /tariffs/."""

from django.urls import URLPattern, path

from galeon.web.views import price_runs
from galeon.web.views.tariffs import areas, books, compare, dated, deriving, editor, lists, opening, publishing, trial

urlpatterns: list[URLPattern] = [
    path("", lists.tariffs, name="tariffs"),
    path("new", opening.new, name="tariff-new"),
    path("policy", publishing.policy, name="tariff-policy"),
    path("runs", price_runs.price_runs, name="price-runs"),
    path("runs/template.xlsx", price_runs.template, name="price-run-template"),
    path("runs/<int:run_id>", price_runs.price_run, name="price-run"),
    path("runs/<int:run_id>/act", price_runs.act, name="price-run-act"),
    path("runs/<int:run_id>/prices.<str:kind>", price_runs.prices, name="price-run-file"),
    path("fuel", dated.fuel, name="tariff-fuel"),
    path("areas", areas.areas, name="tariff-areas"),
    path("areas/place", areas.look_up, name="tariff-area-place"),
    path("areas/files/<int:file_id>", areas.file_state, name="tariff-area-file"),
    path("areas/editions/<int:edition_id>", areas.act, name="tariff-area-act"),
    path("areas/<str:code>/send", areas.send, name="tariff-area-send"),
    path("rates", dated.rates, name="tariff-rates"),
    path("lists/<str:code>", lists.price_list, name="tariff"),
    path("lists/<str:code>/upload", books.upload, name="tariff-upload"),
    path("versions/<int:version_id>", editor.version, name="tariff-version"),
    path("versions/<int:version_id>/save", editor.keep, name="tariff-save"),
    path("versions/<int:version_id>/trial", trial.trial, name="tariff-trial"),
    path("versions/<int:version_id>/check", publishing.check, name="tariff-check"),
    path("versions/<int:version_id>/publish", publishing.publish, name="tariff-publish"),
    path("versions/<int:version_id>/discard", publishing.discard, name="tariff-discard"),
    path("versions/<int:version_id>/copy", publishing.copy, name="tariff-copy"),
    path("versions/<int:version_id>/derive", deriving.form, name="tariff-derive"),
    path("versions/<int:version_id>/diff", compare.compare, name="tariff-diff"),
    path("versions/<int:version_id>/book.xlsx", books.download, name="tariff-workbook"),
]

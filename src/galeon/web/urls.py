"""Addresses of the pages."""

from django.urls import URLPattern, URLResolver, include, path

from galeon.web.views import failures, home, imports, order, overview, station, track, waybill, waybills

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("overview", overview.overview, name="overview"),
    path("jobs", failures.failed_jobs, name="jobs"),
    path("jobs/retry", failures.retry_job, name="retry-job"),
    path("find", home.find, name="find"),
    path("preferences", home.preferences, name="preferences"),
    path("accounts/", include("allauth.account.urls")),
    path("waybills", waybills.waybill_list, name="waybills"),
    path("waybills/new", order.order, name="order"),
    path("waybills/new/price", order.order_price, name="order-price"),
    path("waybills/import", imports.upload, name="import"),
    path("waybills/import/template.xlsx", imports.template, name="import-template"),
    path("waybills/import/<int:batch_id>", imports.batch, name="import-batch"),
    path("waybills/import/<int:batch_id>/faulty.xlsx", imports.faulty_rows, name="import-faulty"),
    path("waybills/labels", waybills.print_labels, name="labels"),
    path("waybills/cancel", waybills.cancel, name="cancel"),
    path("waybills/export", waybills.export, name="export"),
    path("hub", station.station, name="station"),
    path("hub/site", station.choose_site, name="choose-site"),
    path("hub/scan", station.scan, name="scan"),
    path("hub/undo", station.undo, name="undo"),
    path("track", track.track, name="track"),
    path("track/<str:number>", track.track, name="track-number"),
    path("waybills/<str:number>/label.<str:kind>", waybill.label, name="label"),
    path("waybills/<str:number>", waybill.waybill, name="waybill"),
]
from django.http import HttpRequest, HttpResponse


def _pending(request: HttpRequest, **kw: str) -> HttpResponse:
    return HttpResponse("pending")


urlpatterns += [path(f"pending/{n}", _pending, name=n) for n in ("statements", "bags", "masters", "customs", "handover", "ledger")]

"""Addresses of the public API and of every ERP dialect."""

from django.urls import URLPattern, URLResolver, path, re_path

from galeon.gateway import dialects
from galeon.gateway.api.urls import urlpatterns as api
from galeon.gateway.health import health
from galeon.gateway.labels import signed_label
from galeon.gateway.metrics import metrics

urlpatterns: list[URLPattern | URLResolver] = [
    path("health", health),
    path("metrics", metrics),
    *api,
    *dialects.urlpatterns(),
    re_path(r"^labels/(?P<token>[A-Za-z0-9_.:-]{20,1200})\.pdf$", signed_label, name="signed_label"),
]

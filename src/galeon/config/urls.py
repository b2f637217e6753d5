"""Every address: pages, public API, ERP dialects, health."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("galeon.gateway.urls")),
    path("", include("galeon.web.urls")),
]

"""Addresses of the public API and of every ERP dialect."""

from django.urls import URLPattern, URLResolver

from galeon.gateway.api.urls import urlpatterns as api

urlpatterns: list[URLPattern | URLResolver] = [*api]

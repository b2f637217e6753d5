"""First page of each role, the finder, and what a person prefers."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.http import require_GET, require_POST

from galeon.parties.acts import prefer_language
from galeon.waybills import listing
from galeon.web import names, shell
from galeon.web.visitors import CUSTOMER, STAFF, Visitor, page_for, scope, visitor_of

FIRST_PAGES = {"station": "station", "operations": "station", "finance": "ledger", "pricing": "tariffs"}
FOUND_MAX = 8


@require_GET
def home(request: HttpRequest) -> HttpResponseBase:
    """Send each role to its own page, and who is not signed in to sign-in."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    visitor = visitor_of(request)
    if visitor is None:
        return render(request, "403.html", status=403)
    return redirect(FIRST_PAGES.get(visitor.role, "overview"))


@require_GET
@page_for(CUSTOMER | STAFF)
def find(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """Ctrl K: waybills by any number or name, and pages by their name."""
    text = request.GET.get("q", "").strip()[:80]
    rows = listing.page(listing.Filters(account_id=scope(visitor), text=text), limit=FOUND_MAX) if len(text) > 1 else []
    exact = listing.normal(text)
    if not request.htmx and len(rows) == 1 and exact in (rows[0].number, listing.normal(rows[0].reference)):  # type: ignore[attr-defined]
        return redirect("waybill", rows[0].number)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(f"{reverse('waybills')}?{urlencode({'q': text})}")
    links = [link for group in shell.navigation(visitor.role, "") for link in group.items]
    pages = [link for link in links if text.lower() in str(link.label).lower()]
    countries = names.countries() if rows else {}
    found = [(row, names.city_and_country(row.to_city, row.to_country, countries)) for row in rows]
    return render(request, "parts/found.html", {"found": found, "pages": pages, "text": text})


@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Change the language: kept with the person, and in a cookie for visitors."""
    language = request.POST.get("language", "")
    target = request.POST.get("next", "")
    if not target.startswith("/") or not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = "/"
    response = HttpResponseRedirect(target)
    if language in dict(settings.LANGUAGES):
        if request.user.is_authenticated:
            prefer_language(request.user.pk, language)
        translation.activate(language)
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=31_536_000, samesite="Lax")
    return response

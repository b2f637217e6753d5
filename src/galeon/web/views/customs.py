"""Customs: what has arrived and is to be declared, what is declared and waits to be released."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from galeon.waybills import listing
from galeon.waybills.journey import State
from galeon.web import names
from galeon.web.views.station import site_of
from galeon.web.visitors import HUB, Visitor, page_for

SHOWN = 100


@require_GET
@page_for(HUB)
def customs(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """Arrived and declared waybills."""
    if site_of(request, visitor) is None:
        return redirect("station")
    rows = listing.page(listing.Filters(account_id=None, states=(State.ARRIVED, State.DECLARED)), limit=SHOWN)
    countries = names.countries()
    context = {"rows": [(row, names.city_and_country(row.to_city, row.to_country, countries)) for row in rows]}
    return render(request, "hub/customs.html", context)

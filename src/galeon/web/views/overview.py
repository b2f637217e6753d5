"""The first page: how things stand, and what wants doing."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from galeon.kernel import jobs
from galeon.waybills import listing
from galeon.waybills.words import event_name
from galeon.web import bookings, labels, names
from galeon.web.visitors import CUSTOMER, STAFF, Visitor, page_for, scope

NEWEST = 6
BAR_WIDTH = 100


@require_GET
@page_for(CUSTOMER | STAFF)
def overview(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """Counts by stretch of the journey, problems first, the newest orders; for staff the worker's queue too."""
    mine = listing.Filters(account_id=scope(visitor))
    counted = listing.counts(mine)
    groups = [(group, labels.counted(counted, group.states)) for group in labels.GROUPS]
    largest = max((count.many for _group, count in groups), default=0) or 1
    by_key = {group.key: count for group, count in groups}
    problems = next(group for group in labels.GROUPS if group.key == "exception").states
    countries = names.countries()
    context = {
        "bars": [
            (group, count, max(1, count.many * BAR_WIDTH // largest) if count.many else 0) for group, count in groups
        ],
        "total": sum(count.many for count in counted.values()),
        "by_key": by_key,
        "moving": by_key["hub"] + by_key["transit"] + by_key["customs"] + by_key["delivery"],
        "problems": _shown(listing.page(_narrowed(mine, problems), limit=NEWEST), countries),
        "newest": _shown(listing.page(mine, limit=NEWEST), countries),
        "stuck": bookings.stuck(NEWEST) if visitor.is_house else [],
        "queue": jobs.queue() if visitor.is_house else None,
    }
    return render(request, "customer/overview.html", context)


def _narrowed(filters: listing.Filters, states: tuple[str, ...]) -> listing.Filters:
    """The same filters for these states only."""
    return listing.Filters(account_id=filters.account_id, states=states)


def _shown(rows: list[listing.Row], countries: dict[str, str]) -> list[tuple[listing.Row, str, labels.Text]]:
    return [
        (
            row,
            names.city_and_country(row.to_city, row.to_country, countries),
            event_name(row.event_code) if row.event_code else "",
        )
        for row in rows
    ]

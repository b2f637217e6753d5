"""What changes between two versions of a list, the figures on top."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET
from msgspec import Struct

from galeon.tariffs.grids import diff
from galeon.tariffs.grids.diff import Change, Kind
from galeon.web import formats, pricelists
from galeon.web.pricelists import Listed, Version
from galeon.web.views.tariffs.editor import sheet_or_404, version_or_404
from galeon.web.views.waybills import whole_number
from galeon.web.visitors import PRICES, Visitor, page_for

SHOWN_MAX = 500
WAYS = ("up", "down", "other")


class Row(Struct, frozen=True):
    """A change as shown; way: up, down or other."""

    text: str
    way: str
    percent: str
    zones: tuple[str, ...]


@require_GET
@page_for(PRICES)
def compare(request: HttpRequest, visitor: Visitor, version_id: int) -> HttpResponseBase:
    """The later version against another one of any list; `from` names it, else what is live."""
    price_list, after = version_or_404(version_id)
    other = _other(request, price_list, after)
    context: dict[str, object] = {"list": price_list, "after": after, "versions": price_list.versions}
    if other is None:
        return render(request, "tariffs/diff.html", context)
    other_list, before = other
    changes = diff.diff(sheet_or_404(before.id), sheet_or_404(after.id))
    summary = diff.summary(changes)
    way, zone, text = request.GET.get("way", ""), request.GET.get("zone", ""), request.GET.get("q", "").strip().lower()
    rows = [row for row in map(_row, changes) if _fits(row, way, zone, text)]
    zones = sorted({zone for change in changes for zone in change.zones if zone})
    context |= {
        "before": before, "before_list": other_list, "summary": summary, "rows": rows[:SHOWN_MAX], "way": way, "zone": zone,
        "text": request.GET.get("q", ""), "zones": zones[:400], "more": max(0, len(rows) - SHOWN_MAX), "is_same": not changes,
        "most_up": diff.text(summary.most_up, formats.language()) if summary.most_up else "",
        "most_down": diff.text(summary.most_down, formats.language()) if summary.most_down else "",
    }  # fmt: skip
    page = "tariffs/diff_rows.html" if request.htmx else "tariffs/diff.html"  # type: ignore[attr-defined]
    return render(request, page, context)


def _other(request: HttpRequest, price_list: Listed, after: Version) -> tuple[Listed, Version] | None:
    asked = whole_number(request.GET.get("from", ""))
    if asked is not None:
        return pricelists.of_version(asked)
    if price_list.live is not None and price_list.live.id != after.id:
        return price_list, price_list.live
    earlier = [version for version in price_list.versions if version.no < after.no]
    return (price_list, earlier[0]) if earlier else None


def _row(change: Change) -> Row:
    percent = "" if change.percent is None else formats.percent(int(change.percent * 10))
    way = "other"
    if change.kind is Kind.PRICE and isinstance(change.before, int) and isinstance(change.after, int):
        way = "up" if change.after > change.before else "down"
    return Row(diff.text(change, formats.language()), way, percent, change.zones)


def _fits(row: Row, way: str, zone: str, text: str) -> bool:
    return (
        (way not in WAYS or row.way == way)
        and (not zone or zone in row.zones)
        and (not text or text in row.text.lower())
    )

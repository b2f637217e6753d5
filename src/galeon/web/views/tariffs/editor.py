"""A version on the desk: a draft to edit, a published one to look at; saved by one request."""

from typing import Any

import msgspec
from babel.numbers import get_currency_precision
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from galeon.kernel.refusal import Refusal
from galeon.tariffs import acts, reads
from galeon.tariffs.sheet import Divisor, Minimum, Rule, Sheet
from galeon.tariffs.words.reasons import fee_name
from galeon.web import formats, labels, names, pricelists, tariffdoc, tarifffields, tariffwords
from galeon.web.pricelists import Listed, Version
from galeon.web.tariffdoc import Place
from galeon.web.visitors import PRICES, PRICING, Visitor, page_for


class Answer(msgspec.Struct, omit_defaults=True):
    """What saving answers: the new stamp, or what is wrong and where."""

    stamp: str = ""
    faults: list[Place] = []
    text: str = ""


def version_or_404(version_id: int) -> tuple[Listed, Version]:
    """A version with its list."""
    found = pricelists.of_version(version_id)
    if found is None:
        raise Http404
    return found


def sheet_or_404(version_id: int) -> Sheet:
    """What a version says."""
    sheet = reads.sheet(version_id)
    if sheet is None:
        raise Http404
    return sheet


def stamp(version: Version) -> str:
    """Differs after every change of a draft."""
    return version.changed_at.isoformat()


@require_GET
@page_for(PRICES)
def version(request: HttpRequest, visitor: Visitor, version_id: int) -> HttpResponseBase:
    """The desk: tabs of the version, the calculator beside them."""
    price_list, found = version_or_404(version_id)
    sheet = sheet_or_404(version_id)
    may_edit = found.is_draft and visitor.role in PRICING
    live = price_list.live if price_list.live and price_list.live.id != version_id else None
    fees = list(dict.fromkeys(rule.code for rule in sheet.rules))
    context = {
        "list": price_list, "version": found, "may_edit": may_edit, "live": live,
        "may_price": visitor.role in PRICING, "desk": desk(price_list, found, sheet, may_edit, live),
        "doc": msgspec.json.decode(tariffdoc.written(sheet)), "words": tariffwords.words(),
        "fees": fees, "countries": sorted(names.countries().items(), key=lambda pair: pair[1]),
        "cargo_classes": labels.CARGO_CLASSES.items(), "today": timezone.localdate(),
        "options": sorted({rule.option for rule in sheet.rules if rule.option} | {"residential", "insurance"}),
        "zone_codes": list(dict.fromkeys(zone.code for zone in sheet.zones)),
    }  # fmt: skip
    return render(request, "tariffs/version.html", context)


def desk(price_list: Listed, found: Version, sheet: Sheet, may_edit: bool, live: Version | None) -> dict[str, Any]:
    """What the scripts of the page know beside the draft itself."""
    unit, language = str(sheet.unit), formats.language()
    codes = {rule.code for rule in sheet.rules} | {"freight", "registration", "remote", "fuel"}
    told = {
        "id": found.id, "stamp": stamp(found), "currency": price_list.currency, "places": get_currency_precision(price_list.currency),
        "unit": unit, "is_fixed": not may_edit, "live": live.id if live else None,
        "fees": {code: fee_name(code, language) for code in codes},
        "bases": tariffwords.BASES, "values": tariffwords.VALUES, "events": tariffwords.EVENTS, "bearers": tariffwords.BEARERS, "measures": list(tariffwords.MEASURES.items()),
        "fields": {
            "rest": tarifffields.rule_fields(price_list.currency, unit), "head": tarifffields.head_fields(),
            **tarifffields.weight_fields(unit),
        },
        "empty": {
            "rest": Rule(code="", basis=tariffdoc.NEW_BASIS), "divisors": Divisor(divisor=5_000),
            "minimums": Minimum(weight_milli=0),
        },
    }  # fmt: skip
    built: dict[str, Any] = msgspec.to_builtins(told, str_keys=True, enc_hook=str)
    return built


def answered(answer: Answer, status: int = 200) -> HttpResponse:
    """An answer as JSON."""
    return HttpResponse(msgspec.json.encode(answer), content_type="application/json", status=status)


@require_POST
@page_for(PRICING)
def keep(request: HttpRequest, visitor: Visitor, version_id: int) -> HttpResponseBase:
    """The whole draft in one body: stored as it is, or nothing of it and every fault with its place.

    The header X-Stamp says which saving the draft is based on: 409 where somebody else has saved since.
    """
    _list, found = version_or_404(version_id)
    if request.headers.get("X-Stamp") != stamp(found):
        refusal = Refusal(
            code="draft_changed", message="{name} has changed this draft meanwhile. Load the page again to see it.",
            params={"name": found.changed_by or "–"},
        )  # fmt: skip
        return answered(Answer(text=refusal.text()), 409)
    doc = tariffdoc.read(request.body)
    if isinstance(doc, Refusal):
        return answered(Answer(text=doc.text()), 422)
    if wrong := tariffdoc.gaps(doc):
        return answered(Answer(faults=wrong), 422)
    refused = acts.redraft(version_id, tariffdoc.sheet_of(doc), by=visitor.user_id, at=timezone.now())
    if isinstance(refused, tuple):
        return answered(Answer(faults=tariffdoc.places(doc, refused)), 422)
    return answered(Answer(stamp=stamp(version_or_404(version_id)[1])))

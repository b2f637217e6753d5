"""A new price list: whom it is for, and what its first draft begins with."""

from datetime import date
from decimal import Decimal

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from galeon.kernel.refusal import Refusal
from galeon.network.reads import network
from galeon.parties.models import Account, Agent, Level
from galeon.tariffs import acts, reads
from galeon.tariffs.models import PriceList
from galeon.tariffs.sheet import FREIGHT, Basis, DatedBy, ListKey, Rule, Sheet, Side, Zone
from galeon.web import pricelists
from galeon.web.views.tariffs.books import sheet_of
from galeon.web.views.tariffs.lists import services
from galeon.web.views.waybills import whole_number
from galeon.web.visitors import PRICING, Visitor, page_for

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2999, 12, 31)
OFFERED_MAX = 1_000


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(PRICING)
def new(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """The form; a list that can be opened leads to its first draft."""
    faults: dict[str, str] = {}
    cells: list[tuple[str, str]] = []
    if request.method == "POST":
        key = _key(request, faults)
        day = day_of(request.POST.get("valid_from", ""))
        if day is None:
            faults["valid_from"] = _("This is not a date.")
        if not faults and key is not None and day is not None:
            answer = _draft(request, key, day, visitor.user_id)
            if isinstance(answer, int):
                messages.success(
                    request, _("{name} is open. Its first draft prices nothing yet.").format(name=key.name)
                )
                return redirect("tariff-version", answer)
            for field, text in answer:
                faults.setdefault(field, text)
            cells = answer
    accounts = Account.objects.filter(is_house=False).order_by("name").values_list("code", "name")[:OFFERED_MAX]
    context = {
        "typed": request.POST, "faults": faults, "cells": cells, "services": services(), "sides": pricelists.SIDES.items(),
        "levels": Level.objects.order_by("rank", "code"), "accounts": accounts, "agents": Agent.objects.order_by("name"),
        "lists": PriceList.objects.order_by("code")[:OFFERED_MAX], "first_day": request.POST.get("valid_from") or timezone.localdate().isoformat(),
    }  # fmt: skip
    return render(request, "tariffs/new.html", context, status=422 if faults or cells else 200)


def day_of(text: str) -> date | None:
    """A day out of a date field, of this millennium."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if FIRST_DAY <= found <= LAST_DAY else None


def _key(request: HttpRequest, faults: dict[str, str]) -> ListKey | None:
    """Whom the list is for, as typed; what is missing goes to `faults` by field."""
    typed = {name: request.POST.get(name, "").strip().replace("\0", "") for name in (
        "code", "name", "side", "service", "currency", "level", "account", "agent", "supplier", "dated_by")}  # fmt: skip
    side = Side(typed["side"]) if typed["side"] in pricelists.SIDES else Side.SALE
    account = Account.objects.filter(code=typed["account"][:24], is_house=False).first() if typed["account"] else None
    agent = Agent.objects.filter(pk=whole_number(typed["agent"]) or 0).first() if typed["agent"] else None
    service_id = whole_number(typed["service"])
    needed = (
        ("code", typed["code"]),
        ("name", typed["name"]),
        ("service", service_id),
        ("currency", typed["currency"]),
    )
    faults.update({field: _("This is needed.") for field, value in needed if not value})
    if typed["account"] and account is None and side is Side.SALE:
        faults["account"] = _("There is no such account.")
    if not typed["currency"].isalpha() or len(typed["currency"]) != 3:
        faults.setdefault("currency", _("Three letters, such as CNY."))
    if PriceList.objects.filter(code=typed["code"][:40].upper()).exists():
        faults["code"] = _("There is a list of this code already.")
    if faults or service_id is None:
        return None
    return ListKey(
        typed["code"][:40].upper().replace("/", "-"), typed["name"][:120], service_id, typed["currency"].upper(),
        typed["level"][:16] if side is Side.SALE else "", account.pk if account and side is Side.SALE else None, side,
        agent.pk if agent and side is Side.AGENT else None, typed["supplier"][:16].lower() if side is Side.COST else "",
        DatedBy.ORDER if typed["dated_by"] == "order" else DatedBy.RECEIPT,
    )  # fmt: skip


def _draft(request: HttpRequest, key: ListKey, day: date, by: int) -> int | list[tuple[str, str]]:
    """The first draft's id, or (field or cell, sentence) of each fault."""
    sheet = _first_sheet(request, key, day)
    if isinstance(sheet, list):
        return sheet
    answer = acts.draft(key, sheet, by=by, at=timezone.now())
    return answer if isinstance(answer, int) else [(_field(refusal), refusal.text()) for refusal in answer]


def _field(refusal: Refusal) -> str:
    return {"service_id": "service", "account_id": "account", "agent_id": "agent"}.get(
        refusal.field or "", refusal.field or ""
    )


def _first_sheet(request: HttpRequest, key: ListKey, day: date) -> Sheet | list[tuple[str, str]]:
    begin = request.POST.get("begin", "")
    if begin == "file":
        return sheet_of(request, key)
    if begin == "copy":
        other = pricelists.one(request.POST.get("copy_of", "")[:40])
        source = (other.live or next(iter(other.versions), None)) if other else None
        sheet = reads.sheet(source.id) if source else None
        if sheet is None:
            return [("copy_of", _("Choose a list to copy."))]
        parts = {name: getattr(sheet, name) for name in Sheet.__struct_fields__}
        return Sheet(**{**parts, "currency": key.currency, "valid_from": day, "valid_to": None})
    countries = next((r.countries for r in network().services.values() if r.id == key.service_id), frozenset())
    zones = tuple(Zone("1", country) for country in sorted(countries)) or (Zone("1", "US"),)
    freight = tuple(
        Rule(code=FREIGHT, basis=Basis.PER_KG, zone="1", weight_milli_to=to, factor=Decimal(1))
        for to in (500, 1_000, 2_000, 5_000, 10_000, 20_000, 30_000)
    )
    return Sheet(valid_from=day, currency=key.currency, zones=zones, rules=freight)

"""A draft's way out: check, publish, discard; copy it, and how careful publishing is."""

from urllib.parse import quote

import msgspec
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from galeon.kernel.refusal import Refusal
from galeon.tariffs import acts, reads
from galeon.tariffs.checks.findings import UNTOLD, Findings
from galeon.tariffs.checks.floor import Shortfall
from galeon.tariffs.models import PricePolicy
from galeon.tariffs.sheet import Side
from galeon.tariffs.words.fee_names import OPTION_NAMES, VALUE_NAMES, named
from galeon.web import formats, tariffdoc
from galeon.web.pricelists import Listed, Version
from galeon.web.tariffdoc import Place
from galeon.web.views.tariffs.editor import sheet_or_404, version_or_404
from galeon.web.visitors import PRICES, PRICING, Visitor, page_for

ADMIN = frozenset({"admin"})


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(PRICES)
def check(request: HttpRequest, visitor: Visitor, version_id: int) -> HttpResponseBase:
    """What is wrong with a draft and what the one who publishes it should weigh; POST looks it over anew."""
    price_list, found = version_or_404(version_id)
    context = _publishing(price_list, found, visitor)
    if request.method == "POST" and visitor.role in PRICING:
        findings = acts.check_draft(version_id, by=visitor.user_id, at=timezone.now())
        if isinstance(findings, Refusal):
            messages.error(request, findings.text())
            return redirect("tariff-version", version_id)
        price_list, found = version_or_404(version_id)
        context = {
            **_publishing(price_list, found, visitor),
            **_told(findings, version_id, price_list.side, price_list.currency),
        }
    return render(request, "tariffs/check.html", context)


def _publishing(price_list: Listed, found: Version, visitor: Visitor) -> dict[str, object]:
    policy = reads.policy()
    is_own = policy.two_persons and found.changed_by_id == visitor.user_id
    return {
        "list": price_list, "version": found, "policy": policy, "is_own": is_own, "may_price": visitor.role in PRICING,
        "live": price_list.live, "person": visitor.name,
        "begins_past": found.valid_from < timezone.localdate(),
    }  # fmt: skip


def _told(findings: Findings, version_id: int, side: str, currency: str) -> dict[str, object]:
    doc = tariffdoc.read(tariffdoc.written(sheet_or_404(version_id)))
    faults = (
        [(place.text, place_link(place)) for place in tariffdoc.places(doc, findings.faults)]
        if isinstance(doc, tariffdoc.Doc)
        else []
    )
    lists = findings.lists or ("",) * len(findings.shortfalls)
    is_untold = any(note.code in UNTOLD for note in findings.notes)
    return {
        "is_checked": True, "faults": faults, "notes": [note.text() for note in findings.notes],
        "shortfalls": [(row, code, _besides(row, currency)) for row, code in zip(findings.shortfalls, lists, strict=False)],
        "jumps": [(jump, _percent(jump.before_minor, jump.after_minor)) for jump in findings.jumps],
        "is_refused": side != Side.COST
        and (bool(findings.shortfalls) or is_untold)
        and reads.policy().below_cost == PricePolicy.BelowCost.REFUSE,
    }  # fmt: skip


def _besides(row: Shortfall, currency: str) -> list[str]:
    """What a price below cost asks beside its weight: an option, a value, the pieces, and the day it begins on."""
    ask = row.ask
    told = [named(OPTION_NAMES, ask.option)] if ask.option else []
    told += [f"{named(VALUE_NAMES, value)} {formats.money(ask.value_minor, currency)}" for value in ask.values]
    if any(ask.sides_mm):
        told.append(formats.size(*ask.sides_mm))
    if ask.count > 1:
        told.append(_("{count} pieces").format(count=formats.whole(ask.count)))
    if row.at is not None:
        told.append(_("from {day}").format(day=formats.day(row.at)))
    return told


def place_link(place: Place) -> str:
    """The part of an address that takes the editor to a place."""
    col = None if place.col is None or place.tab != "grids" else place.col + 1
    return "#at=" + quote(
        msgspec.json.encode(msgspec.structs.replace(place, text="", col=col if col is not None else place.col))
    )


def _percent(before: int, after: int | None) -> str:
    if after is None or before == 0:
        return ""
    return formats.percent((after - before) * 1000 // before)


@require_POST
@page_for(PRICING)
def publish(request: HttpRequest, visitor: Visitor, version_id: int) -> HttpResponseBase:
    """Put a checked draft in force from its first day on."""
    price_list, found = version_or_404(version_id)
    answer = acts.publish(version_id, by=visitor.user_id, at=timezone.now())
    if isinstance(answer, Refusal):
        messages.error(request, answer.text())
        return redirect("tariff-check", version_id)
    messages.success(request, _("{name} v{no} is published, in force from {day}.").format(
        name=price_list.name, no=found.no, day=formats.day(found.valid_from)))  # fmt: skip
    return redirect("tariff", price_list.code)


@require_POST
@page_for(PRICING)
def discard(request: HttpRequest, visitor: Visitor, version_id: int) -> HttpResponseBase:
    """Throw a draft away."""
    price_list, found = version_or_404(version_id)
    answer = acts.discard(version_id)
    if isinstance(answer, Refusal):
        messages.error(request, answer.text())
        return redirect("tariff-version", version_id)
    messages.success(request, _("Draft v{no} is gone.").format(no=found.no))
    return redirect("tariff", price_list.code)


@require_POST
@page_for(PRICING)
def copy(request: HttpRequest, visitor: Visitor, version_id: int) -> HttpResponseBase:
    """Begin a draft with everything a version has; from today on where the version began earlier."""
    _list, found = version_or_404(version_id)
    first_day = max(found.valid_from, timezone.localdate())
    answer = acts.copy(version_id, by=visitor.user_id, at=timezone.now(), valid_from=first_day)
    if isinstance(answer, Refusal):
        messages.error(request, answer.text())
        return redirect("tariff-version", version_id)
    return redirect("tariff-version", answer)


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(ADMIN)
def policy(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """How careful publishing is: prices below cost, and one person or two."""
    if request.method == "POST":
        answer = acts.set_policy(
            request.POST.get("below_cost", ""), "two_persons" in request.POST, by=visitor.user_id, at=timezone.now()
        )
        if isinstance(answer, Refusal):
            messages.error(request, answer.text())
        else:
            messages.success(request, _("The rules of publishing are kept."))
        return redirect("tariff-policy")
    choices = (
        ("refuse", _("Refuse"), _("Nothing below cost can be published.")),
        ("flag", _("Flag"), _("It is shown in the check, and may be published.")),
        ("ignore", _("Ignore"), _("Costs are not looked at.")),
    )
    row = PricePolicy.objects.select_related("changed_by").filter(pk=1).first()
    return render(request, "tariffs/policy.html", {"policy": reads.policy(), "choices": choices, "row": row})

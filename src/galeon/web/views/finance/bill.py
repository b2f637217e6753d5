"""One bill of a supplier: its verdicts, its parcels, decisions about them, booking, disputes, payment."""

from datetime import date
from decimal import Decimal

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from galeon.billing.suppliers import acts, reads
from galeon.billing.suppliers.letters import letter, sheet
from galeon.billing.suppliers.rest import rest
from galeon.kernel.refusal import Refusal
from galeon.kernel.wording import decimal_of, minor
from galeon.waybills.numbers import normal
from galeon.web import formats
from galeon.web.sheets import XLSX
from galeon.web.views.finance import bill_sheet
from galeon.web.views.finance.bill_words import DECISIONS, EXPECTED_BY, FOUND_BY, OUTCOMES, STATES, VERDICTS
from galeon.web.views.waybills import whole_number
from galeon.web.visitors import FINANCE, Visitor, page_for

PAGE = 100
PICKED_MAX = 1_000
MARK_UP = "0"


def _bill(bill_id: int) -> reads.Head:
    found = reads.bill(bill_id) if bill_id < 2**63 else None
    if found is None:
        raise Http404
    return found


@require_GET
@page_for(FINANCE)
def bill(request: HttpRequest, visitor: Visitor, bill_id: int) -> HttpResponseBase:
    """The bill by verdict, and its parcels; htmx gets how far matching or booking is."""
    head = _bill(bill_id)
    verdict = request.GET.get("verdict", "") if request.GET.get("verdict", "") in VERDICTS else ""
    decision = request.GET.get("decision") if request.GET.get("decision") in {*DECISIONS, "waits"} else None
    decision = "" if decision == "waits" else decision or None
    after = whole_number(request.GET.get("after", "")) or 0
    text = normal(request.GET.get("q", "").strip()[:64])
    found = reads.items(bill_id, verdict=verdict, decision=decision, text=text, after=after, limit=PAGE + 1)
    further = request.GET.copy()
    further["after"] = str(found[PAGE - 1].id) if len(found) > PAGE else ""
    first = request.GET.copy()
    first.pop("after", None)
    sums = reads.sums(bill_id)
    here = next((one for one in sums if one.verdict == verdict), None)
    context = {
        "bill": head, "said": STATES[head.state][0], "tone": STATES[head.state][1],
        "sums": [(one, *VERDICTS[one.verdict]) for one in sums],
        "count": sum(one.count for one in sums), "waiting": sum(one.waiting for one in sums),
        "difference_minor": sum(one.difference_minor for one in sums if one.verdict != "missing"),
        "items": [_shown(item) for item in found[:PAGE]], "verdict": verdict, "q": request.GET.get("q", "")[:64],
        "decision": request.GET.get("decision", ""), "decisions": [("waits", DECISIONS[""][0]), *((k, v[0]) for k, v in DECISIONS.items() if k)],
        "further": further.urlencode() if len(found) > PAGE else "", "first": first.urlencode() if after else None,
        "all_waiting": here.waiting if here else sum(one.waiting for one in sums),
        "is_under_way": head.state in ("matching", "booking"), "today": timezone.localdate(),
        "rest": rest(bill_id), "disputed": any(one for one in found if one.decision == "dispute") or bool(reads.items(bill_id, decision="dispute", limit=1)),
    }  # fmt: skip
    page = "finance/bill_state.html" if request.htmx else "finance/bill.html"  # type: ignore[attr-defined]
    return render(request, page, context)


def _shown(item: reads.Item) -> dict[str, object]:
    """A parcel with what its codes are called."""
    outcome = OUTCOMES.get(item.outcome)
    said, tone = outcome or DECISIONS[item.decision if item.lines or item.decision else "ignore"]
    return {
        "item": item, "verdict": VERDICTS[item.verdict][0] if item.verdict else "", "found_by": FOUND_BY.get(item.found_by, ""),
        "verdict_tone": VERDICTS[item.verdict][1] if item.verdict else "", "decision": said, "decision_tone": tone,
        "expected_by": EXPECTED_BY.get(item.expected_by, ""),
    }  # fmt: skip


def choice_of(request: HttpRequest) -> acts.Choice | None:
    """The picked parcels, or all of a verdict that wait; None when none is picked."""
    if whole := request.POST.get("all", ""):
        return acts.Choice(verdict=whole if whole in VERDICTS else "")
    ids = [number for text in request.POST.getlist("id")[:PICKED_MAX] if (number := whole_number(text))]
    return acts.Choice(ids=tuple(ids)) if ids else None


@require_POST
@page_for(FINANCE)
def decide(request: HttpRequest, visitor: Visitor, bill_id: int) -> HttpResponseBase:
    """Decide about the picked parcels; passing on is shown first."""
    head, chosen = _bill(bill_id), choice_of(request)
    back = request.POST.get("back", "")[:300]
    if chosen is None:
        messages.error(request, _("Pick at least one parcel first."))
        return _back(bill_id, back)
    what = request.POST.get("decision", "")
    if what == "undo":
        undone = acts.undo(bill_id, chosen, visitor.user_id)
        _say(request, undone if isinstance(undone, Refusal) else ngettext("{count} decision taken back.", "{count} decisions taken back.", undone).format(count=undone))  # fmt: skip
        return _back(bill_id, back)
    if what == "pass_on" and not request.POST.get("agreed"):
        return _ask(request, head, chosen, back)
    answer = acts.decide(bill_id, chosen, what, visitor.user_id, how=_how(request) if what == "pass_on" else None)
    if isinstance(answer, Refusal):
        _say(request, answer)
        return _back(bill_id, back)
    text = ngettext("{count} parcel decided.", "{count} parcels decided.", answer.count).format(count=formats.whole(answer.count))  # fmt: skip
    if answer.skipped:
        text += " " + ngettext("{count} was left: it does not fit.", "{count} were left: it does not fit them.", answer.skipped).format(count=formats.whole(answer.skipped))  # fmt: skip
    _say(request, text)
    return _back(bill_id, back)


def _how(request: HttpRequest) -> acts.How:
    typed = decimal_of(request.POST.get("markup", "") or MARK_UP, formats.language())
    basis_points = int(typed * 100) if typed is not None and typed == typed.quantize(_CENT) else -1
    return acts.How(by="markup" if request.POST.get("how") == "markup" else "list", markup_bp=basis_points)


_CENT = Decimal("0.01")


def _ask(request: HttpRequest, head: reads.Head, chosen: acts.Choice, back: str) -> HttpResponseBase:
    """What the customers would be charged, before anything is decided."""
    answer = acts.preview(head.id, chosen, _how(request))
    context = {
        "bill": head, "chosen": chosen, "how": request.POST.get("how") or "list", "markup": request.POST.get("markup") or MARK_UP,
        "fault": answer.text() if isinstance(answer, Refusal) else "", "preview": None if isinstance(answer, Refusal) else answer,
        "totals": [] if isinstance(answer, Refusal) else [formats.money(m, c) for c, m in sorted(answer.totals.items())],
        "all": request.POST.get("all", ""), "back": back,
    }  # fmt: skip
    return render(request, "finance/bill_pass.html", context, status=422 if isinstance(answer, Refusal) else 200)


def _say(request: HttpRequest, answer: str | Refusal) -> None:
    if isinstance(answer, Refusal):
        messages.error(request, answer.text())
    else:
        messages.success(request, answer)


def _back(bill_id: int, query: str) -> HttpResponse:
    """The bill as it was narrowed."""
    address = redirect("bill", bill_id)
    if query and query.isprintable():
        address["Location"] = f"{address.url}?{query}"
    return address


@require_POST
@page_for(FINANCE)
def act(request: HttpRequest, visitor: Visitor, bill_id: int) -> HttpResponseBase:
    """Book the bill, match it again, say how its disputes ended, or let go what it left."""
    _bill(bill_id)
    what = request.POST.get("act", "")
    if what == "book":
        booked = acts.book(bill_id, visitor.user_id)
        if isinstance(booked, Refusal) or booked == "booked":
            _say(request, booked if isinstance(booked, Refusal) else _("The bill is booked."))
    elif what == "match":
        again = acts.match_again(bill_id)
        if again is not None:
            _say(request, again)
    elif what == "release":
        left = acts.release_rest(bill_id, visitor.user_id)
        _say(request, left if isinstance(left, Refusal) else ngettext("Nothing more is expected of {count} parcel.", "Nothing more is expected of {count} parcels.", left).format(count=formats.whole(left)))  # fmt: skip
    elif what in ("credited", "refused"):
        ids = tuple(number for text in request.POST.getlist("id")[:PICKED_MAX] if (number := whole_number(text)))
        ended = acts.end_disputes(bill_id, ids, what, request.POST.get("reference", "")[:80], visitor.user_id)
        _say(request, ended if isinstance(ended, Refusal) else ngettext("{count} dispute ended.", "{count} disputes ended.", ended).format(count=ended))  # fmt: skip
    return redirect("bill", bill_id)


@require_POST
@page_for(FINANCE)
def pay(request: HttpRequest, visitor: Visitor, bill_id: int) -> HttpResponseBase:
    """Write down that the bill was paid."""
    head = _bill(bill_id)
    amount = decimal_of(request.POST.get("amount", ""), formats.language())
    try:
        paid_on = date.fromisoformat(request.POST.get("paid_on", "")[:10])
    except ValueError:
        paid_on = date.max
    new = acts.NewPayment(
        bill_id=bill_id, amount_minor=minor(amount, head.currency) if amount is not None else 0, paid_on=paid_on,
        reference=request.POST.get("reference", "")[:200],
    )  # fmt: skip
    answer = acts.pay(new, visitor.user_id)
    _say(request, answer if isinstance(answer, Refusal) else _("The payment is recorded."))
    return redirect("bill", bill_id)


@require_GET
@page_for(FINANCE)
def item(request: HttpRequest, visitor: Visitor, bill_id: int, item_id: int) -> HttpResponseBase:
    """A parcel: its lines as billed, what was expected, and what was decided."""
    head = _bill(bill_id)
    found = reads.item(bill_id, item_id) if item_id < 2**63 else None
    if found is None:
        raise Http404
    lines = reads.lines(item_id)
    is_open = head.state == "open" and any(line.amount_minor > 0 for line in lines)
    context = {"bill": head, **_shown(found), "lines": lines, "is_open": is_open}
    return render(request, "finance/bill_item.html", context)


@require_POST
@page_for(FINANCE)
def dispute(request: HttpRequest, visitor: Visitor, bill_id: int, item_id: int) -> HttpResponseBase:
    """Dispute so much of a parcel's lines as was typed beside them."""
    head = _bill(bill_id)
    if item_id >= 2**63:
        raise Http404
    amounts: dict[int, int] = {}
    for line in reads.lines(item_id):
        if typed := request.POST.get(f"line-{line.no}", "").strip():
            amount = decimal_of(typed, formats.language())
            amounts[line.no] = minor(amount, head.currency) if amount is not None else 0
    answer = acts.dispute_lines(bill_id, item_id, amounts, visitor.user_id)
    said = _("{amount} of this parcel is disputed; the rest will be booked as billed.")
    _say(request, answer if isinstance(answer, Refusal) else said.format(amount=formats.money(answer, head.currency)))
    return redirect("bill-item", bill_id, item_id)


@require_GET
@page_for(FINANCE)
def disputes(request: HttpRequest, visitor: Visitor, bill_id: int, kind: str) -> HttpResponseBase:
    """What is disputed: the letter as a page, or with its list as CSV."""
    head = _bill(bill_id)
    found = bill_sheet.every(bill_id, decision="dispute")
    if kind == "csv":
        response = HttpResponse(
            "\ufeff" + sheet(head, found, formats.language()), content_type="text/csv; charset=utf-8"
        )
        response.headers["Content-Disposition"] = content_disposition_header(True, f"{head.number}-{_('disputed')}.csv") or ""  # fmt: skip
        return response
    if kind != "letter":
        raise Http404
    context = {"bill": head, "letter": letter(head, found, formats.language()), "items": [_shown(i) for i in found[:PAGE]], "count": len(found)}  # fmt: skip
    return render(request, "finance/bill_letter.html", context)


@require_GET
@page_for(FINANCE)
def outcome(request: HttpRequest, visitor: Visitor, bill_id: int) -> HttpResponseBase:
    """The whole bill with verdicts and decisions as XLSX."""
    head = _bill(bill_id)
    response = HttpResponse(bill_sheet.book(head), content_type=XLSX)
    response.headers["Content-Disposition"] = content_disposition_header(True, f"{head.supplier_name}-{head.number}.xlsx") or ""  # fmt: skip
    return response

"""Hand-over: ask a carrier for labels, then hand the parcels over."""

from datetime import UTC, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from galeon.carriers import acts, reads
from galeon.kernel.refusal import Refusal
from galeon.warehouse.reads import floor
from galeon.waybills import listing
from galeon.waybills.acts import Outcome
from galeon.waybills.journey import State
from galeon.waybills.words import state_name
from galeon.web import bookings, names
from galeon.web.views.carrier_labels import together
from galeon.web.views.station import site_of
from galeon.web.views.waybills import picked, whole_number
from galeon.web.visitors import HUB, Visitor, page_for

SHOWN, STUCK_SHOWN = 100, 20
FAULTS_SHOWN = 5
PENDING = ("wanted", "asking", "unknown")  # the page looks again by itself


@require_GET
@page_for(HUB)
def handover(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """What customs released and waits for a carrier, with the state of its label."""
    if site_of(request, visitor) is None:
        return redirect("station")
    before = whole_number(request.GET.get("before", ""))
    rows = listing.page(listing.Filters(account_id=None, states=(State.RELEASED,)), before=before, limit=SHOWN + 1)
    booked = reads.bookings([(row.account_id, row.id) for row in rows[:SHOWN]])
    countries = names.countries()
    context = {
        "rows": [_shown(row, booked.get((row.account_id, row.id)), countries) for row in rows[:SHOWN]],
        "older": rows[SHOWN - 1].id if len(rows) > SHOWN else None,
        "pending": [f"#label-{b.waybill_id},#number-{b.waybill_id}" for b in booked.values() if b.state in PENDING],
        "carriers": reads.choices(),
        "stuck": bookings.stuck(STUCK_SHOWN),
    }
    return render(request, "hub/handover.html", context)


def _shown(row: listing.Row, booking: reads.Booking | None, countries: dict[str, str]) -> tuple[object, ...]:
    said, tone = bookings.STATES[booking.state] if booking else (gettext_lazy("no label"), "muted")
    return row, names.city_and_country(row.to_city, row.to_country, countries), booking, said, tone


@require_POST
@page_for(HUB)
def act(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """Ask for labels of the picked waybills, print those bought, or hand the parcels over."""
    site_id = site_of(request, visitor)
    rows = picked(request, visitor)
    if site_id is None or not rows:
        messages.error(request, _("Pick at least one waybill first."))
        return redirect("handover")
    if request.POST.get("act") == "print":
        return _printed(request, [(row.account_id, row.id) for row in rows])
    now = datetime.now(UTC)
    if request.POST.get("act") == "labels":
        carrier_id = whole_number(request.POST.get("carrier", "")) or 0
        wishes = [
            acts.Wish(account_id=row.account_id, waybill_id=row.id, carrier_account_id=carrier_id) for row in rows
        ]
        answers: list[object] = list(acts.want(wishes, now))
        said = ngettext("{count} label is asked for.", "{count} labels are asked for.", _taken(answers))
    else:
        place = floor().sites[site_id].code
        answers = list(acts.hand_over([(row.account_id, row.id) for row in rows], now, place, actor_id=visitor.user_id))
        said = ngettext(
            "{count} waybill is with the carrier.", "{count} waybills are with the carrier.", _taken(answers)
        )
    if _taken(answers):
        messages.success(request, said.format(count=_taken(answers)))
    for row, text in [(row, _why(answer)) for row, answer in zip(rows, answers, strict=True) if not _is_taken(answer)][
        :FAULTS_SHOWN
    ]:
        messages.error(request, f"{row.number}: {text}")
    return redirect("handover")


def _printed(request: HttpRequest, keys: list[tuple[int, int]]) -> HttpResponseBase:
    """The labels in force of those picked, as one file."""
    bought = reads.bookings(keys)
    answer = together([key for key in keys if key in bought and bought[key].state == "booked"])
    if isinstance(answer, Refusal):
        messages.error(request, answer.text())
        return redirect("handover")
    return answer


def _is_taken(answer: object) -> bool:
    return answer.verdict in ("recorded", "repeat") if isinstance(answer, Outcome) else not isinstance(answer, Refusal)


def _taken(answers: list[object]) -> int:
    return sum(map(_is_taken, answers))


def _why(answer: object) -> str:
    if isinstance(answer, Refusal):
        return answer.text()
    if isinstance(answer, Outcome) and answer.verdict == "stopped":
        return _("This waybill is halted.")
    state = answer.state if isinstance(answer, Outcome) and answer.state else "?"
    return _("Not now: it is {state}.").format(state=state_name(state))

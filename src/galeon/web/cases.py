"""What disputes and claims are called on a page, and a case as both sides see it."""

from collections.abc import Mapping
from datetime import UTC, datetime

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from galeon.billing.disputes import acts, reads
from galeon.billing.disputes.acts import File
from galeon.billing.disputes.reads import CaseHead
from galeon.kernel.refusal import Refusal
from galeon.web import formats
from galeon.web.amounts import text

Text = str | Promise
FILE_MAX = 5 * 1024 * 1024
REASONS: Mapping[str, Text] = {
    "weight": gettext_lazy("Wrong weight or size"),
    "price": gettext_lazy("Wrong price"),
    "service": gettext_lazy("Not what was ordered"),
    "twice": gettext_lazy("Charged twice"),
    "not_mine": gettext_lazy("Not our parcel"),
    "other": gettext_lazy("Something else"),
}
HAPPENINGS: Mapping[str, Text] = {
    "lost": gettext_lazy("Lost"),
    "damaged": gettext_lazy("Damaged"),
    "late": gettext_lazy("Late"),
    "short": gettext_lazy("Something is missing"),
}
ANSWERS: Mapping[str, tuple[Text, str]] = {
    "": (gettext_lazy("not answered"), ""),
    "confirmed": (gettext_lazy("confirmed"), "ok"),
    "disputed": (gettext_lazy("disputed"), "warn"),
    "decided": (gettext_lazy("decided"), "accent"),
}


def about(case: CaseHead) -> Text:
    """Why, or what happened."""
    return (HAPPENINGS if case.kind == "claim" else REASONS).get(case.about, case.about)


def standing(case: CaseHead) -> tuple[Text, str]:
    """What a case's chip says, and its tone."""
    if case.state == "settled":
        return _("credited"), "ok"
    if case.state == "refused":
        return _("refused"), "bad"
    if case.state == "withdrawn":
        return _("taken back"), ""
    if case.due_on < timezone.localdate():
        return _("overdue since {day}").format(day=formats.day(case.due_on)), "bad"
    return _("answer by {day}").format(day=formats.day(case.due_on)), "warn"


def age(case: CaseHead) -> str:
    """How long a case has been open."""
    days = (datetime.now(UTC) - case.opened_at).days
    return ngettext("{days} day", "{days} days", days).format(days=days)


def files_of(request: HttpRequest, faults: dict[str, str]) -> tuple[File, ...]:
    """The files sent with a form; one that is too large is a fault and is not read."""
    sent = request.FILES.getlist("files")
    if any((file.size or 0) > FILE_MAX for file in sent):
        faults["files"] = _("The file is larger than {max} MB.").format(max=FILE_MAX // 1024 // 1024)
        return ()
    return tuple(File(file.name or "", file.read()) for file in sent[:11])


def said(request: HttpRequest, case: CaseHead, *, by: int, is_house: bool) -> dict[str, str]:
    """Keep what the form says in a case; its faults."""
    faults: dict[str, str] = {}
    files = files_of(request, faults)
    if not faults:
        answer = acts.say(
            case.account_id, case.id, text(request.POST.get("text", ""), 4_100), files, by=by, is_house=is_house,
            at=datetime.now(UTC),
        )  # fmt: skip
        if isinstance(answer, Refusal):
            faults[answer.field or ""] = answer.text()
    return faults


def case_or_404(account_id: int, case_id: int) -> CaseHead:
    """The case's head."""
    found = reads.case(account_id, case_id) if max(account_id, case_id) < 2**63 else None
    if found is None:
        raise Http404
    return found


def told(case: CaseHead) -> dict[str, object]:
    """What both sides' pages show of a case."""
    return {
        "case": case, "about": about(case), "standing": standing(case),
        "lines": reads.case_lines(case.account_id, case.id, formats.language()),
        "sayings": reads.sayings(case.account_id, case.id),
        "notes": reads.notes(case.account_id, case.id) if case.state == "settled" else [],
    }  # fmt: skip

"""The calculator beside the editor: a test parcel by the draft as it stands on the page, and by what is live."""

import msgspec
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from galeon.kernel.refusal import Refusal
from galeon.tariffs import reads
from galeon.tariffs.price import Price
from galeon.web import tariffdoc, tarifftrial
from galeon.web.tarifftrial import Parcel
from galeon.web.views.tariffs.editor import sheet_or_404, version_or_404
from galeon.web.visitors import PRICES, Visitor, page_for


class Question(msgspec.Struct, frozen=True):
    """A test parcel and, where the draft has unsaved changes, the whole draft."""

    parcel: Parcel
    doc: msgspec.Raw = msgspec.Raw()


@require_POST
@page_for(PRICES)
def trial(request: HttpRequest, visitor: Visitor, version_id: int) -> HttpResponseBase:
    """The two prices side by side, fee by fee with reasons; nothing is written."""
    price_list, found = version_or_404(version_id)
    try:
        question = msgspec.json.decode(request.body, type=Question)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return render(request, "tariffs/trial.html", {"fault": _("The parcel could not be read.")}, status=422)
    live = price_list.live if price_list.live and price_list.live.id != version_id else None
    context: dict[str, object] = {"list": price_list, "version": found, "live": live}
    answers = _answers(question, version_id, live.id if live else None)
    if isinstance(answers, Refusal):
        return render(request, "tariffs/trial.html", {**context, "fault": answers.text()}, status=422)
    draft, other = answers
    context |= {
        "draft": tarifftrial.side(draft),
        "other": tarifftrial.side(other),
        "lines": tarifftrial.lines(draft, other),
    }
    if isinstance(draft, Price) and isinstance(other, Price):
        context["moved_minor"] = draft.total_minor - other.total_minor
    return render(request, "tariffs/trial.html", context)


def _answers(
    question: Question, version_id: int, live_id: int | None
) -> tuple[Price | Refusal, Price | Refusal | None] | Refusal:
    if bytes(question.doc):
        doc = tariffdoc.read(question.doc)
        if isinstance(doc, Refusal):
            return doc
        sheet = tariffdoc.sheet_of(doc)
    else:
        sheet = sheet_or_404(version_id)
    tariff = tarifftrial.unsaved(version_id, sheet) if bytes(question.doc) else reads.tariffs([version_id])[version_id]
    now = timezone.now()
    moment = now if isinstance(tariff, Refusal) else tarifftrial.moment(sheet, now)
    asked = tarifftrial.request_of(question.parcel, sheet, moment)
    if isinstance(asked, Refusal):
        return asked
    draft = tariff if isinstance(tariff, Refusal) else tarifftrial.price(tariff, asked)
    return draft, tarifftrial.live_price(live_id, asked)

"""Reminders: a run proposes letters, a person looks and sends; the levels and their words."""

from datetime import date

from babel.numbers import get_currency_precision
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from galeon.billing.cash import acts
from galeon.billing.cash.letters import letter_pdf
from galeon.billing.cash.models import DunningLetter, DunningLevel
from galeon.kernel.refusal import Refusal
from galeon.kernel.wording import decimal_of, major
from galeon.parties.models import Account
from galeon.web import formats
from galeon.web.views.waybills import whole_number
from galeon.web.visitors import FINANCE, Visitor, page_for

SHOWN = 500
BIGINT = 2**63


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(FINANCE)
def dunning(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """Letters proposed and sent; a new run, sending, dropping."""
    if request.method == "POST":
        answer = _done(request, visitor)
        if isinstance(answer, Refusal):
            messages.error(request, answer.text())
        else:
            messages.success(request, answer)
        return redirect("dunning")
    letters = DunningLetter.objects.defer("pdf").order_by("-overdue_minor")
    sent = DunningLetter.objects.filter(state="sent").defer("pdf").order_by("-id")[:50]
    proposed = list(letters.filter(state="proposed")[:SHOWN])
    names = _names([*proposed, *sent])
    titles = {level.no: level.title for level in DunningLevel.objects.all()}
    language = formats.language()[:2]
    context = {
        "proposed": [(one, *names[one.account_id], titles.get(one.level, {}).get(language, "")) for one in proposed],
        "sent": [(one, *names[one.account_id], titles.get(one.level, {}).get(language, "")) for one in sent],
        "today": timezone.localdate(),
        "ran": DunningLetter.objects.exists(),
    }
    return render(request, "finance/dunning.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(FINANCE)
def dunning_levels(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """The levels: from how many days on, with which fee, in which words."""
    faults: dict[str, str] = {}
    levels = list(DunningLevel.objects.order_by("no"))
    if request.method == "POST":
        level = _typed(request, faults)
        answer = acts.set_level(level, by=visitor.user_id) if not faults else None
        if isinstance(answer, Refusal):
            faults[answer.field or ""] = answer.text()
        if not faults:
            messages.success(request, _("The level is written."))
            return redirect("dunning-levels")
        levels = [level if one.no == level.no else one for one in levels]
    context = {
        "levels": [(one, major(one.fee_minor, one.fee_currency) if one.fee_minor else "") for one in levels],
        "faults": faults,
        "at_fault": whole_number(request.POST.get("no", "")),
        "tongues": [("en", "English"), ("es", "Español"), ("zh", "简体中文")],
    }
    return render(request, "finance/dunning_levels.html", context, status=422 if faults else 200)


@require_GET
@page_for(FINANCE)
def dunning_letter(request: HttpRequest, visitor: Visitor, account_id: int, letter_id: int) -> HttpResponseBase:
    """A letter as PDF: as it was sent, or as it would be."""
    known = account_id < BIGINT and letter_id < BIGINT
    letter = DunningLetter.objects.filter(account_id=account_id, id=letter_id).first() if known else None
    if letter is None:
        raise Http404
    level = DunningLevel.objects.get(no=letter.level)
    account = Account.objects.get(pk=account_id)
    pdf = bytes(letter.pdf) if letter.pdf else letter_pdf(letter, level, account, 0, letter.proposed_at)
    return HttpResponse(pdf, content_type="application/pdf")


def _done(request: HttpRequest, visitor: Visitor) -> str | Refusal:
    what = request.POST.get("do", "")
    if what == "run":
        run = acts.propose(_day(request.POST.get("as_of", "")), by=visitor.user_id)
        if isinstance(run, Refusal):
            return run
        said = ngettext("{count} letter is proposed.", "{count} letters are proposed.", run.proposed)
        passed = _("Passed over: {promised} with a promise, {lately} reminded within a week or not due for a letter.")
        return f"{said.format(count=run.proposed)} {passed.format(promised=run.promised, lately=run.lately)}"
    picked = _picked(request.POST.getlist("letter"))
    if what == "drop":
        dropped = acts.drop(picked, by=visitor.user_id)
        return dropped if isinstance(dropped, Refusal) else _("They are dropped.")
    sent = acts.send(picked, by=visitor.user_id)
    if isinstance(sent, Refusal):
        return sent
    return ngettext("{count} letter is sent and kept.", "{count} letters are sent and kept.", sent).format(count=sent)


def _typed(request: HttpRequest, faults: dict[str, str]) -> DunningLevel:
    typed = request.POST
    currency = typed.get("fee_currency", "").strip().upper()[:3]
    fee = decimal_of(typed.get("fee", "") or "0", formats.language())
    scale = get_currency_precision(currency) if len(currency) == 3 else 2
    minor = fee.scaleb(scale) if fee is not None else None
    if minor is None or minor != minor.to_integral_value():
        faults["fee"] = _("This is not an amount in {currency}.").format(currency=currency or "–")
    no = whole_number(typed.get("no", ""))
    if no not in (1, 2, 3):
        faults[""] = _("There is no such level.")
    days = whole_number(typed.get("days", ""))
    return DunningLevel(
        no=no or 1, days=days if days is not None and days < 1_000 else -1, fee_minor=int(minor or 0) if not faults else 0,
        fee_currency=currency, title={k: typed.get(f"title_{k}", "")[:200] for k in ("en", "es", "zh")},
        text={k: typed.get(f"text_{k}", "")[:4_000] for k in ("en", "es", "zh")},
    )  # fmt: skip


def _picked(values: list[str]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for value in values[:SHOWN]:
        account, _colon, letter = value.partition(":")
        account_id, letter_id = whole_number(account), whole_number(letter)
        if account_id and letter_id and account_id < BIGINT and letter_id < BIGINT:
            found.append((account_id, letter_id))
    return found


def _names(letters: list[DunningLetter]) -> dict[int, tuple[str, str]]:
    ids = {letter.account_id for letter in letters}
    return {pk: (code, name) for pk, code, name in Account.objects.filter(pk__in=ids).values_list("pk", "code", "name")}


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return timezone.localdate()

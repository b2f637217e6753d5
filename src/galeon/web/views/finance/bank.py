"""The bank: our accounts, their files, and each line side by side with whose payment it may be."""

from datetime import date

import msgspec
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from galeon.billing.cash import acts, camt
from galeon.billing.cash.banks import Bank, banks, files
from galeon.billing.cash.suggestions import Line, lines, suggestions
from galeon.kernel.refusal import Refusal
from galeon.parties.models import Account, LegalEntity
from galeon.web.views.finance import bank_books, bank_form
from galeon.web.views.finance.bank_books import Choices, Posted
from galeon.web.views.finance.bank_form import Suggested, TooManyPartsError
from galeon.web.views.waybills import whole_number
from galeon.web.visitors import FINANCE, Visitor, page_for

PAGE = 30
TABS = ("open", "out", "ignored", "matched", "booked")
ACCOUNTS_MAX = 2_000
BIGINT = 2**63


class Row(msgspec.Struct, frozen=True):
    """A line beside what may be made of it. fault: why nothing may; said: what was just answered; posted: how it is booked."""

    line: Line
    likely: list[Suggested]
    fault: str
    said: str = ""
    choices: Choices | None = None
    posted: Posted | None = None

    @property
    def best(self) -> Suggested | None:
        """The first suggestion."""
        return self.likely[0] if self.likely else None


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(FINANCE)
def bank_list(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """Our accounts and what waits at each; opening another."""
    faults: dict[str, str] = {}
    if request.method == "POST":
        answer = acts.open_bank_account(bank_form.new_account(request.POST))
        if not isinstance(answer, Refusal):
            return redirect("bank-account", answer)
        faults[answer.field or ""] = answer.text()
    context = {
        "banks": banks(),
        "entities": LegalEntity.objects.filter(is_active=True).order_by("pk"),
        "typed": request.POST,
        "faults": faults,
    }
    return render(request, "finance/banks.html", context, status=422 if faults else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(FINANCE)
def bank_account(request: HttpRequest, visitor: Visitor, bank_id: int) -> HttpResponseBase:
    """An account's lines, thirty a page, each with its suggestion; a file sent here is read at once."""
    bank = _bank(bank_id)
    fault = ""
    if request.method == "POST":
        answer = _uploaded(request, visitor, bank)
        if not isinstance(answer, str):
            return answer
        fault = answer
    tab = request.GET.get("state", "") if request.GET.get("state", "") in TABS else "open"
    found = lines(bank.id, tab, before=_before(request.GET.get("before", "")), limit=PAGE + 1)
    shown = found[:PAGE]
    rows = _rows(bank, shown)
    context = {
        "bank": bank,
        "tab": tab,
        "tabs": [(key, label, getattr(bank, key)) for key, label in bank_form.tab_names()],
        "rows": rows,
        "sure": sum(bool(row.best and row.best.is_sure) for row in rows),
        "older": f"{shown[-1].booked_on}_{shown[-1].id}" if len(found) > PAGE else "",
        "files": files(bank.id),
        "fault": fault,
        **bank_books.how_it_agrees(bank.id),
        **_choices(bank),
    }
    return render(request, "finance/bank.html", context, status=422 if fault else 200)


@require_POST
@page_for(FINANCE)
def bank_sure(request: HttpRequest, visitor: Visitor, bank_id: int) -> HttpResponseBase:
    """Accept every line that is sure."""
    bank = _bank(bank_id)
    answers = acts.accept_sure(bank.id, by=visitor.user_id)
    done = sum(not isinstance(answer, Refusal) for answer in answers)
    said = ngettext("{count} line is matched.", "{count} lines are matched.", done).format(count=done)
    (messages.success if done else messages.warning)(
        request, said if done else _("No line is sure: look at them one by one.")
    )
    return redirect("bank-account", bank.id)


@require_POST
@page_for(FINANCE)
def bank_opening(request: HttpRequest, visitor: Visitor, bank_id: int) -> HttpResponseBase:
    """Book what lay there before the first file."""
    bank = _bank(bank_id)
    answer = acts.book_opening(bank.id, by=visitor.user_id)
    if isinstance(answer, Refusal):
        messages.warning(request, answer.text())
    else:
        messages.success(request, _("It is in the books, against opening balances."))
    return redirect("bank-account", bank.id)


@require_POST
@page_for(FINANCE)
def bank_line(request: HttpRequest, visitor: Visitor, line_id: int) -> HttpResponseBase:
    """What a person makes of one line; htmx gets the line alone as it stands then."""
    line = _line(line_id)
    said = _done(request, visitor, line)
    line = _line(line_id)
    if not request.htmx:  # type: ignore[attr-defined]
        if said:
            messages.error(request, said)
        return redirect("bank-account", line.bank_account_id)
    bank = _bank(line.bank_account_id)
    (row,) = _rows(bank, [line])
    context = {"row": msgspec.structs.replace(row, said=said), "bank": bank, "fresh": True, **_choices(bank)}
    return render(request, "finance/bank_line.html", context, status=422 if said else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(FINANCE)
def bank_columns(request: HttpRequest, visitor: Visitor, file_id: int) -> HttpResponseBase:
    """Say once which column of a bank's CSV is which; its next files are read alike."""
    file = bank_form.file_of(file_id) if file_id < BIGINT else None
    if file is None:
        raise Http404
    found = acts.table_of(file)
    if isinstance(found, Refusal):
        raise Http404
    how = bank_form.mapping(request.POST, found) if request.method == "POST" else bank_form.kept_mapping(file, found)
    fault = ""
    if request.method == "POST" and "preview" not in request.POST:
        answer = acts.map_file(file_id, how)
        if not isinstance(answer, Refusal):
            messages.success(request, bank_form.read_text(answer))
            return redirect("bank-account", file.bank_account_id)
        fault = answer.text()
    context = {
        "file": file,
        "bank": _bank(file.bank_account_id),
        "fault": fault,
        **bank_form.columns_context(found, how, file),
    }
    return render(request, "finance/bank_columns.html", context, status=422 if fault else 200)


def _done(request: HttpRequest, visitor: Visitor, line: Line) -> str:
    """Do what was asked of a line; what is wrong with it, or ""."""
    what, by = request.POST.get("do", ""), visitor.user_id
    answer: object
    if what == "accept":
        try:
            pick = bank_form.pick(request.POST, line)
        except TooManyPartsError:
            return _("Name a customer, and for several what each of them paid.")
        if isinstance(pick, Refusal):
            return pick.text()
        (answer,) = acts.accept([pick], by=by)
    elif what in ("fee", "book", "link", "bill"):
        answer = bank_books.done(request.POST, line, by)
    elif what == "ignore":
        answer = acts.ignore([line.id], request.POST.get("note", "")[:200], by=by)
    else:
        others = {
            "reopen": acts.reopen,
            "distinct": acts.call_distinct,
            "undo": acts.undo,
            "unbook": acts.take_booking_back,
        }
        answer = others[what]([line.id], by=by) if what in others else 0
    return answer.text() if isinstance(answer, Refusal) else ""


def _uploaded(request: HttpRequest, visitor: Visitor, bank: Bank) -> HttpResponse | str:
    file = request.FILES.get("file")
    if file is None:
        return _("Choose a file first.")
    if file.size and file.size > camt.FILE_MAX:
        return _("The file is larger than {max} MB.").format(max=camt.FILE_MAX // 1024 // 1024)
    answer = acts.read_file(bank.id, file.name or "", file.read(), by=visitor.user_id)
    if isinstance(answer, Refusal):
        return answer.text()
    if answer.needs_mapping:
        return redirect("bank-columns", answer.file_id)
    messages.success(request, bank_form.read_text(answer))
    return redirect("bank-account", bank.id)


def _rows(bank: Bank, shown: list[Line]) -> list[Row]:
    likely = suggestions(shown)
    described = bank_form.described(likely)
    choices, posted = bank_books.choices(bank.id, shown), bank_books.posted(shown)
    return [
        Row(line, described.get(line.id, []), bank_form.fault_text(line), "", choices.get(line.id), posted.get(line.id))
        for line in shown
    ]


def _choices(bank: Bank) -> dict[str, object]:
    accounts = Account.objects.filter(is_house=False, entity_id=bank.entity_id).order_by("name")
    return {"accounts": accounts.values_list("code", "name")[:ACCOUNTS_MAX]}


def _bank(bank_id: int) -> Bank:
    found = banks(bank_id) if bank_id < 2**31 else []
    if not found:
        raise Http404
    return found[0]


def _line(line_id: int) -> Line:
    found = lines(ids=[line_id]) if line_id < BIGINT else []
    if not found:
        raise Http404
    return found[0]


def _before(text: str) -> tuple[date, int] | None:
    day, _under, line_id = text.partition("_")
    number = whole_number(line_id)
    try:
        return (date.fromisoformat(day), number) if number else None
    except ValueError:
        return None

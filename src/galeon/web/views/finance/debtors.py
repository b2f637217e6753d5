"""Who owes what and since when: the ageing, one account's open items, refunds, promises."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from galeon.billing.cash import acts, reads
from galeon.billing.cash.acts import Key, NewAllocation, NewRefund
from galeon.billing.cash.dunning import promised_until
from galeon.billing.cash.models import DunningLetter, Refund
from galeon.billing.cash.reads import Aged, Item
from galeon.kernel.refusal import Refusal
from galeon.kernel.wording import major
from galeon.parties.models import Account, LegalEntity, User
from galeon.web import formats
from galeon.web.amounts import amount as amount_typed
from galeon.web.sheets import XLSX, Cell, book
from galeon.web.views.waybills import whole_number
from galeon.web.visitors import FINANCE, Visitor, page_for

LETTERS = 20
SHOWN = 500


@require_GET
@page_for(FINANCE)
def debtors(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """The ageing of every account, the greatest debt first."""
    as_of, entity = _asked(request)
    found = reads.ageing(as_of, entity)
    context = {
        "rows": found[:SHOWN],
        "many": len(found),
        "sums": _sums(found),
        "as_of": as_of,
        "entity": entity,
        "entities": LegalEntity.objects.order_by("pk"),
        "query": request.GET.urlencode(),
        "refunds": [(r, *_names(r)) for r in Refund.objects.filter(state="asked").order_by("id")[:SHOWN]],
    }
    return render(request, "finance/debtors.html", context)


@require_GET
@page_for(FINANCE)
def debtors_sheet(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """The ageing as XLSX."""
    as_of, entity = _asked(request)
    heads = [
        _("Account"), _("Name"), _("Currency"), _("Not due"), _("1 to 30 days"), _("31 to 60 days"), _("61 to 90 days"),
        _("Over 90 days"), _("To their credit"), _("Total"), _("Oldest due day"),
    ]  # fmt: skip
    rows = [_cells(row) for row in reads.ageing(as_of, entity)]
    response = HttpResponse(book(_("Debtors"), heads, rows), content_type=XLSX)
    name = f"{_('debtors')}-{as_of.isoformat()}.xlsx"
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(FINANCE)
def debtor(request: HttpRequest, visitor: Visitor, code: str) -> HttpResponseBase:
    """One account's open items; moving a payment to other debts, a promise, a refund."""
    account = Account.objects.filter(code=code[:24], is_house=False).first() if code.isprintable() else None
    if account is None:
        raise Http404
    faults: dict[str, str] = {}
    if request.method == "POST":
        said = _done(request, visitor, account, faults)
        if not faults:
            messages.success(request, said)
            return redirect("debtor", account.code)
    today = timezone.localdate()
    items = reads.open_items(account.pk)
    context = {
        "account": account,
        "debits": [(item, (today - item.due_on).days) for item in items if item.open_minor > 0],
        "credits": [item for item in items if item.open_minor < 0],
        "payments": _payments(account.pk),
        "aged": reads.ageing(today, account_id=account.pk),
        "promise": promised_until(account.pk),
        "refunds": [
            (r, *_names(r)) for r in Refund.objects.filter(account_id=account.pk, state="asked").order_by("id")
        ],
        "letters": DunningLetter.objects.filter(account_id=account.pk, state="sent")
        .defer("pdf")
        .order_by("-id")[:LETTERS],
        "me": visitor.user_id,
        "today": today,
        "typed": request.POST,
        "faults": faults,
    }
    return render(request, "finance/debtor.html", context, status=422 if faults else 200)


def _done(request: HttpRequest, visitor: Visitor, account: Account, faults: dict[str, str]) -> str:
    what = request.POST.get("do", "")
    if what == "promise":
        return _promised(request, visitor, account, faults)
    if what == "refund":
        amount = amount_typed(request.POST.get("refund_amount", ""), account.currency, faults, "refund_amount")
        new = NewRefund(account_id=account.pk, amount_minor=amount, reason=request.POST.get("reason", "")[:400])
        return _answered(
            acts.ask_refund(new, by=visitor.user_id), "refund_", faults, _("Another person decides about it now.")
        )
    if what in ("pay-refund", "refuse-refund"):
        refund_id = whole_number(request.POST.get("refund", "")) or 0
        reference = request.POST.get("reference", "")[:200] if what == "pay-refund" else None
        answer = acts.decide_refund(account.pk, refund_id, reference=reference, by=visitor.user_id)
        return _answered(answer, "decide_", faults, _("The refund is decided."))
    if what == "allocate":
        return _allocated(request, visitor, account, faults)
    faults[""] = _("Choose what to do.")
    return ""


def _allocated(request: HttpRequest, visitor: Visitor, account: Account, faults: dict[str, str]) -> str:
    credit, debit = _key(request.POST.get("credit", "")), _key(request.POST.get("debit", ""))
    amount = amount_typed(request.POST.get("amount", ""), account.currency, faults, "allocate_amount")
    if faults or credit is None or debit is None:
        faults.setdefault("allocate_", _("Choose a payment and the debt it shall pay."))
        return ""
    wish = NewAllocation(account_id=account.pk, credit=credit, debit=debit, amount_minor=amount)
    (answer,) = acts.allocate([wish], by=visitor.user_id)
    return _answered(answer, "allocate_", faults, _("It pays that debt now; what was left pays the oldest."))


def _promised(request: HttpRequest, visitor: Visitor, account: Account, faults: dict[str, str]) -> str:
    try:
        until = date.fromisoformat(request.POST.get("until", "")[:10])
    except ValueError:
        faults["promise_until"] = _("This is not a day.")
        return ""
    answer = acts.promise(account.pk, until, request.POST.get("note", "")[:400], by=visitor.user_id)
    return _answered(answer, "promise_", faults, _("No reminder goes out before {day}.").format(day=formats.day(until)))


def _answered(answer: object, prefix: str, faults: dict[str, str], said: str) -> str:
    if isinstance(answer, Refusal):
        faults[prefix + (answer.field or "")] = answer.text()
        faults.setdefault(prefix, answer.text())
    return said


def _payments(account_id: int) -> list[Item]:
    """Credits a person may move, spent ones too, the newest first."""
    found = [item for item in reads.open_items(account_id, only_open=False) if item.amount_minor < 0]
    return sorted(found, key=lambda item: (item.since, item.id), reverse=True)[:100]


def _names(refund: Refund) -> tuple[str, str, str]:
    account = Account.objects.get(pk=refund.account_id)
    asked_by = User.objects.filter(pk=refund.asked_by).values_list("name", flat=True).first()
    return account.code, account.name, asked_by or ""


def _cells(row: Aged) -> list[Cell]:
    parts = (
        row.not_due_minor, row.to_30_minor, row.to_60_minor, row.to_90_minor, row.over_90_minor, row.credit_minor,
        row.total_minor,
    )  # fmt: skip
    amounts = [major(minor, row.currency) for minor in parts]
    return [row.code, row.name, row.currency, *amounts, row.oldest_due_on.isoformat() if row.oldest_due_on else ""]


def _sums(rows: list[Aged]) -> list[tuple[str, int, int, int, int, int, int]]:
    """By currency: the five buckets, and what stands to the customers' credit."""
    found: dict[str, list[int]] = {}
    for row in rows:
        sums = found.setdefault(row.currency, [0] * 6)
        parts = (
            row.not_due_minor, row.to_30_minor, row.to_60_minor, row.to_90_minor, row.over_90_minor, row.credit_minor
        )  # fmt: skip
        for n, minor in enumerate(parts):
            sums[n] += minor
    return [(currency, *sums) for currency, sums in sorted(found.items())]  # type: ignore[misc]


def _asked(request: HttpRequest) -> tuple[date, int | None]:
    try:
        as_of = date.fromisoformat(request.GET.get("as_of", "")[:10])
    except ValueError:
        as_of = timezone.localdate()
    entity = whole_number(request.GET.get("entity", ""))
    return as_of, entity if entity and entity < 2**31 else None


def _key(text: str) -> Key | None:
    kind, _colon, number = text.partition(":")
    item_id = whole_number(number)
    if not item_id or kind not in ("statement", "credit", "payment"):
        return None
    return Key(kind, item_id)  # type: ignore[arg-type]  # one of the three

"""Finance's pages: every account's statements, a payment received, parcels no price was found for."""

from datetime import UTC, date, datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from galeon.billing import acts, reads
from galeon.billing.cash.days import received_at
from galeon.billing.cash.payments import NewPayment
from galeon.billing.charges.reads import unrated_events
from galeon.kernel.refusal import Refusal
from galeon.ledger.reads import standing
from galeon.parties.models import Account
from galeon.tariffs.words.fee_names import event_name
from galeon.web import formats, labels
from galeon.web.amounts import amount
from galeon.web.views.statements import PAGE, drawn, file, shown
from galeon.web.views.waybills import whole_number
from galeon.web.visitors import FINANCE, Visitor, page_for

STATES = ("open", "closed")
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2999, 12, 31)  # before and after it was nobody's money


@require_GET
@page_for(FINANCE)
def ledger(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """Statements of every account, the newest first; above them what could not be priced."""
    account = _account(request.GET.get("account", ""))
    state = request.GET.get("state") if request.GET.get("state") in STATES else None
    before = whole_number(request.GET.get("before", ""))
    heads = reads.statements(account.pk if account else None, state=state, before=before, limit=PAGE + 1)
    older = request.GET.copy()
    older["before"] = str(heads[PAGE - 1].id) if len(heads) > PAGE else ""
    context = {
        "heads": shown(heads[:PAGE]),
        "older": older.urlencode() if len(heads) > PAGE else "",
        "state": state or "",
        "account": account,
        "standings": standing([account.pk]) if account else [],
        "accounts": Account.objects.filter(is_house=False).order_by("name")[:1_000],
        "waiting": [
            (row, event_name(row.event), Refusal(code=row.code, message=row.message, params=row.params).text())
            for row in unrated_events(20)
        ],
        "unpriced": [
            (row, Refusal(code=row.code, message=row.message, params=row.params).text()) for row in reads.unpriced(20)
        ],
    }
    return render(request, "finance/ledger.html", context)


@require_GET
@page_for(FINANCE)
def statement(request: HttpRequest, visitor: Visitor, account_id: int, statement_id: int) -> HttpResponseBase:
    """Any account's statement."""
    return drawn(request, visitor, account_id, statement_id)


@require_GET
@page_for(FINANCE)
def statement_file(
    request: HttpRequest, visitor: Visitor, account_id: int, statement_id: int, kind: str
) -> HttpResponseBase:
    """Any account's statement as a file."""
    return file(request, account_id, statement_id, kind)


def _account(code: str) -> Account | None:
    return Account.objects.filter(code=code[:24], is_house=False).first() if code.isprintable() and code else None


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(FINANCE)
def pay(request: HttpRequest, visitor: Visitor, code: str) -> HttpResponseBase:
    """Write down money received from an account."""
    account = _account(code)
    if account is None:
        raise Http404
    faults: dict[str, str] = {}
    if request.method == "POST":
        new = _payment(request, account, faults)
        act = acts.top_up if request.POST.get("kind") == "top_up" else acts.record_payment
        answer = act(new, by=visitor.user_id) if not faults else None
        if answer is not None and not isinstance(answer, Refusal):
            came = (new.paid_minor, new.paid_currency) if new.paid_minor else (new.amount_minor, new.currency)
            messages.success(request, _("{amount} from {account} is recorded.").format(
                amount=formats.money(*came), account=account.name))  # fmt: skip
            return redirect("staff-statement", account.pk, answer.statement_id)
        if isinstance(answer, Refusal):
            faults[answer.field or ""] = answer.text()
    methods = [(key, label) for key, label in labels.METHODS.items() if key not in ("opening", "netting")]
    context = {
        "account": account,
        "typed": request.POST,
        "faults": faults,
        "methods": methods,
        "today": timezone.localdate(),
        "standings": standing([account.pk]),
        "prepaid": account.terms == Account.Terms.PREPAID,
    }
    return render(request, "finance/pay.html", context, status=422 if faults else 200)


def _payment(request: HttpRequest, account: Account, faults: dict[str, str]) -> NewPayment:
    """As typed; where it came in another currency, an amount left empty is what that day's rate makes of it."""
    typed = request.POST
    came_in = typed.get("paid_currency", "").strip().upper()[:3]
    is_foreign = came_in not in ("", account.currency)
    return NewPayment(
        account_id=account.pk,
        amount_minor=0
        if is_foreign and not typed.get("amount", "").strip()
        else amount(typed.get("amount", ""), account.currency, faults),
        paid_minor=_foreign(typed.get("paid_amount", ""), came_in, faults) if is_foreign else 0,
        paid_currency=came_in if is_foreign else "",
        currency=account.currency,
        method=request.POST.get("method", "")[:8],
        reference=request.POST.get("reference", "").replace("\x00", "")[:200],
        received_at=_received(request.POST.get("received_on", ""), account, faults),
    )


def _foreign(typed: str, currency: str, faults: dict[str, str]) -> int:
    if not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        faults["paid_currency"] = _("A currency is three letters, as EUR.")
        return 0
    return amount(typed, currency, faults, "paid_amount")


def _received(typed: str, account: Account, faults: dict[str, str]) -> datetime:
    """A moment of the day, as a bank's line of that day has it: the same payment sent twice is the same to the second."""
    try:
        day = date.fromisoformat(typed[:10])
    except ValueError:
        day = date.min
    if not FIRST_DAY <= day <= LAST_DAY:
        faults["received_at"] = _("This is not a day.")
        return datetime.now(UTC)
    zone, books = Account.objects.values_list("timezone", "entity__timezone").get(pk=account.pk)
    return received_at(day, zone, books)

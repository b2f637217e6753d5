"""How an account's cash on delivery is remitted: its cycle, by bank or netted, and for what fee."""

from babel.numbers import get_currency_precision
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from galeon.billing.company import cod as acts
from galeon.billing.company import cod_reads
from galeon.billing.company.cod_terms import Terms
from galeon.kernel import wording
from galeon.kernel.refusal import Refusal
from galeon.parties.models import Account
from galeon.web import amounts, codwords, formats
from galeon.web.visitors import FINANCE, Visitor, page_for

FIELDS = {"cycle": "cycle", "method": "method", "fee": "percent"}


@require_http_methods(["GET", "HEAD", "POST"])
@page_for(FINANCE)
def cod_terms(request: HttpRequest, visitor: Visitor, code: str) -> HttpResponseBase:
    """The page."""
    account = Account.objects.filter(code=code[:24], is_house=False).first() if code.isprintable() else None
    if account is None:
        raise Http404
    faults: dict[str, str] = {}
    if request.method == "POST":
        refusal = acts.set_terms(account.pk, _terms(request, account, faults)) if not faults else None
        if isinstance(refusal, Refusal):
            faults.setdefault(FIELDS.get(refusal.field or "", ""), refusal.text())
        if not faults:
            messages.success(request, _("The terms of {account} are kept.").format(account=account.name))
            return redirect("cod-desk")
    typed = request.POST if request.method == "POST" else _typed(cod_reads.terms(account.pk), account)
    context = {"account": account, "typed": typed, "faults": faults, "cycles": codwords.CYCLES.items(),
               "methods": codwords.METHODS.items()}  # fmt: skip
    return render(request, "finance/cod_terms.html", context, status=422 if faults else 200)


def _typed(terms: Terms, account: Account) -> dict[str, str]:
    least = wording.major(terms.fee_min_minor, account.currency)
    return {
        "cycle": terms.cycle, "method": terms.method, "percent": wording.number(wording.major(terms.fee_bp, "EUR"), formats.language()),
        "least": wording.number(least.quantize(wording.major(1, account.currency)) if get_currency_precision(account.currency) else least,
                                formats.language()),
    }  # fmt: skip


def _terms(request: HttpRequest, account: Account, faults: dict[str, str]) -> Terms:
    percent = wording.decimal_of(request.POST.get("percent", ""), formats.language())
    if percent is None or percent * 100 % 1:
        faults["percent"] = _("This is not a percentage of at most two decimals.")
    least = amounts.amount(request.POST.get("least", ""), account.currency, faults, "least")
    if faults:
        return cod_reads.terms(account.pk)  # as it was: nothing wrong is written
    return Terms(
        request.POST.get("cycle", "")[:12], request.POST.get("method", "")[:8], int((percent or 0) * 100), least
    )

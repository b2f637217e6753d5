"""Why a payer is suggested, why a line cannot be matched: in the reader's words."""

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_noop as _

from galeon.billing.cash.matching import Reason
from galeon.kernel import wording
from galeon.kernel.tongue import gettext

REASONS = {
    "number": _("the text names {number}"),
    "code": _("the text names the account, {number}"),
    "order": _("the text names their order {number}"),
    "iban": _("this bank account has paid for them before"),
    "name_same": _("the payer is called the same"),
    "name_like": _("the payer is called much like {name}"),
    "amount_one": _("the amount is exactly {number}"),
    "amount_some": _("the amount is exactly {number} together"),
    "amount_all": _("the amount is exactly all they owe"),
    "currency": _("it came in {currency}: {converted_amount} by the rate of the day"),
    "by_hand": _("a payment of this amount was recorded by hand on {day}, reference {reference}"),
}
FAULTS = {
    "currency": _("This line is in {currency}, and our account at the bank is not: nothing can be posted of it."),
    "twin": _("Possible double of the line of {day}: the same reference, or the same in every word."),
}
Text = str | Promise


def reason(why: Reason) -> str:
    """One reason in the reader's language."""
    language = get_language() or "en"
    params = dict(why.params)
    if "converted_amount" in params:
        minor, _space, currency = params["converted_amount"].partition(" ")
        params["converted_amount"] = f"{wording.amount(int(minor), currency, language)} {currency}"
    if "day" in params:
        params["day"] = wording.day(date.fromisoformat(params["day"]), language)
    return gettext(REASONS[why.code]).format(**params)


def fault(code: str, **params: str) -> str:
    """Why a line waits for a person."""
    return gettext(FAULTS[code]).format(**params)

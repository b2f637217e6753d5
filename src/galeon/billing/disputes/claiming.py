"""What a claim comes to by the terms of its service, as finance sees it suggested."""

import msgspec

from galeon.billing.disputes.compensation import WHOLE, Compensation, Parcel, compensation
from galeon.billing.disputes.models import Case
from galeon.billing.disputes.settling import Creditable, creditable
from galeon.billing.disputes.terms import claim_rules
from galeon.kernel.refusal import Refusal
from galeon.kernel.wording import local_day
from galeon.parties.reads import customer
from galeon.tariffs import fx
from galeon.waybills.models import Waybill


class Suggested(msgspec.Struct, frozen=True):
    """What the terms give for a claim: the whole, and the freight as lines."""

    comes_to: Compensation
    freight: list[Creditable]


def suggested(case: Case, *, lost_permille: int = WHOLE) -> Suggested | Refusal:
    """By the declared value (or what it is insured for), the service's cap and the rate of the day it was claimed.

    lost_permille: the part that is lost. Refused: rate_missing.
    """
    waybill = Waybill.objects.get(account_id=case.account_id, id=case.waybill_id or 0)
    mine = customer(case.account_id)
    on = local_day(case.opened_at, mine.timezone if mine else "UTC")
    rates = fx.rates()
    freight = [line for line in creditable(case) if line.left_minor > 0]
    parcel = Parcel(
        waybill.declared_minor, waybill.declared_currency, int((waybill.extras or {}).get("insured_minor") or 0),
        sum(line.left_minor for line in freight),
    )  # fmt: skip
    cover = claim_rules(waybill.service_id, case.about).cover
    found = compensation(
        parcel, cover, case.currency, lambda minor, base, quote: rates.converted(minor, base, quote, on),
        lost_permille=lost_permille,
    )  # fmt: skip
    if isinstance(found, Refusal):
        return found
    return Suggested(found, freight if cover.refunds_freight else [])

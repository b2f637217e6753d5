"""What a claim comes to by the terms of its service, as finance sees it suggested."""

import msgspec
from django.db import connection

from galeon.billing.disputes.compensation import WHOLE, Compensation, Parcel, compensation
from galeon.billing.disputes.models import Case
from galeon.billing.disputes.settling import COMPENSATION, Creditable, creditable
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
    left = max(found.goods_minor - _goods_given(case), 0)
    return Suggested(msgspec.structs.replace(found, goods_minor=left), freight if cover.refunds_freight else [])


def goods_above(case: Case, goods_minor: int) -> Refusal | None:
    """Refused when a parcel's goods would be paid above what its terms give, over all its claims."""
    if not goods_minor:
        return None
    found = suggested(case)
    if isinstance(found, Refusal):
        return found
    if goods_minor <= (left := found.comes_to.goods_minor):
        return None
    return Refusal(
        code="more_than_covered", field="goods", message="At most {left_amount} is left to be paid for its goods.",
        params={"left_amount": f"{left} {case.currency}"},
    )  # fmt: skip


def _goods_given(case: Case) -> int:
    """What earlier claims paid for the goods of the same parcel."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT coalesce(-sum(amount_minor), 0)::bigint FROM charge
               WHERE account_id = %s AND waybill_id = %s AND code = %s AND event = 'claim'""",
            [case.account_id, case.waybill_id, COMPENSATION],
        )
        return int(cursor.fetchone()[0])

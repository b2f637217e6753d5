"""How we argue, as rows: days of silence, deadlines, what one person may give, what a service pays for a lost parcel."""

import msgspec
from django.db import connection

from galeon.billing.credit.rights import not_finance
from galeon.billing.disputes.compensation import Cover
from galeon.billing.disputes.models import ClaimTerms, Terms
from galeon.kernel.refusal import Refusal

DAYS_MAX, AMOUNT_MAX = 366, 10**13


class Rules(msgspec.Struct, frozen=True):
    """The terms in force for an account's company; days are calendar days, alone_minor minor units of any currency."""

    silent_days: int
    answer_days: int
    claim_days: int
    alone_minor: int


class ClaimRules(msgspec.Struct, frozen=True):
    """What a service gives, and within how many days after the last news a claim has to be made."""

    cover: Cover
    days: int


def rules_of(account_id: int) -> Rules:
    """The terms of the account's company, else everybody's."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT t.silent_days, t.answer_days, t.claim_days, t.alone_minor FROM account a
               JOIN dispute_terms t ON coalesce(t.entity_id, a.entity_id) = a.entity_id
               WHERE a.id = %s ORDER BY t.entity_id IS NULL LIMIT 1""",
            [account_id],
        )
        row = cursor.fetchone()
    return Rules(*row) if row else Rules(14, 7, 15, 0)


def claim_rules(service_id: int, about: str) -> ClaimRules:
    """The terms of a service for what happened: its own for that, its own, everybody's for that, everybody's."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT covers_goods, cap_minor, cap_currency, refunds_freight, days FROM claim_terms
               WHERE coalesce(service_id, %(service)s) = %(service)s AND about IN ('', %(about)s)
               ORDER BY service_id IS NULL, about = '' LIMIT 1""",
            {"service": service_id, "about": about},
        )
        row = cursor.fetchone()
    return ClaimRules(Cover(*row[:4]), row[4]) if row else ClaimRules(Cover(False, 0, "USD", False), 0)


def set_terms(entity_id: int | None, new: Rules, *, by: int) -> Refusal | None:
    """Set how a company of ours argues, or (None) every other. Refused: not_finance, days, amount."""
    if refusal := not_finance(by):
        return refusal
    if not all(1 <= days <= DAYS_MAX for days in (new.silent_days, new.answer_days, new.claim_days)):
        return Refusal(code="days", field="days", message="1 to {max} days.", params={"max": str(DAYS_MAX)})
    if not 0 <= new.alone_minor <= AMOUNT_MAX:
        return Refusal(code="amount", field="alone", message="An amount is zero or more.")
    Terms.objects.update_or_create(entity_id=entity_id, defaults=msgspec.structs.asdict(new))
    return None


def set_claim_terms(service_id: int | None, about: str, new: ClaimRules, *, by: int) -> Refusal | None:
    """Set what a service pays for a parcel. Refused: not_finance, days, amount."""
    if refusal := not_finance(by):
        return refusal
    if not 1 <= new.days <= DAYS_MAX:
        return Refusal(code="days", field="days", message="1 to {max} days.", params={"max": str(DAYS_MAX)})
    if not 0 <= new.cover.cap_minor <= AMOUNT_MAX:
        return Refusal(code="amount", field="cap", message="An amount is zero or more.")
    ClaimTerms.objects.update_or_create(
        service_id=service_id, about=about, defaults={**msgspec.structs.asdict(new.cover), "days": new.days}
    )
    return None

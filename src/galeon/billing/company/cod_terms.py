"""What cash on delivery is written down with, and on what terms it is remitted."""

from datetime import datetime

from msgspec import Struct

from galeon.billing.company.models_cod import CodTerms
from galeon.billing.statements.cycles import rhythm
from galeon.kernel.refusal import Refusal
from galeon.parties.models import Account

AMOUNT_MAX = 10**13


class NewCollection(Struct, frozen=True, kw_only=True):
    """Cash collected for a waybill (any number of it). supplier: the carrier's code, "" = our own people."""

    waybill: str
    amount_minor: int
    currency: str
    collected_at: datetime
    source: str
    supplier: str = ""


class Collected(Struct, frozen=True):
    """A collection that stands. existing: it was written down before."""

    account_id: int
    collection_id: int
    existing: bool = False


class NewReceipt(Struct, frozen=True, kw_only=True):
    """What a carrier paid over to us of the cash it had collected."""

    supplier: str
    amount_minor: int
    currency: str
    reference: str
    received_at: datetime
    entity_id: int = 1


class Terms(Struct, frozen=True):
    """How an account is remitted to; see `models_cod.CodTerms`."""

    cycle: str
    method: str = "bank"
    fee_bp: int = 0
    fee_min_minor: int = 0

    def fee_minor(self, amount_minor: int) -> int:
        """The fee of remitting an amount: the percentage rounded half up, at least the minimum, never more than all."""
        share = (amount_minor * self.fee_bp + 5_000) // 10_000
        return min(max(share, self.fee_min_minor), amount_minor)


def set_terms(account_id: int, terms: Terms) -> Refusal | None:
    """Agree on how an account is remitted to. Refused: account_unknown, cycle, method_unknown, fee."""
    if not Account.objects.filter(pk=account_id, is_house=False).exists():
        return no("account_unknown", "account", message="There is no such customer.")
    try:
        rhythm(terms.cycle)
    except ValueError:
        return no("cycle", "cycle", message="There is no such cycle.")
    if terms.method not in CodTerms.Method.values:
        return no("method_unknown", "method", message="It is paid by bank or netted.")
    if not 0 <= terms.fee_bp <= 10_000 or not 0 <= terms.fee_min_minor <= 10**9:
        return no("fee", "fee", message="A fee is between 0 and 100 percent.")
    CodTerms.objects.update_or_create(
        account_id=account_id,
        defaults={
            "cycle": terms.cycle, "method": terms.method, "fee_bp": terms.fee_bp, "fee_min_minor": terms.fee_min_minor,
        },
    )  # fmt: skip
    return None


def no(code: str, field: str | None, message: str, **params: str) -> Refusal:
    """A refusal of cash on delivery."""
    return Refusal(code=code, field=field, message=message, params=params)

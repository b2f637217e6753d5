"""Fees a person charges or takes back, each with the reason they gave."""

from datetime import datetime
from typing import Literal

import msgspec
from django.db import connection

from galeon.billing.charges.explain import Said
from galeon.billing.charges.raising import NewFee, Raised, raise_fees
from galeon.kernel.refusal import Refusal
from galeon.parties.reads import is_finance
from galeon.tariffs.checks.faults import CODE
from galeon.tariffs.words.fee_names import FEE_NAMES

BY_HAND, TAKEN_BACK = "by_hand", "taken_back"
AMOUNT_MAX = 10**12
REASON_MAX = 200
BY_EVENT_ONLY = frozenset({"freight", "tax", "duty", "import_vat"})
"""Fees that come from a scale, from tax rules or from customs, never from a person."""

NO_WAYBILL = Refusal(code="waybill_unknown", field="waybill_id", message="There is no such waybill.")
NO_CHARGE = Refusal(code="charge_unknown", field="charge_id", message="There is no such charge.")
NOT_FINANCE = Refusal(code="not_finance", field=None, message="Only our finance may charge by hand.")


class HandFee(msgspec.Struct, frozen=True, kw_only=True):
    """A fee a person charges for a waybill, in the account's currency, above zero.

    code: of the known fees. bearer house: the customer sees it and pays nothing. key: of the form it came by, so that the
    same one sent twice charges once.
    """

    account_id: int
    waybill_id: int
    code: str
    amount_minor: int
    reason: str
    key: str
    bearer: Literal["customer", "house"] = "customer"


class _Charge(msgspec.Struct, frozen=True):
    waybill_id: int
    code: str
    amount_minor: int
    borne_minor: int
    currency: str
    bearer: Literal["customer", "house"]
    version_id: int | None


def charge_by_hand(new: HandFee, *, by: int, at: datetime) -> Raised | Refusal:
    """Charge it, once for its key. Refused: not_finance, waybill_unknown, code, amount, reason, bearer."""
    reason = new.reason.strip()
    if refusal := _refused(by, reason):
        return refusal
    if not CODE.match(new.code) or new.code not in FEE_NAMES or new.code in BY_EVENT_ONLY:
        return Refusal(code="fee_unknown", field="code", message="Choose which fee it is.")
    if not 0 < new.amount_minor <= AMOUNT_MAX:
        return Refusal(code="amount", field="amount", message="The amount must be above zero.")
    if new.bearer not in ("customer", "house"):
        return Refusal(code="bearer_unknown", field="bearer", message="A fee is paid by the customer or by the house.")
    if not (currency := _currency(new.account_id, new.waybill_id)):
        return NO_WAYBILL
    is_ours = new.bearer == "house"
    fee = NewFee(
        account_id=new.account_id, waybill_id=new.waybill_id, code=new.code, amount_minor=0 if is_ours else new.amount_minor,
        currency=currency, charged_at=at, event=BY_HAND, source=f"{BY_HAND}:{new.waybill_id}:{new.key[:40]}",
        reason=Said(reason), bearer=new.bearer, borne_minor=new.amount_minor if is_ours else 0, event_id=by,
    )  # fmt: skip
    return raise_fees([fee])[0]


def take_back(account_id: int, charge_id: int, reason: str, *, by: int, at: datetime) -> Raised | Refusal:
    """Credit a charge that stands by a line of its own, once. Refused: not_finance, reason, charge_unknown, already a
    credit, tax (it follows the fees it is of)."""
    reason = reason.strip()
    if refusal := _refused(by, reason):
        return refusal
    charge = _charge(account_id, charge_id)
    if charge is None:
        return NO_CHARGE
    if charge.amount_minor + charge.borne_minor <= 0 or charge.code == "tax":
        return Refusal(
            code="not_to_take_back", field="charge_id", message="A credit or a tax cannot be taken back, only a fee."
        )
    fee = NewFee(
        account_id=account_id, waybill_id=charge.waybill_id, code=charge.code, amount_minor=-charge.amount_minor,
        currency=charge.currency, charged_at=at, event=TAKEN_BACK, source=f"{TAKEN_BACK}:{charge_id}", reason=Said(reason),
        version_id=charge.version_id, event_id=charge_id, bearer=charge.bearer, borne_minor=-charge.borne_minor,
    )  # fmt: skip
    return raise_fees([fee])[0]


def _refused(by: int, reason: str) -> Refusal | None:
    if not is_finance(by):
        return NOT_FINANCE
    if not reason or len(reason) > REASON_MAX or not reason.isprintable():
        return Refusal(
            code="reason", field="reason", message="Say why, in 1 to {max} characters.", params={"max": str(REASON_MAX)}
        )
    return None


def _currency(account_id: int, waybill_id: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT currency FROM waybill WHERE account_id = %s AND id = %s", [account_id, waybill_id])
        row = cursor.fetchone()
    return str(row[0]) if row else ""


def _charge(account_id: int, charge_id: int) -> _Charge | None:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT waybill_id, code, amount_minor, borne_minor, currency, bearer, version_id FROM charge
                WHERE account_id = %s AND id = %s""",
            [account_id, charge_id],
        )
        row = cursor.fetchone()
    return _Charge(*row) if row else None

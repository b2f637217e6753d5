"""What a supplier makes good of a claim we paid: asked for, then come or given up, each with its journal."""

from datetime import datetime

import msgspec
from django.db import connection, transaction

from galeon.billing.credit.rights import AMOUNT_MAX, not_finance
from galeon.billing.disputes.models import Case, Recovery
from galeon.kernel.refusal import Refusal
from galeon.ledger.acts import Entry, Line, post
from galeon.parties.acts import HOUSE_ID
from galeon.parties.reads import customer

NAME_MAX = 80
RECOVERABLE, COMPENSATION, BANK = "recoverable", "compensation", "bank"


class NewRecovery(msgspec.Struct, frozen=True, kw_only=True):
    """A supplier is asked to make good so much of a settled claim; reference: theirs."""

    account_id: int
    case_id: int
    supplier: str
    amount_minor: int
    reference: str = ""


def ask_supplier(new: NewRecovery, *, by: int, at: datetime) -> Refusal | None:
    """Book a claim against a supplier: it is recoverable, and no compensation of ours, until it is decided.

    Refused: not_finance, case_unknown, not_settled, supplier, amount, asked_already.
    """
    if refusal := not_finance(by) or _faulty(new):
        return refusal
    with transaction.atomic():
        case = Case.objects.select_for_update().filter(account_id=new.account_id, id=new.case_id, kind="claim").first()
        if case is None:
            return _no("case_unknown", "There is no such case.")
        if case.state != "settled" or new.amount_minor > case.credited_minor:
            return _no("not_settled", "At most what the customer was given can be asked of a supplier.", "amount")
        with connection.cursor() as cursor:
            cursor.execute(
                """INSERT INTO claim_recovery (account_id, case_id, supplier, reference, amount_minor, currency, asked_at, asked_by)
                   VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING""",
                [new.account_id, new.case_id, new.supplier.strip(), new.reference.strip(), new.amount_minor,
                 case.currency, at, by],
            )  # fmt: skip
            if not cursor.rowcount:
                return _no("asked_already", "A supplier was asked already.")
        _post(case, "asked", [(RECOVERABLE, new.amount_minor), (COMPENSATION, -new.amount_minor)], at)
    return None


def end_recovery(account_id: int, case_id: int, recovered_minor: int, *, by: int, at: datetime) -> Refusal | None:
    """Money came from the supplier (0: nothing): what did not come is our compensation after all.

    Refused: not_finance, case_unknown, decided_already, amount.
    """
    if refusal := not_finance(by):
        return refusal
    with transaction.atomic():
        found = Recovery.objects.select_for_update().filter(account_id=account_id, case_id=case_id).first()
        if found is None:
            return _no("case_unknown", "There is no such case.")
        if found.recovered_minor is not None:
            return _no("decided_already", "This was decided already.")
        if not 0 <= recovered_minor <= found.amount_minor:
            return _no("amount", "At most what was asked for can come.", "amount")
        Recovery.objects.filter(account_id=account_id, case_id=case_id).update(
            recovered_minor=recovered_minor, ended_by=by, ended_at=at
        )
        case = Case.objects.get(account_id=account_id, id=case_id)
        rest = found.amount_minor - recovered_minor
        moved = [(BANK, recovered_minor), (COMPENSATION, rest), (RECOVERABLE, -found.amount_minor)]
        _post(case, "ended", moved, at)
    return None


def _post(case: Case, what: str, moved: list[tuple[str, int]], at: datetime) -> None:
    mine = customer(case.account_id)
    lines = tuple(Line(HOUSE_ID, book, minor, case.currency) for book, minor in moved if minor)
    post(
        [
            Entry(source=f"recovery:{case.id}:{what}", kind="recovery", occurred_at=at, lines=lines, memo=case.number,
                  entity_id=mine.entity_id if mine else 1)
        ]
    )  # fmt: skip


def _faulty(new: NewRecovery) -> Refusal | None:
    if not new.supplier.strip() or len(new.supplier) > NAME_MAX or not new.supplier.isprintable():
        return _no("supplier", "Say which supplier.", "supplier")
    if len(new.reference) > NAME_MAX or not new.reference.isprintable():
        return _no("reference", "A reference has 1 to {max} characters.", "reference", max=str(NAME_MAX))
    if not 1 <= new.amount_minor <= AMOUNT_MAX:
        return _no("amount", "The amount must be above zero.", "amount")
    return None


def _no(code: str, message: str, field: str | None = None, **params: str) -> Refusal:
    return Refusal(code=code, field=field, message=message, params=params)

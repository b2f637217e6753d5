"""The only writers of cash on delivery: collect, collect_delivered, take_back, receive, propose, approve, pay, cancel."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from galeon.billing.company import cod_collecting, cod_remitting
from galeon.billing.company.cod_terms import Collected, NewCollection, NewReceipt, Terms, set_terms
from galeon.kernel.refusal import Refusal

__all__ = [
    "Collected", "NewCollection", "NewReceipt", "Terms", "approve", "cancel", "collect", "collect_delivered", "pay", "propose", "propose_due",
    "receive", "set_terms", "take_back",
]  # fmt: skip


class Paid(Struct, frozen=True):
    """A remittance that is paid. existing: it was before, in the same way."""

    account_id: int
    remittance_id: int
    existing: bool = False


def collect(collections: Sequence[NewCollection], by: int | None) -> list[Collected | Refusal]:
    """Write down cash that carriers collected, and owe it to the merchants; one answer each, in order.

    Twice is once, by source and by waybill: what was written down at delivery is known when the carrier's list names it.
    Refused: waybill_unknown, waybill_ambiguous, supplier_unknown, amount, currency_unknown, source, collected_later,
    cod_clash (the source, or the waybill, stands with another amount).
    """
    return cod_collecting.collect(collections, by)


def collect_delivered(at: datetime) -> int:
    """Write down the cash of every delivered waybill that asked for it and has none written down; how many that were."""
    return cod_collecting.collect_delivered(at)


def take_back(account_id: int, collection_id: int, *, by: int) -> Collected | Refusal:
    """Reverse a collection that was wrong. Refused: collection_unknown, cod_remitted (it is in a remittance)."""
    return cod_collecting.take_back(account_id, collection_id, by)


def receive(new: NewReceipt, by: int) -> int | Refusal:
    """Write down what a carrier paid over to us; its id. The same reference of a carrier counts once.

    Refused: supplier_unknown, amount, currency_unknown, reference, receipt_clash.
    """
    return cod_collecting.receive(new, by)


def propose(
    until: datetime, at: datetime, *, account_ids: Sequence[int] | None = None, by: int | None = None
) -> list[tuple[int, int]]:
    """Gather what was collected up to a moment into one remittance an account and currency; (account_id, id) of each.

    account_ids None: of everybody. A collection is in one remittance only; run twice it gathers nothing twice.
    """  # fmt: skip
    return cod_remitting.propose(until, at, account_ids, by)


def propose_due(at: datetime) -> list[tuple[int, int]]:
    """Gather for every account what was collected up to the end of its last whole cycle; as `propose`."""
    return cod_remitting.propose_due(at)


def approve(account_id: int, remittance_id: int, *, by: int, at: datetime) -> Refusal | None:
    """Say that a remittance is right. Refused: not_finance, remittance_unknown, remittance_state."""
    return cod_remitting.approve(account_id, remittance_id, by, at)


def pay(account_id: int, remittance_id: int, *, method: str, reference: str, by: int, at: datetime) -> Paid | Refusal:
    """Pay an approved remittance: by bank, or netted against what the account owes. By another person than approved it.

    Its fee goes onto the account's next statement. Refused: not_finance, same_person, remittance_unknown,
    remittance_state, method_unknown, reference, and whatever `record_payment` refuses when it is netted.
    """
    answer = cod_remitting.pay(account_id, remittance_id, method, reference, by, at)
    return answer if isinstance(answer, Refusal) else Paid(account_id, remittance_id, answer)


def cancel(account_id: int, remittance_id: int, *, by: int) -> Refusal | None:
    """Undo a remittance that is not paid: its collections wait for the next. Refused as `approve`."""
    return cod_remitting.cancel(account_id, remittance_id, by)

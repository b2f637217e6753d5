"""Paying over what was collected: gathered by cycle, approved by one person, paid by another."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction

from galeon.billing.acts import NewPayment
from galeon.billing.cash.payments import record
from galeon.billing.charges.explain import Remitted
from galeon.billing.charges.raising import NewFee, raise_fees
from galeon.billing.company.cod_collecting import take_turns
from galeon.billing.company.cod_terms import Terms, no
from galeon.billing.company.models_cod import CodRemittance, CodRemitted, CodTerms
from galeon.billing.credit.acts import review
from galeon.billing.statements.cycles import period, rhythm
from galeon.kernel.refusal import Refusal
from galeon.kernel.sql import load
from galeon.kernel.wording import local_day
from galeon.ledger.acts import Entry, Line, post
from galeon.parties.acts import HOUSE_ID
from galeon.parties.models import Account
from galeon.parties.reads import is_finance
from galeon.tariffs import fx

FEE = "cod_remittance"


def propose(until: datetime, at: datetime, account_ids: Sequence[int] | None, by: int | None) -> list[tuple[int, int]]:
    """See `cod.propose`."""
    with transaction.atomic():
        take_turns()
        with connection.cursor() as cursor:
            cursor.execute(
                load("billing.company", "cod_gather"),
                {"until": until, "accounts": None if account_ids is None else list(account_ids)},
            )
            found = cursor.fetchall()
        terms = terms_of([account_id for account_id, *_ in found])
        CodRemittance.objects.bulk_create(
            [
                CodRemittance(
                    account_id=account_id, id=id_, currency=currency, until=until, collections=len(collections), amount_minor=amount,
                    fee_minor=terms[account_id].fee_minor(amount), method=terms[account_id].method, proposed_at=at, proposed_by=by,
                )
                for account_id, id_, currency, amount, collections in found
            ]
        )  # fmt: skip
        CodRemitted.objects.bulk_create(
            [
                CodRemitted(account_id=account_id, collection_id=collection_id, remittance_id=id_)
                for account_id, id_, _currency, _amount, collections in found
                for collection_id in collections
            ]
        )
    return [(account_id, id_) for account_id, id_, *_ in found]


def propose_due(at: datetime) -> list[tuple[int, int]]:
    """Gather for every account what was collected up to the end of its last whole cycle."""
    with connection.cursor() as cursor:
        cursor.execute(load("billing.company", "cod_gather"), {"until": at, "accounts": None})
        waiting = sorted({int(row[0]) for row in cursor.fetchall()})
    terms = terms_of(waiting)
    ends: dict[datetime, list[int]] = {}
    for account in Account.objects.filter(pk__in=waiting):
        anchor = local_day(account.opened_at, account.timezone)
        now = period(rhythm(terms[account.pk].cycle), at, account.timezone, anchor)
        ends.setdefault(now.begins_at - timedelta(microseconds=1), []).append(account.pk)
    return [made for until, accounts in sorted(ends.items()) for made in propose(until, at, accounts, None)]


def terms_of(account_ids: Sequence[int]) -> dict[int, Terms]:
    """How each account is remitted to; where nothing was agreed, by its statement's cycle."""
    cycles = Account.objects.filter(pk__in=account_ids).values_list("pk", "cycle")
    found = {pk: Terms(cycle) for pk, cycle in cycles}
    for t in CodTerms.objects.filter(account_id__in=account_ids):
        found[t.account_id] = Terms(t.cycle, t.method, t.fee_bp, t.fee_min_minor)
    return found


def approve(account_id: int, remittance_id: int, by: int, at: datetime) -> Refusal | None:
    """See `cod.approve`."""
    with transaction.atomic():
        found = _found(account_id, remittance_id, by, ("proposed",))
        if isinstance(found, Refusal):
            return found
        CodRemittance.objects.filter(account_id=account_id, id=remittance_id).update(
            state="approved", approved_by=by, approved_at=at
        )
    return None


def cancel(account_id: int, remittance_id: int, by: int) -> Refusal | None:
    """See `cod.cancel`."""
    with transaction.atomic():
        found = _found(account_id, remittance_id, by, ("proposed", "approved"))
        if isinstance(found, Refusal):
            return found
        CodRemittance.objects.filter(account_id=account_id, id=remittance_id).update(state="cancelled")
        CodRemitted.objects.filter(account_id=account_id, remittance_id=remittance_id).delete()
    return None


def pay(account_id: int, remittance_id: int, method: str, reference: str, by: int, at: datetime) -> bool | Refusal:
    """True: it was paid before in the same way. Otherwise as `cod.pay`."""
    reference = reference.strip()
    if method not in CodTerms.Method.values:
        return no("method_unknown", "method", message="It is paid by bank or netted.")
    if not 1 <= len(reference) <= 80 or not reference.isprintable():
        return no("reference", "reference", message="A reference has 1 to {max} characters.", max="80")
    with transaction.atomic():
        found = _found(account_id, remittance_id, by, ("approved", "paid"))
        if isinstance(found, Refusal):
            return found
        if found.state == CodRemittance.State.PAID:
            same = (found.method, found.reference) == (method, reference)
            return same or no("remittance_state", "state", message="This remittance has gone on already.")
        if found.approved_by == by:
            return no("same_person", "by", message="Somebody else must pay what you approved.")
        refusal = _money(found, method, reference, by, at)
        if refusal:
            transaction.set_rollback(True)
            return refusal
        CodRemittance.objects.filter(account_id=account_id, id=remittance_id).update(
            state="paid", paid_by=by, paid_at=at, method=method, reference=reference
        )
    return False


def _money(found: CodRemittance, method: str, reference: str, by: int, at: datetime) -> Refusal | None:
    """The money leaves the bank, or pays what the account owes; and the fee is charged."""
    account = Account.objects.get(pk=found.account_id)
    if method == CodTerms.Method.NETTING:
        paid = record(_payment(found, account, at), "cod", by)
        if isinstance(paid, Refusal):
            return paid
    else:
        lines = (
            Line(HOUSE_ID, "cod_payable", found.amount_minor, found.currency),
            Line(HOUSE_ID, "bank", -found.amount_minor, found.currency),
        )
        source = f"cod:remitted:{found.id}"
        post(
            [
                Entry(
                    source=source,
                    kind="cod",
                    occurred_at=at,
                    lines=lines,
                    memo=reference,
                    entity_id=account.entity_id or 1,
                )
            ]
        )
    return _fee(found, account, at)


def _payment(found: CodRemittance, account: Account, at: datetime) -> NewPayment:
    """What was collected counts as paid by the account; in another currency by the day's rate."""
    same = found.currency == account.currency
    return NewPayment(
        account_id=found.account_id, amount_minor=found.amount_minor if same else 0, currency=account.currency,
        method="netting", reference=f"COD {found.id}", received_at=at, paid_minor=0 if same else found.amount_minor,
        paid_currency="" if same else found.currency,
    )  # fmt: skip


def _fee(found: CodRemittance, account: Account, at: datetime) -> Refusal | None:
    if not found.fee_minor:
        return None
    amount = fx.rates().converted(found.fee_minor, found.currency, account.currency, local_day(at, account.timezone))
    if amount is None:
        return no(
            "rate_missing", "currency", message="There is no exchange rate from {base} to {quote}.",
            base=found.currency, quote=account.currency,
        )  # fmt: skip
    raise_fees(
        [
            NewFee(
                account_id=found.account_id, waybill_id=0, code=FEE, amount_minor=amount, currency=account.currency, charged_at=at,
                event=FEE, source=f"cod:fee:{found.id}", reason=Remitted(found.currency, found.amount_minor), event_id=found.id,
            )
        ]
    )  # fmt: skip
    review([found.account_id], at)
    return None


def _found(account_id: int, remittance_id: int, by: int, states: Sequence[str]) -> CodRemittance | Refusal:
    """The remittance, locked, when it is in one of these states and `by` is of our finance."""
    if not is_finance(by):
        return no("not_finance", None, message="Only our finance may do this.")
    take_turns()
    found = CodRemittance.objects.filter(account_id=account_id, id=remittance_id).first()
    if found is None:
        return no("remittance_unknown", "remittance", message="There is no such remittance.")
    if found.state not in states:
        return no("remittance_state", "state", message="This remittance has gone on already.")
    return found

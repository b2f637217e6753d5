"""What was open in another system comes into the book: see `acts.bring_in`."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.db import transaction
from msgspec import Struct

from galeon.billing.cash.payments import NewPayment, Paid, pay_out, record
from galeon.billing.company.moving import Brought, Fault, read
from galeon.kernel.refusal import Refusal
from galeon.ledger.acts import Clash, Entry, Line, post
from galeon.parties.acts import HOUSE_ID
from galeon.parties.models import Account, LegalEntity


class Moved(Struct, frozen=True):
    """What came in now; repeats: rows that were there already, with the same contents."""

    rows: int
    repeats: int


def bring(rows: Sequence[Sequence[str]], as_of: date, by: int | None, at: datetime) -> Moved | list[Fault]:
    """See `acts.bring_in`."""
    found, faults = read(rows)
    accounts = {a.code: a for a in Account.objects.filter(code__in={x.account for x in found}, is_house=False)}
    entities = {e.code: e for e in LegalEntity.objects.all()}
    faults += [fault for x in found for fault in _strangers(x, accounts, entities)]
    if faults:
        return sorted(faults, key=lambda fault: (fault.row, fault.column))
    with transaction.atomic():
        told = [_one(x, accounts[x.account], as_of, by, at) for x in found if x.account]
        told += _balances([x for x in found if x.book], entities, as_of)
        wrong = [fault for fault in told if isinstance(fault, Fault)]
        if wrong:
            transaction.set_rollback(True)
            return wrong
    repeats = sum(is_repeat is True for is_repeat in told)
    return Moved(len(found) - repeats, repeats)


def _strangers(x: Brought, accounts: dict[str, Account], entities: dict[str, LegalEntity]) -> Iterator[Fault]:
    if x.account and x.account not in accounts:
        refusal = Refusal(
            code="account_unknown", field=None, message="There is no customer {name}.", params={"name": x.account[:24]}
        )
        yield Fault(x.row, "account", refusal)
    if x.book and x.entity and x.entity not in entities:
        refusal = Refusal(code="entity_unknown", field=None, message="There is no such company of ours.")
        yield Fault(x.row, "entity", refusal)


def _one(x: Brought, account: Account, as_of: date, by: int | None, at: datetime) -> bool | Fault:
    """A customer's debt is a payment below zero, so that no invoice tells it a second time; a credit is one above zero."""
    moment = datetime.combine(as_of, time(), ZoneInfo(account.timezone)).astimezone(UTC)
    new = NewPayment(
        account_id=account.pk, amount_minor=-x.amount_minor, currency=x.currency, method="opening", reference=x.document,
        received_at=max(moment, account.opened_at), due_on=x.due_on if x.amount_minor > 0 else None,
    )  # fmt: skip
    answer = pay_out(new, "payment", by, at) if x.amount_minor > 0 else record(new, "payment", by, at)
    return answer.existing if isinstance(answer, Paid) else Fault(x.row, _COLUMNS.get(answer.field or "", ""), answer)


_COLUMNS = {"reference": "document", "amount": "amount", "currency": "currency", "account": "account"}


def _balances(found: Iterable[Brought], entities: dict[str, LegalEntity], as_of: date) -> list[bool | Fault]:
    """Balances of accounts of the book, against `opening`, on the day in their company's zone."""
    told: list[bool | Fault] = []
    first = min(entities.values(), key=lambda entity: entity.pk)
    rows = list(found)
    entries = [_entry(x, entities.get(x.entity, first), as_of) for x in rows]
    try:
        with transaction.atomic():
            told += [outcome == "repeat" for outcome in post(entries)]
    except Clash as clash:
        sources = str(clash)
        told += [
            Fault(x.row, "document", Refusal(
                code="document_clash", field=None, message="Document {name} was brought before with other contents.",
                params={"name": x.document}))
            for x, entry in zip(rows, entries, strict=True) if entry.source in sources
        ]  # fmt: skip
    return told


def _entry(x: Brought, entity: LegalEntity, as_of: date) -> Entry:
    at = datetime.combine(as_of, time(), ZoneInfo(entity.timezone)).astimezone(UTC)
    lines = (
        Line(HOUSE_ID, x.book, x.amount_minor, x.currency),
        Line(HOUSE_ID, "opening", -x.amount_minor, x.currency),
    )
    return Entry(
        source=f"opening:{entity.pk}:{x.book}:{x.document}", kind="opening", occurred_at=at, lines=lines,
        memo=x.document, entity_id=entity.pk,
    )  # fmt: skip

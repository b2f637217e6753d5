"""The company's own acts: move_account (whose books a customer is in), bring_in (what another system had open)."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import connection, transaction

from galeon.billing.company import bringing
from galeon.billing.company.bringing import Moved
from galeon.billing.company.moving import Fault
from galeon.kernel.refusal import Refusal
from galeon.ledger.acts import Entry, Line, post
from galeon.parties.acts import HOUSE_ID
from galeon.parties.models import Account, LegalEntity


def move_account(account_id: int, entity_id: int, at: datetime) -> int | Refusal:
    """Have a customer invoiced by another company of ours from the next statement on; how many balances went along.

    What the customer owes, and what is charged and not invoiced yet, passes from the books of the one to those of the
    other, against `between_entities`; what was earned stays where it was earned. Refused: account_unknown,
    entity_unknown, entity_closed. The same company again changes nothing.
    """
    with transaction.atomic():
        # nobody charges, pays or closes the account meanwhile: they all share it
        account = Account.objects.select_for_update(no_key=True).filter(pk=account_id, is_house=False).first()
        entity = LegalEntity.objects.filter(pk=entity_id).first()
        if account is None:
            return Refusal(code="account_unknown", field="account", message="There is no such customer.")
        if entity is None:
            return Refusal(code="entity_unknown", field="entity", message="There is no such company of ours.")
        if account.entity_id == entity_id:
            return 0
        if not entity.is_active:
            return Refusal(code="entity_closed", field="entity", message="This company of ours invoices no more.")
        leaving = account.entity_id or 1
        stands = _stands(account_id, leaving)
        if stands:
            move = f"{account_id}:{leaving}-{entity_id}:{at.isoformat()}"
            post([
                _entry(f"move-out:{move}", account_id, leaving, [(b, c, -m) for b, c, m in stands], at),
                _entry(f"move-in:{move}", account_id, entity_id, stands, at),
            ])  # fmt: skip
        Account.objects.filter(pk=account_id).update(entity_id=entity_id)
    return len(stands)


def bring_in(rows: Sequence[Sequence[str]], as_of: date, by: int | None, at: datetime) -> Moved | list[Fault]:
    """Bring what another system had open at the beginning of a day: a sheet with its head, every cell as text.

    A customer's open invoices and prepaid money, one row a document, paid and dunned from here as if they were ours; and
    the balances of accounts of the book (bank, payable, ...), all against `opening`. All rows or none: every fault is told
    with its row. The same document again changes nothing; with other contents it is a fault.
    """
    return bringing.bring(rows, as_of, by, at)


def _stands(account_id: int, entity_id: int) -> list[tuple[str, str, int]]:
    """(book, currency, amount) of the customer's in an entity's books."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT p.book, p.currency, sum(p.amount_minor)::bigint
                 FROM posting p JOIN journal j ON j.id = p.journal_id JOIN book_account k ON k.code = p.book
                WHERE p.account_id = %s AND j.entity_id = %s AND k.is_customer
                GROUP BY 1, 2 HAVING sum(p.amount_minor) <> 0 ORDER BY 1, 2""",
            [account_id, entity_id],
        )
        return list(cursor.fetchall())


def _entry(source: str, account_id: int, entity_id: int, sums: list[tuple[str, str, int]], at: datetime) -> Entry:
    lines = [
        line
        for book, currency, minor in sums
        for line in (Line(account_id, book, minor, currency), Line(HOUSE_ID, "between_entities", -minor, currency))
    ]
    return Entry(source=source, kind="move", occurred_at=at, lines=tuple(lines), entity_id=entity_id)

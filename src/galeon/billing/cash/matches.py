"""A bank line taken as payments, said to be nobody's, or taken back: each once, whoever clicks how often."""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import count

import msgspec
from django.db import connection, transaction
from django.db.models import Case, Value, When

from galeon.billing.cash.allocating import Key
from galeon.billing.cash.days import received_at
from galeon.billing.cash.models import BankAccount, BankLine, BankMatch
from galeon.billing.cash.payments import NewPayment, Paid, record, reversed_payment
from galeon.billing.cash.suggestions import lines, suggestions
from galeon.billing.models import Payment
from galeon.kernel.refusal import Refusal
from galeon.kernel.wording import local_day
from galeon.parties.models import Account
from galeon.parties.reads import is_finance

SURE_MAX, LOOKED_AT = 300, 5_000


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """What of a line an account paid. share_minor: in the line's currency.

    amount_minor: what it counts for where the account is kept in another currency, 0 = by the rate of the day. onto:
    the debts it pays first.
    """

    account_id: int
    share_minor: int
    amount_minor: int = 0
    onto: tuple[Key, ...] = ()


class Pick(msgspec.Struct, frozen=True, kw_only=True):
    """A line and whose payments it is; the shares add up to it."""

    line_id: int
    parts: tuple[Part, ...]


class Matched(msgspec.Struct, frozen=True):
    """A line that is matched; existing: it was before, to the same accounts."""

    line_id: int
    payment_ids: tuple[int, ...]
    existing: bool = False


def accept(picks: Sequence[Pick], *, by: int | None, at: datetime | None = None) -> list[Matched | Refusal]:
    """Take lines as payments, each whole or not at all; an answer for each.

    Refused: not_finance, line_unknown, line_taken, line_out (money that left), line_currency, line_double, shares,
    entity_differs, and whatever `record_payment` refuses.
    """
    now = at or datetime.now(UTC)
    if refusal := _not_finance(by):
        return [refusal for _ in picks]
    return [_accepted(pick, by, now) for pick in picks]


def accept_sure(bank_account_id: int, *, by: int | None, at: datetime | None = None) -> list[Matched | Refusal]:
    """Take every line that is sure, up to 300 of the newest; two lines that would pay the same debt are left for a person."""
    found = [line for line in lines(bank_account_id, "open", limit=LOOKED_AT) if not line.is_double]
    spent: set[tuple[int, Key]] = set()
    picks: list[Pick] = []
    for line_id, likely in suggestions(found).items():
        best = likely[0] if likely else None
        if best is None or not best.is_sure:
            continue
        targets = {(best.account_id, key) for key in best.targets}
        if targets & spent:
            continue
        spent |= targets
        picks.append(
            Pick(
                line_id=line_id,
                parts=(Part(account_id=best.account_id, share_minor=best.amount_minor, onto=best.targets),),
            )
        )
    return accept(picks[:SURE_MAX], by=by, at=at)


def ignore(line_ids: Sequence[int], note: str, *, by: int | None) -> int | Refusal:
    """Say that these lines are no customer's, or doubles; how many waited. Nothing is posted: `booking.book` does that."""
    return _moved(line_ids, ("open", "out"), "ignored", note, by)


def reopen(line_ids: Sequence[int], *, by: int | None) -> int | Refusal:
    """Put lines that were said to be no customer's back where they were: among the open ones, or those that left."""
    back = Case(When(amount_minor__lt=0, then=Value("out")), default=Value("open"))
    return _moved(line_ids, ("ignored",), back, "", by)


def call_distinct(line_ids: Sequence[int], *, by: int | None) -> int | Refusal:
    """Say that these lines are no doubles but payments of their own; how many were taken for doubles."""
    return _not_finance(by) or BankLine.objects.filter(
        pk__in=list(line_ids), is_distinct=False, twin_id__isnull=False
    ).update(is_distinct=True)


def undo(line_ids: Sequence[int], *, by: int | None, at: datetime | None = None) -> int | Refusal:
    """Take matches back: each payment they made by one below zero; the lines are open again. How many lines."""
    if refusal := _not_finance(by):
        return refusal
    now, done = at or datetime.now(UTC), 0
    for line_id in sorted(set(line_ids)):
        with transaction.atomic():
            done += _undone(line_id, by, now)
    return done


def _accepted(pick: Pick, by: int | None, at: datetime) -> Matched | Refusal:
    with transaction.atomic():
        line = BankLine.objects.select_for_update().filter(pk=pick.line_id).first()
        if line is None:
            return _no("line_unknown", "line", "There is no such line.")
        if line.state == "matched":
            return _standing(line.id, pick) or _no(
                "line_taken", "line", "This line is matched already: take that back first."
            )
        if line.state == "booked":
            return _no("line_taken", "line", "This line is in the books already: take that back first.")
        bank = BankAccount.objects.select_related("entity").get(pk=line.bank_account_id)
        accounts = {a.pk: a for a in Account.objects.filter(pk__in=[p.account_id for p in pick.parts], is_house=False)}
        refusal = _refused(line, pick, bank, accounts)
        if refusal:
            return refusal
        paid: list[int] = []
        for part in sorted(pick.parts, key=lambda part: part.account_id):
            answer = _paid(line, part, accounts[part.account_id], bank, by, at)
            if isinstance(answer, Refusal):
                transaction.set_rollback(True)
                return answer
            paid.append(answer)
        BankLine.objects.filter(pk=line.id).update(state="matched")
    return Matched(line.id, tuple(paid))


def _refused(line: BankLine, pick: Pick, bank: BankAccount, accounts: dict[int, Account]) -> Refusal | None:
    if line.state == "out" or line.amount_minor <= 0:
        return _no("line_out", "line", "This is money that left: it is no customer's payment.")
    if line.state != "open":
        return _no("line_taken", "line", "This line was said to be no customer's: put it back first.")
    if line.fault:
        return _no(
            "line_currency", "line", "This line is in {currency} and our account in {other}: nothing can be posted of it.",
            currency=line.currency, other=bank.currency,
        )  # fmt: skip
    if line.twin_id is not None and not line.is_distinct:
        return _no(
            "line_double", "line", "This line may be a double of another: say first that it is a payment of its own."
        )
    shares = [part.share_minor for part in pick.parts]
    if not shares or min(shares) <= 0 or sum(shares) != line.amount_minor or len(accounts) != len(pick.parts):
        return _no(
            "shares", "parts", "The shares must add up to {line_amount}, each of another customer.",
            line_amount=f"{line.amount_minor} {line.currency}",
        )  # fmt: skip
    stranger = next((a for a in accounts.values() if a.entity_id != bank.entity_id), None)
    if stranger is not None:
        return _no(
            "entity_differs", "account", "{account} is a customer of another company of ours than this bank account.",
            account=stranger.name,
        )  # fmt: skip
    return None


def _paid(
    line: BankLine, part: Part, account: Account, bank: BankAccount, by: int | None, at: datetime
) -> int | Refusal:
    """Record a part's payment (or find the one a person had recorded under the bank's reference); its id."""
    base = line.reference or f"{bank.number[-8:]} {line.fingerprint[:12]}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('billing.match'), hashtext(%s))", [str(account.pk)])
    reference = _free_reference(account.pk, base)
    is_foreign = account.currency != line.currency
    kind, moment = _as_recorded(line, account, bank, reference)
    new = NewPayment(
        account_id=account.pk, amount_minor=part.amount_minor if is_foreign else part.share_minor, currency=account.currency,
        method="bank", reference=reference, received_at=moment, paid_minor=part.share_minor if is_foreign else 0,
        paid_currency=line.currency if is_foreign else "", book=bank.book_id, onto=part.onto,
    )  # fmt: skip
    answer = record(new, kind, by, at)
    if not isinstance(answer, Paid):
        return answer
    _insert(account.pk, line.id, answer.payment_id, base, part.share_minor, not answer.existing, None, by, at)
    return answer.payment_id


def _as_recorded(line: BankLine, account: Account, bank: BankAccount, reference: str) -> tuple[str, datetime]:
    """Kind and moment of a line's payment: as a person wrote it down, where it was the same day for the account."""
    usual = "top_up" if account.terms == Account.Terms.PREPAID else "payment"
    begins = received_at(line.booked_on, account.timezone, bank.entity.timezone)
    by_hand = Payment.objects.filter(account_id=account.pk, reference=reference).first()
    if by_hand is None:
        return usual, begins
    is_same = local_day(by_hand.received_at, account.timezone) == line.booked_on
    return by_hand.kind, by_hand.received_at if is_same else begins


def _free_reference(account_id: int, base: str) -> str:
    """The bank's reference, made distinct where another line has taken it: a payment is one line's, whoever wrote it down.

    A payment made of a line keeps its reference though it was taken back; one that a person wrote down is free again.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT p.reference FROM payment p
                WHERE p.account_id = %s AND (p.reference = %s OR starts_with(p.reference, %s))
                  AND EXISTS (SELECT FROM bank_match m WHERE m.account_id = p.account_id AND m.payment_id = p.id
                    AND m.undoes_id IS NULL AND (m.is_made OR NOT EXISTS (
                      SELECT FROM bank_match u WHERE u.account_id = m.account_id AND u.undoes_id = m.id)))""",
            [account_id, base, f"{base[:72]} #"],
        )
        taken = {row[0] for row in cursor.fetchall()}
    names = (f"{base[:72]} #{n}" if n > 1 else base for n in count(1))
    return next(name for name in names if name not in taken)


def _undone(line_id: int, by: int | None, at: datetime) -> int:
    if BankLine.objects.select_for_update().filter(pk=line_id, state="matched").first() is None:
        return 0
    for match in _standing_matches(line_id):
        payment_id = match.payment_id
        if match.is_made:
            answer = reversed_payment(Payment.objects.get(account_id=match.account_id, id=match.payment_id), by, at)
            if isinstance(answer, Refusal):
                raise RuntimeError(f"a payment could not be taken back: {answer.code}")
            payment_id = answer.payment_id
        _insert(
            match.account_id, line_id, payment_id, match.reference, -match.share_minor, match.is_made, match.id, by, at
        )
    BankLine.objects.filter(pk=line_id).update(state="open")
    return 1


def _standing_matches(line_id: int) -> list[BankMatch]:
    found = list(BankMatch.objects.filter(line_id=line_id).order_by("account_id", "id"))
    undone = {(match.account_id, match.undoes_id) for match in found}
    return [match for match in found if match.undoes_id is None and (match.account_id, match.id) not in undone]


def _standing(line_id: int, pick: Pick) -> Matched | None:
    """The same match made before."""
    matches = _standing_matches(line_id)
    if {(m.account_id, m.share_minor) for m in matches} != {(p.account_id, p.share_minor) for p in pick.parts}:
        return None
    return Matched(line_id, tuple(match.payment_id for match in matches), existing=True)


def _insert(
    account_id: int, line_id: int, payment_id: int, reference: str, share: int, is_made: bool, undoes: int | None,
    by: int | None, at: datetime,
) -> None:  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO bank_match (account_id, id, line_id, payment_id, reference, share_minor, is_made, undoes_id,
                 matched_at, matched_by) VALUES (%s, galeon_id(), %s, %s, %s, %s, %s, %s, %s, %s)""",
            [account_id, line_id, payment_id, reference, share, is_made, undoes, at, by],
        )


def _moved(line_ids: Sequence[int], was: Sequence[str], now: str | Case, note: str, by: int | None) -> int | Refusal:
    if refusal := _not_finance(by):
        return refusal
    shown = " ".join("".join(mark if mark.isprintable() else " " for mark in note).split())[:200]
    return BankLine.objects.filter(pk__in=list(line_ids), state__in=was).update(state=now, note=shown)


def _not_finance(by: int | None) -> Refusal | None:
    if by is None or is_finance(by):
        return None
    return _no("not_finance", None, "Only our finance may record payments.")


def _no(code: str, field: str | None, message: str, **params: str) -> Refusal:
    return Refusal(code=code, field=field, message=message, params=params)

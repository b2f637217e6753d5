"""Cases decided by our finance: refused with a reason, or credited; above what one person may give, by two."""

from collections.abc import Mapping
from datetime import datetime

import msgspec
from django.db import connection, transaction

from galeon.billing.credit.acts import end_aside, review
from galeon.billing.credit.rights import AMOUNT_MAX, bad_text, not_finance
from galeon.billing.disputes.claiming import goods_above
from galeon.billing.disputes.models import Case, CaseLine, Proposal
from galeon.billing.disputes.settling import Settled, Settlement, lock_lines, settle, too_much
from galeon.billing.disputes.terms import rules_of
from galeon.kernel.refusal import Refusal

OUTCOME_MAX = 2_000


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What is given: of charges so much back (charge id -> minor units before tax), and for goods."""

    credits: Mapping[int, int]
    text: str
    goods_minor: int = 0

    @property
    def total_minor(self) -> int:
        """All of it, before tax."""
        return sum(self.credits.values()) + self.goods_minor


class Waits(msgspec.Struct, frozen=True):
    """It is more than one person may give: another of finance has to approve the proposal."""

    proposal_id: int


def take(account_id: int, case_id: int, owner_id: int, *, by: int) -> Refusal | None:
    """Make a person of finance the owner of an open case. Refused: not_finance (either of them), decided_already."""
    if refusal := not_finance(by) or not_finance(owner_id):
        return refusal
    changed = Case.objects.filter(account_id=account_id, id=case_id, state="open").update(owner_id=owner_id)
    return None if changed else _no("decided_already", "This was decided already.")


def refuse(account_id: int, case_id: int, text: str, *, by: int, at: datetime) -> Refusal | None:
    """Refuse a case: what was disputed is owed as before. Refused: not_finance, text_missing, text, case_unknown, decided_already."""
    if refusal := not_finance(by) or bad_text(text, "text", longest=OUTCOME_MAX):
        return refusal
    with transaction.atomic():
        case = _open(account_id, case_id)
        if isinstance(case, Refusal):
            return case
        Proposal.objects.filter(account_id=account_id, case_id=case_id, state="proposed").update(state="returned")
        _end(case, "refused", text, by, at)
    return None


def credit(account_id: int, case_id: int, verdict: Verdict, *, by: int, at: datetime) -> Settled | Waits | Refusal:
    """Give what the verdict says, in one commit; above the company's bound it waits for another person.

    Refused: not_finance, text_missing, text, case_unknown, decided_already, amount, charge_unknown, and what
    `issue_credit_note` refuses.
    """
    if refusal := not_finance(by) or bad_text(verdict.text, "text", longest=OUTCOME_MAX):
        return refusal
    with transaction.atomic():
        case = _open(account_id, case_id)
        if isinstance(case, Refusal):
            return case
        if refusal := _faulty(case, verdict):
            return refusal
        if verdict.total_minor > rules_of(account_id).alone_minor:
            return Waits(_propose(case, verdict, by, at))
        return _give(case, verdict, by, at)


def approve(account_id: int, case_id: int, *, by: int, at: datetime) -> Settled | Refusal:
    """Approve what another person proposed, and give it. Refused: not_finance, case_unknown, decided_already,
    nothing_proposed, same_person, and as `credit`."""
    if refusal := not_finance(by):
        return refusal
    with transaction.atomic():
        case = _open(account_id, case_id)
        if isinstance(case, Refusal):
            return case
        found = Proposal.objects.filter(account_id=account_id, case_id=case_id, state="proposed").first()
        if found is None:
            return _no("nothing_proposed", "Nothing is proposed.")
        if found.proposed_by == by:
            return _no("same_person", "Another person has to decide this: you asked for it.")
        verdict = Verdict(credits=dict(found.credits), text=found.text, goods_minor=found.goods_minor)
        given = _give(case, verdict, by, at)
        if isinstance(given, Settled):
            Proposal.objects.filter(account_id=account_id, id=found.id).update(
                state="approved", decided_by=by, decided_at=at
            )
    return given


def send_back(account_id: int, case_id: int, note: str, *, by: int, at: datetime) -> Refusal | None:
    """Do not approve what is proposed, and say why; the case stays open. Refused: not_finance, text_missing, text,
    nothing_proposed, same_person."""
    if refusal := not_finance(by) or bad_text(note, "note"):
        return refusal
    found = Proposal.objects.filter(account_id=account_id, case_id=case_id, state="proposed")
    if found.filter(proposed_by=by).exists():
        return _no("same_person", "Another person has to decide this: you asked for it.")
    changed = found.update(state="returned", decided_by=by, decided_at=at, note=note.strip())
    return None if changed else _no("nothing_proposed", "Nothing is proposed.")


def _open(account_id: int, case_id: int) -> Case | Refusal:
    """An open case, locked until the commit."""
    case = Case.objects.select_for_update().filter(account_id=account_id, id=case_id).first()
    if case is None:
        return _no("case_unknown", "There is no such case.")
    return case if case.state == "open" else _no("decided_already", "This was decided already.")


def _faulty(case: Case, verdict: Verdict) -> Refusal | None:
    if verdict.goods_minor < 0 or (verdict.goods_minor and case.kind != "claim") or verdict.goods_minor > AMOUNT_MAX:
        return _no("amount", "An amount is zero or more.", "goods")
    if any(minor < 0 for minor in verdict.credits.values()):
        return _no("amount", "An amount is zero or more.", "credits")
    if not verdict.total_minor:
        return _no("amount", "Nothing is given: refuse it instead.", "credits")
    return too_much(case, verdict.credits) or goods_above(case, verdict.goods_minor)


def _propose(case: Case, verdict: Verdict, by: int, at: datetime) -> int:
    """The newest proposal replaces one that waits."""
    Proposal.objects.filter(account_id=case.account_id, case_id=case.id, state="proposed").update(state="returned")
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO dispute_proposal (account_id, id, case_id, credits, goods_minor, text, state, proposed_at,
                 proposed_by, note) VALUES (%s, galeon_id(), %s, %s::jsonb, %s, %s, 'proposed', %s, %s, '') RETURNING id""",
            [
                case.account_id, case.id, msgspec.json.encode(sorted(verdict.credits.items())).decode(),
                verdict.goods_minor, verdict.text.strip(), at, by,
            ],
        )  # fmt: skip
        return int(cursor.fetchone()[0])


def _give(case: Case, verdict: Verdict, by: int, at: datetime) -> Settled | Refusal:
    lock_lines(case)  # another case may have given of the same lines since it was proposed
    if refusal := _faulty(case, verdict):
        return refusal
    given = settle(
        case, Settlement(credits=verdict.credits, goods_minor=verdict.goods_minor, text=verdict.text), by, at
    )
    if isinstance(given, Settled):
        _end(case, "settled", verdict.text, by, at, given)
    return given


def _end(case: Case, state: str, text: str, by: int, at: datetime, given: Settled | None = None) -> None:
    Case.objects.filter(account_id=case.account_id, id=case.id).update(
        state=state, outcome=text.strip(), decided_by=by, decided_at=at, owner_id=case.owner_id or by,
        credited_minor=given.credited_minor if given else 0, document_ids=given.document_ids if given else [],
    )  # fmt: skip
    CaseLine.objects.filter(account_id=case.account_id, case_id=case.id).update(is_live=False)
    end_aside(case.account_id, f"dispute:{case.id}", at)
    review([case.account_id], at)


def _no(code: str, message: str, field: str | None = None, **params: str) -> Refusal:
    return Refusal(code=code, field=field, message=message, params=params)

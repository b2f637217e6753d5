"""A customer answers a closed statement line by line; what is disputed waits, and is credited or stands."""

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from django.db import DatabaseError, connection, transaction

from galeon.billing.credit.acts import review_all
from galeon.billing.credit.tests.money import closed_november, stopped_for
from galeon.billing.credit.tests.test_limits import staff
from galeon.billing.credit.tests.test_top_ups import picture
from galeon.billing.disputes import acts
from galeon.billing.disputes.acts import File, NewDispute, Opened, Settled, Verdict, Waits
from galeon.billing.disputes.models import Answered, Case, CaseLine, Confirmed, Message, Terms
from galeon.billing.invoices.models import Invoice
from galeon.billing.models import Charge, Statement
from galeon.billing.tests.books import MONTH_END, assert_books_agree, money, sql
from galeon.kernel.refusal import Refusal
from galeon.kernel.tenancy import customer
from galeon.ops.tests.company import Company

NEXT_WEEK = MONTH_END + timedelta(days=7)
LATE = datetime(2026, 12, 20, 4, 0, tzinfo=UTC)


@pytest.fixture
def statement(company: Company) -> Statement:
    """A November of two parcels, 278.84 each: freight 229.50 and fuel 49.34."""
    return closed_november(company.merchant, parcels=2)


@pytest.fixture
def ana(company: Company) -> int:
    return staff("ana", "owner", company.merchant.account_id)


def charges(statement: Statement) -> list[Charge]:
    found = Charge.objects.filter(account_id=statement.account_id, statement_id=statement.id)
    return list(found.order_by("waybill_id", "id"))


def dispute(statement: Statement, by: int, *picked: Charge, **changes: object) -> Opened | Refusal:
    new = NewDispute(
        account_id=statement.account_id, statement_id=statement.id, charge_ids=tuple(c.id for c in picked),
        reason="weight", text="We weighed it ourselves: 0.9 kg", files=(File("scale.png", picture()),),
    )  # fmt: skip
    with customer(statement.account_id):
        return acts.open_dispute(msgspec.structs.replace(new, **changes), by=by, at=NEXT_WEEK)


def opened(answer: object) -> Opened:
    assert isinstance(answer, Opened), answer
    return answer


def code(answer: object) -> str:
    assert isinstance(answer, Refusal), answer
    return answer.code


def case_of(found: Opened) -> Case:
    return Case.objects.get(id=found.case_id)


def test_a_disputed_line_is_not_overdue_until_it_is_decided(company: Company, statement: Statement, ana: int) -> None:
    everything = [c for c in charges(statement) if c.amount_minor > 0]
    found = opened(dispute(statement, ana, *everything))
    case = case_of(found)
    assert (case.asked_minor, case.due_on, case.state) == (2 * 27_884, date(2026, 12, 15), "open")
    review_all(LATE)
    assert stopped_for(company.merchant) == []
    assert acts.refuse(case.account_id, case.id, "The scale was tested that day", by=staff("mei"), at=LATE) is None
    assert stopped_for(company.merchant) == ["A statement is overdue"]
    assert case_of(found).outcome == "The scale was tested that day"
    assert Charge.objects.filter(account_id=case.account_id).count() == len(everything)


def test_a_disputed_line_is_credited_with_a_credit_note_in_the_open_statement(
    company: Company, statement: Statement, ana: int
) -> None:
    freight = next(c for c in charges(statement) if c.code == "freight")
    case = case_of(opened(dispute(statement, ana, freight)))
    given = acts.credit(
        case.account_id,
        case.id,
        Verdict(credits={freight.id: 3_150}, text="One step less"),
        by=staff("mei"),
        at=NEXT_WEEK,
    )
    assert isinstance(given, Settled), given
    assert given.credited_minor == 3_150
    note = Invoice.objects.get(account_id=case.account_id, kind="credit")
    assert (note.id, note.number, note.gross_minor) == (given.document_ids[0], given.number, -3_150)
    (credit,) = Charge.objects.filter(account_id=case.account_id, event="dispute")
    assert (credit.code, credit.amount_minor, credit.waybill_id) == ("freight", -3_150, freight.waybill_id)
    assert (credit.document_id, credit.source) == (
        note.id,
        f"dispute:{case.id}:{freight.waybill_id}:{note.corrects_id}",
    )
    assert credit.statement_id != statement.id
    assert Statement.objects.get(account_id=case.account_id, id=credit.statement_id).state == "open"
    done = case_of(Opened(case.id, case.number))
    assert (done.state, done.credited_minor, done.outcome) == ("settled", 3_150, "One step less")
    assert money(company.merchant).posted_minor == -2 * 27_884 + 3_150
    assert_books_agree(company.merchant)


def test_above_what_one_person_may_give_another_has_to_approve(
    company: Company, statement: Statement, ana: int
) -> None:
    Terms.objects.update(alone_minor=10_000)
    mei, marta = staff("mei"), staff("marta")
    freight = next(c for c in charges(statement) if c.code == "freight")
    case = case_of(opened(dispute(statement, ana, freight)))
    whole = Verdict(credits={freight.id: freight.amount_minor}, text="Ours was wrong")
    assert isinstance(acts.credit(case.account_id, case.id, whole, by=mei, at=NEXT_WEEK), Waits)
    assert Charge.objects.filter(event="dispute").count() == 0
    assert code(acts.approve(case.account_id, case.id, by=mei, at=NEXT_WEEK)) == "same_person"
    assert acts.send_back(case.account_id, case.id, "Too much", by=marta, at=NEXT_WEEK) is None
    assert code(acts.approve(case.account_id, case.id, by=marta, at=NEXT_WEEK)) == "nothing_proposed"
    acts.credit(case.account_id, case.id, whole, by=mei, at=NEXT_WEEK)
    given = acts.approve(case.account_id, case.id, by=marta, at=NEXT_WEEK)
    assert isinstance(given, Settled)
    assert given.credited_minor == freight.amount_minor
    assert code(acts.approve(case.account_id, case.id, by=marta, at=NEXT_WEEK)) == "decided_already"
    assert code(acts.credit(case.account_id, case.id, whole, by=mei, at=NEXT_WEEK)) == "decided_already"
    assert Charge.objects.filter(event="dispute").count() == 1


def test_no_more_is_credited_than_was_charged_and_only_what_was_disputed(
    company: Company, statement: Statement, ana: int
) -> None:
    mei = staff("mei")
    first, second = charges(statement)[:2]
    case = case_of(opened(dispute(statement, ana, first)))
    for credits, refused in (
        ({first.id: first.amount_minor + 1}, "more_than_charged"), ({second.id: 1}, "charge_unknown"), ({}, "amount"),
        ({first.id: -1}, "amount"),
    ):  # fmt: skip
        answer = acts.credit(case.account_id, case.id, Verdict(credits=credits, text="x"), by=mei, at=NEXT_WEEK)
        assert code(answer) == refused
    goods = Verdict(credits={}, goods_minor=100, text="x")
    assert code(acts.credit(case.account_id, case.id, goods, by=mei, at=NEXT_WEEK)) == "amount"
    assert code(acts.credit(case.account_id, case.id, goods, by=ana, at=NEXT_WEEK)) == "not_finance"
    assert (Invoice.objects.filter(kind="credit").count(), Charge.objects.filter(event="dispute").count()) == (0, 0)


def test_lines_are_confirmed_one_by_one_and_all_the_rest_at_once(
    company: Company, statement: Statement, ana: int
) -> None:
    first, second, third, _ = charges(statement)
    account_id = statement.account_id
    with customer(account_id):
        assert acts.confirm(account_id, statement.id, [first.id, second.id], by=ana, at=NEXT_WEEK) == 2
        assert acts.confirm(account_id, statement.id, [first.id], by=ana, at=NEXT_WEEK) == 0
        assert code(acts.confirm(account_id, statement.id, [7], by=ana, at=NEXT_WEEK)) == "charge_unknown"
    opened(dispute(statement, ana, third))
    assert code(dispute(statement, ana, third)) == "disputed_already"
    with customer(account_id):
        assert acts.confirm_rest(account_id, statement.id, by=ana, at=NEXT_WEEK) is True
        assert acts.confirm_rest(account_id, statement.id, by=ana, at=NEXT_WEEK) is False
    assert code(dispute(statement, ana, second)) == "statement_confirmed"
    assert (Confirmed.objects.count(), Answered.objects.get().confirmed_by, Case.objects.count()) == (2, ana, 1)


def test_silence_confirms_after_the_companys_days(company: Company, statement: Statement) -> None:
    assert acts.confirm_silent(MONTH_END + timedelta(days=14)) == 0
    assert acts.confirm_silent(MONTH_END + timedelta(days=14, seconds=1)) == 1
    assert acts.confirm_silent(LATE) == 0
    assert Answered.objects.get().confirmed_by is None


def test_a_dispute_taken_back_is_owed_again_and_may_be_opened_again(
    company: Company, statement: Statement, ana: int
) -> None:
    first = charges(statement)[0]
    case = case_of(opened(dispute(statement, ana, first)))
    with customer(case.account_id):
        assert acts.withdraw(case.account_id, case.id, by=ana, at=NEXT_WEEK) is None
        assert acts.withdraw(case.account_id, case.id, by=ana, at=NEXT_WEEK) is not None
    assert sql("SELECT count(*) FROM credit_aside WHERE ended_at IS NULL") == [(0,)]
    assert opened(dispute(statement, ana, first)).case_id != case.id


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"reason": "mood"}, ("reason", "reason")), ({"text": " "}, ("text_missing", "text")),
        ({"text": "x" * 4_001}, ("text", "text")), ({"charge_ids": ()}, ("lines", "charges")),
        ({"charge_ids": (7,)}, ("charge_unknown", "charges")), ({"statement_id": 7}, ("statement_unknown", "statement")),
        ({"files": (File("a.exe", b"MZ"),)}, ("slip_unreadable", "files")),
        ({"files": (File("a.png", picture()),) * 11}, ("files_many", "files")),
    ],
)  # fmt: skip
def test_a_bad_dispute_names_its_field_and_writes_nothing(
    statement: Statement, ana: int, changes: dict[str, object], refused: tuple[str, str]
) -> None:
    answer = dispute(statement, ana, charges(statement)[0], **changes)
    assert isinstance(answer, Refusal)
    assert (answer.code, answer.field) == refused
    assert (Case.objects.count(), CaseLine.objects.count(), Message.objects.count()) == (0, 0, 0)


def test_a_customer_speaks_only_in_their_own_cases_and_decides_none(
    company: Company, statement: Statement, ana: int
) -> None:
    case = case_of(opened(dispute(statement, ana, charges(statement)[0])))
    other = company.open_merchant("VELA").account_id
    with customer(other):
        assert code(acts.say(other, case.id, "Mine?", by=ana, is_house=False, at=NEXT_WEEK)) == "case_unknown"
        assert not Case.objects.filter(id=case.id).only("id").exists()
    with customer(case.account_id):
        assert isinstance(acts.say(case.account_id, case.id, "And?", by=ana, is_house=False, at=NEXT_WEEK), int)
    for change in ("state = 'settled'", "credited_minor = 5", "state = 'refused'"):
        with (
            pytest.raises(DatabaseError),
            transaction.atomic(),
            customer(case.account_id),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"UPDATE dispute_case SET {change} WHERE id = %s", [case.id])  # noqa: S608
    assert Message.objects.filter(case_id=case.id).count() == 2


def test_a_confirmed_line_is_not_disputed_after(statement: Statement, ana: int) -> None:
    line = charges(statement)[0]
    assert acts.confirm(statement.account_id, statement.id, [line.id], by=ana, at=NEXT_WEEK) == 1
    assert code(dispute(statement, ana, line)) == "confirmed_already"
    assert Case.objects.count() == 0

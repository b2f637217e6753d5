"""A credit limit is asked for by one person and approved by another; a raise ends by itself; nothing is forgotten."""

from datetime import UTC, date, datetime, timedelta

import pytest

from galeon.billing.credit import acts
from galeon.billing.credit.acts import NewLimit, NewWaiver
from galeon.billing.credit.models import LimitChange, Waiver
from galeon.billing.credit.reads import limit_changes as history
from galeon.billing.credit.tests.money import buy, closed_november, stopped_for
from galeon.billing.tests.books import money, sql
from galeon.kernel.refusal import Refusal
from galeon.ops.tests.company import NOW, Company
from galeon.parties.acts import HOUSE_ID, add_member
from galeon.parties.models import Member

RAISED_UNTIL = date(2026, 11, 20)
RAISE_ENDS = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)  # midnight in Shenzhen


def staff(name: str, role: str = "finance", account_id: int = HOUSE_ID) -> int:
    member = add_member(account_id, f"{name}@galeon.example", name.title(), role, None)
    assert isinstance(member, Member)
    return member.user_id


def asked(company: Company, by: int, limit_minor: int, until: date | None = None) -> int:
    new = NewLimit(account_id=company.merchant.account_id, limit_minor=limit_minor, reason="Season", until=until)
    change_id = acts.ask_limit(new, by=by, at=NOW)
    assert isinstance(change_id, int), change_id
    return change_id


def code(answer: object) -> str:
    assert isinstance(answer, Refusal), answer
    return answer.code


def test_a_limit_counts_when_another_person_approves_it(company: Company) -> None:
    mei, marta = staff("mei"), staff("marta", "admin")
    change = asked(company, mei, 2_000_000)
    assert money(company.merchant).limit_minor == 1_000_000
    account_id = company.merchant.account_id
    assert code(acts.decide_limit(account_id, change, "approve", by=mei, at=NOW)) == "same_person"
    assert money(company.merchant).limit_minor == 1_000_000
    approved = acts.decide_limit(account_id, change, "approve", by=marta, at=NOW)
    assert isinstance(approved, LimitChange)
    assert money(company.merchant).limit_minor == 2_000_000
    assert code(acts.decide_limit(account_id, change, "refuse", by=marta, at=NOW, note="No")) == "decided_already"
    (kept,) = history(account_id)
    assert (kept.state, kept.before_minor, kept.asked_by, kept.decided_by) == ("approved", 1_000_000, mei, marta)


def test_a_raise_ends_after_its_day_and_the_limit_of_before_counts_again(company: Company) -> None:
    mei, marta = staff("mei"), staff("marta")
    account_id = company.merchant.account_id
    acts.decide_limit(account_id, asked(company, mei, 1_500_000, RAISED_UNTIL), "approve", by=marta, at=NOW)
    assert money(company.merchant).limit_minor == 1_500_000
    assert acts.expire_raises(RAISE_ENDS - timedelta(seconds=1)) == 0
    assert acts.expire_raises(RAISE_ENDS) == 1
    assert (money(company.merchant).limit_minor, acts.expire_raises(RAISE_ENDS)) == (1_000_000, 0)
    assert [c.state for c in history(account_id)] == ["ended"]


def test_what_was_ordered_on_a_raise_stops_the_account_when_it_ends(company: Company) -> None:
    mei, marta = staff("mei"), staff("marta")
    poor = company.open_merchant("POOR", 20_000)
    new = NewLimit(account_id=poor.account_id, limit_minor=40_000, reason="Season", until=RAISED_UNTIL)
    change = acts.ask_limit(new, by=mei, at=NOW)
    assert isinstance(change, int)
    acts.decide_limit(poor.account_id, change, "approve", by=marta, at=NOW)
    buy(poor, "SO-1", 1_240)  # 240.57 held
    acts.expire_raises(RAISE_ENDS)
    assert money(poor).available_minor == 20_000 - 24_057
    assert stopped_for(poor) == ["The balance is below its limit"]


def test_a_limit_for_good_inside_a_raise_is_what_the_raise_ends_with(company: Company) -> None:
    mei, marta = staff("mei"), staff("marta")
    account_id = company.merchant.account_id
    for limit_minor, until in ((1_500_000, RAISED_UNTIL), (1_200_000, None), (1_400_000, RAISED_UNTIL)):
        acts.decide_limit(account_id, asked(company, mei, limit_minor, until), "approve", by=marta, at=NOW)
    assert money(company.merchant).limit_minor == 1_400_000
    acts.expire_raises(RAISE_ENDS)
    assert money(company.merchant).limit_minor == 1_200_000
    assert [c.state for c in history(account_id)] == ["ended", "approved", "ended"]


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"limit_minor": -1}, ("amount", "limit")), ({"limit_minor": 10**14}, ("amount", "limit")),
        ({"reason": " "}, ("text_missing", "reason")), ({"reason": "x" * 201}, ("text", "reason")),
        ({"reason": "a\x00b"}, ("text", "reason")), ({"until": date(2026, 11, 1)}, ("until", "until")),
        ({"until": date(2999, 1, 1)}, ("until", "until")), ({"account_id": HOUSE_ID}, ("account_unknown", "account")),
        ({"account_id": 999}, ("account_unknown", "account")),
    ],
)  # fmt: skip
def test_a_bad_request_names_its_field_and_writes_nothing(
    company: Company, changes: dict[str, object], refused: tuple[str, str]
) -> None:
    good: dict[str, object] = {"account_id": company.merchant.account_id, "limit_minor": 1, "reason": "Season"}
    answer = acts.ask_limit(NewLimit(**{**good, **changes}), by=staff("mei"), at=NOW)  # type: ignore[arg-type]
    assert isinstance(answer, Refusal)
    assert (answer.code, answer.field) == refused
    assert LimitChange.objects.count() == 0


def test_only_our_finance_asks_decides_and_waives(company: Company) -> None:
    mei, hub = staff("mei"), staff("wei", "operations")
    owner = staff("ana", "owner", company.merchant.account_id)
    account_id = company.merchant.account_id
    change = asked(company, mei, 2_000_000)
    for person in (hub, owner):
        assert (
            code(acts.ask_limit(NewLimit(account_id=account_id, limit_minor=1, reason="x"), by=person, at=NOW))
            == "not_finance"
        )
        assert code(acts.decide_limit(account_id, change, "approve", by=person, at=NOW)) == "not_finance"
        waiver = NewWaiver(account_id=account_id, until=RAISED_UNTIL, reason="x")
        assert code(acts.grant_waiver(waiver, by=person, at=NOW)) == "not_finance"
        refusal = acts.set_grace("standard", None, 9, by=person)
        assert refusal is not None
    assert (LimitChange.objects.count(), Waiver.objects.count(), money(company.merchant).limit_minor) == (
        1,
        0,
        1_000_000,
    )


def test_a_waiver_lets_an_account_go_on_until_its_day(company: Company) -> None:
    mei = staff("mei")
    closed_november(company.merchant)
    late = datetime(2026, 12, 20, 4, 0, tzinfo=UTC)
    acts.review_all(late)
    assert stopped_for(company.merchant)
    waiver = NewWaiver(
        account_id=company.merchant.account_id, until=date(2026, 12, 24), reason="Their bank is on strike"
    )
    assert isinstance(acts.grant_waiver(waiver, by=mei, at=late), int)
    assert stopped_for(company.merchant) == []
    acts.review_all(datetime(2026, 12, 24, 15, 59, tzinfo=UTC))
    assert stopped_for(company.merchant) == []
    acts.review_all(datetime(2026, 12, 24, 16, 0, tzinfo=UTC))
    assert stopped_for(company.merchant) == ["A statement is overdue"]
    with pytest.raises(Exception, match="permission denied"):
        sql("DELETE FROM credit_waiver")

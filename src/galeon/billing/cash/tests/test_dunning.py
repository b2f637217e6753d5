"""Reminders: who gets which, who is passed over, and each letter kept."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from galeon.billing.cash import dunning
from galeon.billing.cash.dunning import Run
from galeon.billing.cash.levels import Level, due_level
from galeon.billing.cash.models import DunningLetter, DunningLevel
from galeon.billing.cash.tests.bankside import LATER, owes
from galeon.billing.cash.tests.test_allocation import paid
from galeon.billing.cash.tests.test_refunds import finance
from galeon.billing.credit.acts import end_aside, set_aside
from galeon.billing.models import Charge
from galeon.billing.tests.books import sql
from galeon.kernel import tenancy
from galeon.kernel.refusal import Refusal
from galeon.ops.tests.company import Company
from galeon.parties.models import AccountStop

LEVELS = [Level(1, 3), Level(2, 15), Level(3, 30)]
TODAY = date(2026, 12, 10)  # November's statement was due on the 30th


def test_letters_go_up_a_step_at_a_time_with_a_week_between() -> None:
    assert due_level(2, 0, None, LEVELS) is None
    assert due_level(3, 0, None, LEVELS) == 1
    assert due_level(40, 0, None, LEVELS) == 1
    assert due_level(40, 1, 6, LEVELS) is None
    assert due_level(40, 1, 7, LEVELS) == 2
    assert due_level(14, 1, 8, LEVELS) == 1
    assert due_level(90, 3, 30, LEVELS) == 3


@given(st.integers(0, 400), st.integers(0, 3), st.none() | st.integers(0, 100))
def test_no_letter_skips_a_step(days: int, last: int, since: int | None) -> None:
    assert (due_level(days, last, since, LEVELS) or 0) <= last + 1


def run(as_of: date = TODAY) -> Run:
    answer = dunning.propose(as_of, by=None, at=LATER)
    assert isinstance(answer, Run)
    return answer


def send_all(by: int) -> int:
    letters = list(DunningLetter.objects.filter(state="proposed").values_list("account_id", "id"))
    answer = dunning.send(letters, by=by, at=LATER)
    assert isinstance(answer, int)
    return answer


def test_a_run_proposes_a_letter_once_and_a_person_sends_it_and_it_is_kept(company: Company) -> None:
    (due,) = owes(company.merchant)
    ana = finance("ana")
    assert run() == run() == Run(1, 0, 0)
    (letter,) = DunningLetter.objects.filter(state="proposed")
    assert (letter.level, letter.overdue_minor, letter.currency) == (1, 31_712, "CNY")
    assert letter.items[0][1:] == [due.due_on.isoformat(), 31_712, 31_712]
    assert (send_all(ana), send_all(ana)) == (1, 0)
    letter.refresh_from_db()
    assert (letter.state, letter.mailed_to, bytes(letter.pdf or b"")[:5]) == ("sent", "", b"%PDF-")
    assert run(TODAY + timedelta(days=3)) == Run(0, 0, 1)
    run(TODAY + timedelta(days=20))
    assert DunningLetter.objects.get(state="proposed").level == 2


def test_who_is_not_overdue_has_paid_or_has_credit_enough_gets_none(company: Company) -> None:
    owes(company.merchant)
    assert run(date(2026, 11, 30)) == Run(0, 0, 0)
    paid(company.merchant, 31_712)
    assert run() == Run(0, 0, 0)


def test_a_promise_holds_letters_off_until_its_day_is_past(company: Company) -> None:
    owes(company.merchant)
    dunning.promise(company.merchant.account_id, TODAY + timedelta(days=5), "by phone", by=finance("ana"))
    assert run() == Run(0, 1, 0)
    assert run(TODAY + timedelta(days=6)) == Run(1, 0, 0)


def test_what_is_disputed_is_not_dunned_and_what_is_left_of_it_is(company: Company) -> None:
    (due,) = owes(company.merchant)
    account = company.merchant.account_id
    set_aside(account, "dispute:1", due.id, 31_712, LATER)
    assert run() == Run(0, 0, 0)
    set_aside(account, "dispute:1", due.id, 30_000, LATER)
    assert run() == Run(1, 0, 0)
    assert DunningLetter.objects.get(state="proposed").overdue_minor == 1_712
    end_aside(account, "dispute:1", LATER)
    run()
    assert DunningLetter.objects.get(state="proposed").overdue_minor == 31_712


def test_a_fee_of_the_level_is_charged_with_the_letter_once(company: Company) -> None:
    owes(company.merchant)
    ana = finance("ana")
    level = DunningLevel.objects.get(no=1)
    level.fee_minor, level.fee_currency = 2_500, "CNY"
    assert dunning.set_level(level, by=ana) is None
    run()
    send_all(ana)
    send_all(ana)
    (fee,) = Charge.objects.filter(code="dunning")
    assert (fee.amount_minor, fee.event) == (2_500, "dunning")


@pytest.mark.parametrize(("credit_minor", "is_stopped"), [(34_212, False), (34_211, True)])
def test_a_fee_that_leaves_an_account_a_cent_in_arrears_stops_it_with_the_letter(
    company: Company, credit_minor: int, is_stopped: bool
) -> None:
    owes(company.merchant)  # 317.12, and 25.00 of the letter are 342.12
    account_id, ana = company.merchant.account_id, finance("ana")
    DunningLevel.objects.filter(no=1).update(fee_minor=2_500, fee_currency="CNY")
    sql("UPDATE balance SET limit_minor = %s WHERE account_id = %s RETURNING 1", credit_minor, account_id)
    run()
    send_all(ana)
    stops = AccountStop.objects.filter(account_id=account_id, kind="arrears", until=None)
    assert [stop.since for stop in stops] == ([LATER] if is_stopped else [])


@pytest.mark.parametrize("language", ["en", "es", "zh-hans"])
def test_a_letter_is_set_in_the_customers_language(company: Company, language: str) -> None:
    from galeon.parties.models import Account

    Account.objects.filter(pk=company.merchant.account_id).update(language=language)
    owes(company.merchant)
    run()
    send_all(finance("ana"))
    assert len(bytes(DunningLetter.objects.get(state="sent").pdf or b"")) > 3_000


def test_a_customer_sees_their_own_letters_only(company: Company) -> None:
    owes(company.merchant)
    norte = company.open_merchant("NORTE")
    run()
    send_all(finance("ana"))
    seen = DunningLetter.objects.filter(state="sent").values_list("id", flat=True)
    with tenancy.customer(norte.account_id):
        assert list(seen) == []
    with tenancy.customer(company.merchant.account_id):
        assert len(list(seen.all())) == 1


def test_a_level_without_a_text_in_each_language_is_refused(company: Company) -> None:
    level = DunningLevel.objects.get(no=1)
    level.text = {"en": "Pay", "es": "", "zh": "付款"}
    answer = dunning.set_level(level, by=finance("ana"))
    assert isinstance(answer, Refusal)
    assert answer.field == "text_es"
    assert DunningLevel.objects.get(no=1).text["es"]

"""Accounts, logins and stops, also when two people do the same thing in the same moment."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from galeon.kernel.refusal import Refusal
from galeon.ops.tests.company import NOW
from galeon.parties.acts import (
    HOUSE_ID,
    NewAccount,
    add_member,
    lift_account_stop,
    open_account,
    stop_account,
)
from galeon.parties.models import Account, AccountStop, Member, User

NEW = NewAccount(code="LUMEN", name="Lumen", level="standard", currency="CNY")


def at_once(act: Callable[[], object], hands: int = 4) -> list[object]:
    """What each of several people gets who do it in the same moment."""
    answers: list[object] = []
    gate = threading.Barrier(hands)

    def do() -> None:
        gate.wait()
        try:
            answers.append(act())
        except Exception as fault:  # noqa: BLE001  what is found out here
            answers.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=do) for _ in range(hands)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.django_db
def test_a_code_and_an_email_are_taken_once() -> None:
    assert isinstance(open_account(NEW, NOW), Account)
    again = open_account(NEW, NOW)
    assert isinstance(again, Refusal)
    assert again.code == "account_code_taken"
    assert isinstance(add_member(HOUSE_ID, "Mei@Example.com", "Mei", "admin", None), Member)
    twice = add_member(HOUSE_ID, "mei@example.COM", "Mei", "admin", None)
    assert isinstance(twice, Refusal)
    assert twice.code == "email_taken"
    assert (Account.objects.filter(code="LUMEN").count(), User.objects.count(), Member.objects.count()) == (1, 1, 1)


@pytest.mark.usefixtures("fresh_db")
def test_several_people_at_once_open_one_account_one_login_and_one_stop() -> None:
    opened = at_once(lambda: open_account(NEW, NOW))
    assert sorted(type(answer).__name__ for answer in opened) == ["Account", "Refusal", "Refusal", "Refusal"]
    joined = at_once(lambda: add_member(HOUSE_ID, "mei@example.com", "Mei", "admin", None))
    assert sorted(type(answer).__name__ for answer in joined) == ["Member", "Refusal", "Refusal", "Refusal"]
    account_id = Account.objects.get(code="LUMEN").pk
    assert at_once(lambda: stop_account(account_id, "arrears", "person:1", "Unpaid", NOW)) == [None] * 4
    assert AccountStop.objects.filter(until=None).count() == 1
    assert lift_account_stop(account_id, "arrears", "person:1", NOW) == 1
    stop_account(account_id, "arrears", "person:1", "Unpaid again", NOW)
    assert AccountStop.objects.count() == 2

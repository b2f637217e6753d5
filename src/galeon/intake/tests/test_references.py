"""A merchant's reference is theirs to the letter; a person who types it differently finds it all the same."""

import pytest
from django.db import connection

from galeon.intake.acts import Placed, place
from galeon.intake.tests.test_place import codes, placed, rows
from galeon.kernel.tenancy import customer
from galeon.network.reads import distrust
from galeon.ops.tests.company import NOW, Company, order
from galeon.waybills.listing import Filters, page
from galeon.waybills.reads import facts
from galeon.waybills.story import find


@pytest.mark.parametrize(("one", "other"), [("1-11", "11-1"), ("A B", "AB"), ("a", "A"), ("ı1", "I1"), ("é", "É")])
def test_references_that_differ_in_a_letter_are_two_orders(company: Company, one: str, other: str) -> None:
    first, second = placed(company, order(one), order(other))
    assert isinstance(first, Placed) and isinstance(second, Placed)
    assert first.number != second.number
    again = placed(company, order(one), order(other))
    assert [(a.number, a.existing) for a in again if isinstance(a, Placed)] == [
        (first.number, True),
        (second.number, True),
    ]


def test_of_references_looked_up_alike_the_one_written_so_is_meant(company: Company) -> None:
    first, second = placed(company, order("1-11"), order("11-1"))
    assert isinstance(first, Placed) and isinstance(second, Placed)
    account_id = company.merchant.account_id
    with customer(account_id):
        found = facts(account_id, ["1-11", "11-1"])
        assert [f and f.number for f in found] == [first.number, second.number]
        assert [find(text, account_id)[0][1] for text in ("1-11", "11-1")] == [first.waybill_id, second.waybill_id]


@pytest.mark.parametrize("reference", ["SO\u30001", "SO\u00a01", "SO-1/7", "so 1\u20092"])
def test_a_reference_is_found_whatever_blanks_it_has(company: Company, reference: str) -> None:
    (answer,) = placed(company, order(reference))
    assert isinstance(answer, Placed)
    account_id = company.merchant.account_id
    typed = reference.replace("\u3000", " ").replace("\u00a0", "").replace("\u2009", "-").lower()
    with customer(account_id):
        assert [f and f.id for f in facts(account_id, [reference, typed])] == [answer.waybill_id] * 2
        assert [row.id for row in page(Filters(account_id=account_id, text=typed))] == [answer.waybill_id]


@pytest.mark.parametrize("reference", ["-", "--", "- -", "…", "\u200b", "SO\u200b1", "\u202eSO"])
def test_a_reference_nobody_could_look_up_is_refused(company: Company, reference: str) -> None:
    (answer,) = placed(company, order(reference))
    assert {field for _, field in codes(answer)} == {"reference"}
    assert rows("waybill") == 0


def test_a_long_reference_whose_capitals_are_longer_spoils_no_batch(company: Company) -> None:
    answers = placed(company, order("ß" * 40), order("SO-2"))
    assert [type(a) for a in answers] == [Placed, Placed]


def test_a_cancelled_order_frees_its_reference_and_no_other(company: Company) -> None:
    first, _other = placed(company, order("1-11"), order("11-1"))
    assert isinstance(first, Placed)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE waybill_number SET until = now() WHERE waybill_id = %s AND kind = 'reference'", [first.waybill_id]
        )
    again, other = placed(company, order("1-11"), order("11-1"))
    assert isinstance(again, Placed) and isinstance(other, Placed)
    assert (again.existing, other.existing) == (False, True)


def test_a_key_is_free_again_when_nothing_of_its_call_stood(company: Company) -> None:
    poor = company.open_merchant("POOR", limit_minor=1)
    refused = place(poor, [order()], source="api", key="k", at=NOW)
    assert codes(refused[0]) == [("no_funds", None)]
    assert rows("once_key") == 0
    placed(company, order())
    (clash,) = placed(company, order(weight_g=5_000), key="k")
    assert codes(clash) == [("clash", "reference")]
    (mended,) = placed(company, order("SO-1002", weight_g=5_000), key="k")
    assert isinstance(mended, Placed)
    assert rows("once_key") == 1


def test_a_call_sent_again_gets_its_first_answer_though_the_service_has_closed(company: Company) -> None:
    batch = [order("A"), order("B", service="NOWHERE")]
    first = placed(company, *batch, key="k")
    company.service.is_open = False
    company.service.save(update_fields=["is_open"])
    distrust()
    again, refused = placed(company, *batch, key="k")
    assert isinstance(first[0], Placed) and isinstance(again, Placed)
    assert (again.number, again.existing) == (first[0].number, False)
    assert codes(refused) == [("unknown_service", "service")]
    (other,) = placed(company, order("C"), key="k")
    assert codes(other) == [("service_closed", "service")]
    assert rows("waybill") == 1

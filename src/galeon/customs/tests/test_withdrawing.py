"""A declaration entered by mistake is taken back before the release, and what it cost with it."""

import pytest

from galeon.billing.models import Charge
from galeon.billing.tests.books import assert_books_agree, money
from galeon.billing.tests.test_events import ENTRY, priced_by
from galeon.customs import acts, reads
from galeon.customs.models import Declaration, DeclarationLine, DeclarationWaybill, DutyAssessment
from galeon.customs.terms import Answer, Assessment, Declared, NewDeclaration
from galeon.customs.tests.test_assessing import THEN, asked, declared
from galeon.customs.waiting import undeclared
from galeon.customs.withdrawing import Withdrawn
from galeon.kernel import outbox
from galeon.kernel.refusal import Refusal
from galeon.linehaul.tests.floor import HOUR
from galeon.ops.tests.company import Company
from galeon.waybills.models import Waybill, WaybillEvent, WaybillStop

LATER = THEN + HOUR


def charges(waybill: Waybill, declaration_id: int) -> list[tuple[str, int]]:
    """What was charged and credited for an entry and its duty."""
    found = Charge.objects.filter(waybill_id=waybill.id, source__contains=f":{declaration_id}").order_by("id")
    return list(found.values_list("code", "amount_minor"))


def withdrawn(declaration_id: int, why: str = "Wrong regime") -> Withdrawn:
    answer = acts.withdraw(declaration_id, why, LATER, actor_id=7)
    assert isinstance(answer, Withdrawn), answer
    outbox.drain()
    return answer


def test_what_it_cost_is_credited_and_the_waybills_stand_where_they_stood(company: Company) -> None:
    priced_by(company, *ENTRY)
    declaration_id, waybill = declared(company)
    outbox.drain()
    acts.assess([asked(declaration_id, waybill, 4_200, 900)], THEN)
    outbox.drain()
    owed = money(company.merchant).posted_minor

    assert withdrawn(declaration_id).waybills == ((waybill.account_id, waybill.id),)

    assert charges(waybill, declaration_id) == [
        ("customs_entry", 4_000), ("handling", 400), ("duty", 4_200), ("import_vat", 900),
        ("customs_entry", -4_000), ("handling", -400), ("duty", -4_200), ("import_vat", -900),
    ]  # fmt: skip
    assert money(company.merchant).posted_minor == owed + 9_500
    assert_books_agree(company.merchant)
    waybill.refresh_from_db()
    assert waybill.state == "arrived"
    assert [w.waybills for w in undeclared()] == [1]


def test_it_stays_to_be_read_with_its_goods_and_why(company: Company) -> None:
    declaration_id, waybill = declared(company)
    acts.assess([asked(declaration_id, waybill, 4_200)], THEN)
    withdrawn(declaration_id)
    found = reads.declaration(declaration_id)
    assert found is not None
    assert (found.state, found.withdrawn_at, found.withdrawn_why) == ("withdrawn", LATER, "Wrong regime")
    assert reads.declarations() == []
    assert DeclarationLine.objects.filter(declaration_id=declaration_id).count() == 1
    assert list(DutyAssessment.objects.order_by("id").values_list("duty_minor", "note")) == [(4_200, ""), (0, "Wrong regime")]  # fmt: skip
    event = WaybillEvent.objects.get(waybill_id=waybill.id, code="undeclare")
    assert (event.detail, event.actor_id) == ({"declaration": declaration_id, "reason": "Wrong regime"}, 7)


def test_declared_again_the_right_entry_is_charged_beside_it(company: Company) -> None:
    priced_by(company, *ENTRY)
    wrong, waybill = declared(company)
    acts.assess([asked(wrong, waybill, 4_200)], THEN)
    outbox.drain()
    withdrawn(wrong)
    (right,) = acts.declare([NewDeclaration(master_id=Declaration.objects.get().master_id)], LATER + HOUR)
    assert isinstance(right, Declared)
    # the number was given to the right one
    assert isinstance(acts.answer([Answer(declaration_id=right.id, reference="26US0001", at=LATER)])[0], Declaration)
    assert acts.assess([asked(right.id, waybill, 4_200)], LATER + HOUR) == [
        Assessment(waybill.account_id, waybill.id, right.id, existing=False)
    ]
    outbox.drain()
    assert charges(waybill, right.id) == [("customs_entry", 4_000), ("handling", 400), ("duty", 4_200)]
    assert sum(amount for _, amount in charges(waybill, wrong)) == 0


def test_an_entry_withdrawn_before_it_was_charged_costs_nothing(company: Company) -> None:
    priced_by(company, *ENTRY)
    declaration_id, waybill = declared(company)
    acts.assess([asked(declaration_id, waybill, 4_200)], THEN)
    withdrawn(declaration_id)
    assert sum(amount for _, amount in charges(waybill, declaration_id)) == 0


def test_a_held_waybill_is_stopped_no_more(company: Company) -> None:
    declaration_id, waybill = declared(company)
    acts.hold([(waybill.account_id, waybill.id)], "X-ray", THEN)
    withdrawn(declaration_id)
    assert not WaybillStop.objects.filter(waybill_id=waybill.id, until=None).exists()


@pytest.mark.parametrize(
    "case", ["reason_missing", "declaration_unknown", "declaration_released", "declaration_withdrawn"]
)
def test_what_cannot_be_withdrawn_is_left_as_it_is(company: Company, case: str) -> None:
    declaration_id, waybill = declared(company)
    if case == "declaration_released":
        acts.release([(waybill.account_id, waybill.id)], THEN)
    if case == "declaration_withdrawn":
        withdrawn(declaration_id)
    before = (WaybillEvent.objects.count(), Declaration.objects.values_list("state", "withdrawn_why").get())
    unknown = case == "declaration_unknown"
    answer = acts.withdraw(1 if unknown else declaration_id, " " if case == "reason_missing" else "Again", LATER)
    assert isinstance(answer, Refusal)
    assert answer.code == case
    assert before == (WaybillEvent.objects.count(), Declaration.objects.values_list("state", "withdrawn_why").get())
    assert DeclarationWaybill.objects.count() == (0 if case == "declaration_withdrawn" else 1)
    outbox.drain()

"""What arrived is declared, held when customs wants to look, and let go."""

from typing import Any

import pytest

from galeon.customs import acts, reads
from galeon.customs.models import Declaration, DeclarationLine, DeclarationWaybill
from galeon.customs.terms import Answer, Cleared, Declared, NewDeclaration
from galeon.kernel.refusal import Refusal
from galeon.linehaul import acts as linehaul
from galeon.linehaul.tests.floor import DAY, HOUR, NOW, arrived, loaded, received
from galeon.ops.tests.company import Company
from galeon.parties import acts as parties
from galeon.parties.models import User
from galeon.waybills import acts as waybills
from galeon.waybills.acts import Scan
from galeon.waybills.models import Waybill, WaybillEvent, WaybillStop
from galeon.waybills.orders import OrderItem
from galeon.waybills.story import story

THEN = NOW + 2 * DAY


def _declared(company: Company, found: list[Waybill]) -> Declared:
    _, master = arrived(company, found)
    (answer,) = acts.declare([NewDeclaration(master_id=master.id, broker="Puerto Brokers")], THEN)
    assert isinstance(answer, Declared), answer
    return answer


def _keys(found: list[Waybill]) -> list[tuple[int, int]]:
    return [(w.account_id, w.id) for w in found]


def _states() -> list[str]:
    return list(Waybill.objects.order_by("id").values_list("state", flat=True))


def _code(answer: object) -> str:
    assert isinstance(answer, Refusal), answer
    return answer.code


def test_a_master_is_declared_with_the_goods_of_its_waybills(company: Company) -> None:
    found = received(company, "SO-1", "SO-2")

    answer = _declared(company, found)

    assert (answer.country, answer.waybills, answer.lines, answer.missing_hs) == ("US", tuple(_keys(found)), 2, 0)
    assert _states() == ["declared", "declared"]
    line = reads.lines(answer.id)[0]
    assert (line.number, line.hs_code, line.title, line.quantity) == (found[0].number, "940521", "LED desk lamp", 2)
    assert (line.value_minor, line.currency, line.weight_g, line.origin_country) == (3_800, "USD", 1_200, "CN")
    event = WaybillEvent.objects.get(waybill_id=found[0].id, code="declare")
    assert (event.place, event.detail) == ("USLAX", {"declaration": answer.id})
    (board,) = reads.declarations()
    assert (board.master, board.broker, board.waybills, board.held, board.released) == (
        "020-12345675", "Puerto Brokers", 2, 0, 0,
    )  # fmt: skip


def test_goods_whose_weight_nobody_declared_share_what_was_weighed_and_a_missing_code_is_counted(
    company: Company,
) -> None:
    items = (
        OrderItem(title="Lamp", quantity=1, unit_value_minor=500, currency="USD"),
        OrderItem(title="Bulb", quantity=3, unit_value_minor=100, currency="USD", hs_code="853950"),
    )

    answer = _declared(company, received(company, "SO-1", grams=1_400, items=items))

    assert [(ln.title, ln.value_minor, ln.weight_g) for ln in reads.lines(answer.id)] == [
        ("Lamp", 500, 350), ("Bulb", 300, 1_050),
    ]  # fmt: skip
    assert answer.missing_hs == 1


def test_nothing_is_declared_twice(company: Company) -> None:
    answer = _declared(company, received(company, "SO-1"))

    again, twice = acts.declare([NewDeclaration(master_id=answer.master_id)] * 2, THEN)

    assert (_code(again), _code(twice)) == ("nothing_to_declare", "nothing_to_declare")
    assert Declaration.objects.count() == 1


def test_the_same_master_twice_in_one_call_is_declared_once(company: Company) -> None:
    _, master = arrived(company, received(company, "SO-1"))

    first, second = acts.declare([NewDeclaration(master_id=master.id)] * 2, THEN)

    assert isinstance(first, Declared)
    assert _code(second) == "nothing_to_declare"


def test_what_has_not_arrived_is_not_declared(company: Company) -> None:
    departure, master = loaded(company, received(company, "SO-1"))
    linehaul.depart([departure.pk], NOW + DAY)

    flying, unknown = acts.declare([NewDeclaration(master_id=master.id), NewDeclaration(master_id=404)], THEN)

    assert (_code(flying), _code(unknown)) == ("master_not_arrived", "master_unknown")
    assert not Declaration.objects.exists()
    assert _states() == ["departed"]


def test_a_stopped_waybill_is_left_out_and_declared_when_its_stop_is_lifted(company: Company) -> None:
    found = received(company, "SO-1", "SO-2")
    _, master = arrived(company, found)
    waybills.stop(_keys(found)[:1], "arrears", "test", "unpaid", NOW)

    (first,) = acts.declare([NewDeclaration(master_id=master.id)], THEN)
    assert isinstance(first, Declared)
    assert (first.waybills, first.left_out) == (tuple(_keys(found)[1:]), tuple(_keys(found)[:1]))
    waybills.lift(_keys(found)[:1], "arrears", "test", THEN)
    (rest,) = acts.declare([NewDeclaration(master_id=master.id)], THEN)

    assert isinstance(rest, Declared)
    assert rest.waybills == tuple(_keys(found)[:1])
    assert _states() == ["declared", "declared"]


def test_customs_gives_the_declaration_its_number(company: Company) -> None:
    made = _declared(company, received(company, "SO-1"))

    (row,) = acts.answer([Answer(declaration_id=made.id, reference=" 26us0000123456789a ", at=THEN)])

    assert isinstance(row, Declaration)
    (board,) = reads.declarations()
    assert (board.reference, board.state, board.answered_at) == ("26US0000123456789A", "accepted", THEN)


@pytest.mark.parametrize(
    ("reference", "code"), [("", "reference_wrong"), ("X", "reference_wrong"), ("A B", "reference_wrong")]
)
def test_a_number_that_is_none_is_refused(company: Company, reference: str, code: str) -> None:
    made = _declared(company, received(company, "SO-1"))

    wrong, unknown = acts.answer(
        [
            Answer(declaration_id=made.id, reference=reference, at=THEN),
            Answer(declaration_id=404, reference="ABCD", at=THEN),
        ]
    )

    assert (_code(wrong), _code(unknown)) == (code, "declaration_unknown")
    assert Declaration.objects.get().state == "declared"


def test_released_waybills_may_be_handed_over(company: Company) -> None:
    found = received(company, "SO-1", "SO-2")
    made = _declared(company, found)

    answers = acts.release_all([made.id], THEN + HOUR, actor_id=3)

    assert answers == [Cleared(a, w, made.id, "released") for a, w in _keys(found)]
    assert _states() == ["released", "released"]
    assert Declaration.objects.get().released_at == THEN + HOUR
    assert WaybillEvent.objects.filter(code="release", actor_id=3, place="USLAX").count() == 2
    assert reads.declarations() == []


def test_a_held_waybill_is_stopped_for_every_act_of_ours_until_customs_lets_it_go(company: Company) -> None:
    held, free = received(company, "SO-1", "SO-2")
    made = _declared(company, [held, free])

    (answer,) = acts.hold(_keys([held]), "X-ray", THEN)
    assert answer == Cleared(held.account_id, held.id, made.id, "held")
    stop = WaybillStop.objects.get()
    assert (stop.kind, stop.source, stop.reason, stop.until) == ("customs", "customs", "X-ray", None)
    assert WaybillEvent.objects.get(code="customs_hold").detail == {"declaration": made.id, "reason": "X-ray"}

    acts.release_all([made.id], THEN + HOUR)
    assert _states() == ["declared", "released"]
    assert Declaration.objects.get().state == "declared"
    (refused,) = waybills.record(
        [Scan(account_id=held.account_id, waybill_id=held.id, code="release", source="staff", occurred_at=THEN)]
    )
    assert refused.verdict == "stopped"

    (let_go,) = acts.release(_keys([held]), THEN + DAY)
    assert isinstance(let_go, Cleared)
    assert _states() == ["released", "released"]
    assert WaybillStop.objects.get().until == THEN + DAY
    assert Declaration.objects.get().state == "released"


def test_holding_and_releasing_twice_changes_nothing_more(company: Company) -> None:
    found = received(company, "SO-1")
    _declared(company, found)

    assert acts.hold(_keys(found), "X-ray", THEN) == acts.hold(_keys(found), "X-ray", THEN + HOUR)
    assert acts.release(_keys(found), THEN + DAY) == acts.release(_keys(found), THEN + 2 * DAY)

    assert WaybillEvent.objects.filter(code__in=["customs_hold", "release"]).count() == 2
    assert DeclarationWaybill.objects.get().since == THEN + DAY


def test_why_customs_hold_it_may_be_told_later_and_the_hold_itself_is_not_rewritten(company: Company) -> None:
    first, second = received(company, "SO-1", "SO-2")
    made = _declared(company, [first, second])
    User.objects.create(id=33, email="ana@example.com", name="Ana")
    acts.hold(_keys([first]), "", THEN)
    acts.hold(_keys([second]), "papers", THEN)

    answers = acts.explain(_keys([first]), " X-ray ", THEN + HOUR, actor_id=33)

    assert answers == [Cleared(first.account_id, first.id, made.id, "held")]
    assert [(c.reason, c.told_at, c.told_by) for c in reads.clearings(made.id)] == [
        ("X-ray", THEN + HOUR, "Ana"), ("papers", None, ""),
    ]  # fmt: skip
    events = WaybillEvent.objects.filter(waybill_id=first.id, code__startswith="customs_").order_by("occurred_at")
    assert [(e.code, e.actor_id, e.detail) for e in events] == [
        ("customs_hold", None, {"declaration": made.id, "reason": ""}),
        ("customs_reason", 33, {"declaration": made.id, "reason": "X-ray"}),
    ]
    assert WaybillStop.objects.get(waybill_id=first.id).reason == ""
    told = story(first.account_id, first.id)
    assert told is not None
    assert [(h.kind, h.reason, h.since) for h in told.halts] == [("customs", "X-ray", THEN)]
    assert _states() == ["declared", "declared"]


def test_another_reason_is_told_besides_and_the_same_one_only_once(company: Company) -> None:
    found = received(company, "SO-1")
    made = _declared(company, found)
    acts.hold(_keys(found), "papers", THEN)
    for hours, reason in ((1, "papers"), (2, "X-ray"), (3, "X-ray")):
        acts.explain(_keys(found), reason, THEN + hours * HOUR)

    assert WaybillEvent.objects.filter(code="customs_reason").count() == 1
    assert reads.clearings(made.id)[0].reason == "X-ray"
    acts.release(_keys(found), THEN + DAY)
    assert reads.clearings(made.id)[0].reason == ""


def test_only_a_hold_is_explained_and_only_with_words(company: Company) -> None:
    held, free = received(company, "SO-1", "SO-2")
    _declared(company, [held, free])
    acts.hold(_keys([held]), "", THEN)

    assert [_code(a) for a in acts.explain(_keys([held]), "  ", THEN + HOUR)] == ["reason_missing"]
    assert [_code(a) for a in acts.explain([*_keys([free]), (1, 404)], "X-ray", THEN + HOUR)] == [
        "customs_not_now", "not_declared",
    ]  # fmt: skip
    assert not WaybillEvent.objects.filter(code="customs_reason").exists()


def test_what_is_not_declared_can_be_neither_held_nor_released(company: Company) -> None:
    found = received(company, "SO-1")

    assert [_code(a) for a in acts.hold(_keys(found), "X-ray", THEN)] == ["not_declared"]
    assert [_code(a) for a in acts.release([*_keys(found), (1, 404)], THEN)] == ["not_declared", "not_declared"]
    assert not WaybillStop.objects.exists()


def test_a_released_waybill_is_not_held_any_more(company: Company) -> None:
    found = received(company, "SO-1")
    _declared(company, found)
    acts.release(_keys(found), THEN)

    (answer,) = acts.hold(_keys(found), "too late", THEN + HOUR)

    assert isinstance(answer, Refusal)
    assert answer.text() == f"{found[0].number} is released at customs."
    assert not WaybillStop.objects.exists()


def test_somebody_elses_stop_is_not_lifted_by_customs(company: Company) -> None:
    found = received(company, "SO-1")
    _declared(company, found)
    acts.hold(_keys(found), "X-ray", THEN)
    parties.stop_account(found[0].account_id, "arrears", "test", "unpaid", THEN)

    (answer,) = acts.release(_keys(found), THEN + HOUR)

    assert isinstance(answer, Refusal)
    assert answer.text() == f"{found[0].number} is stopped: arrears."
    assert WaybillStop.objects.get().until is None
    assert _states() == ["declared"]


def test_many_are_declared_and_released_with_a_fixed_number_of_statements(
    company: Company, django_assert_max_num_queries: Any
) -> None:
    found = received(company, *(f"SO-{n}" for n in range(60)))
    _, master = arrived(company, found)

    with django_assert_max_num_queries(16):
        (made,) = acts.declare([NewDeclaration(master_id=master.id)], THEN)
    assert isinstance(made, Declared)
    with django_assert_max_num_queries(14):
        acts.release_all([made.id], THEN + HOUR)

    assert DeclarationLine.objects.count() == 60
    assert set(_states()) == {"released"}

"""What happens to a waybill: our acts are checked, carriers' reports observed, nothing counts twice."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from galeon.intake.acts import Placed, place
from galeon.ops.tests.company import NOW, Company, order
from galeon.parties.acts import lift_account_stop, stop_account
from galeon.waybills.acts import NewNumber, Outcome, Scan, lift, record, renumber, stop
from galeon.waybills.journey import EXEMPT, FINAL, MOVES, diagram, next_codes

STEPS = ("weigh_in", "bag", "depart", "arrive", "declare", "release", "hand_over")
REPORTS = ("carrier_scan", "carrier_out_for_delivery", "carrier_delivery_failed", "carrier_pickup_point",
           "carrier_delivered", "carrier_returning", "carrier_returned")  # fmt: skip


@pytest.fixture
def waybill(company: Company) -> tuple[int, int]:
    (placed,) = place(company.merchant, [order()], source="api", at=NOW)
    assert isinstance(placed, Placed)
    return company.merchant.account_id, placed.waybill_id


def ours(waybill: tuple[int, int], code: str, minutes: int = 0, **more: object) -> Scan:
    at = NOW + timedelta(hours=1, minutes=minutes)
    how = {"account_id": waybill[0], "waybill_id": waybill[1], "code": code, "source": "station", "occurred_at": at}
    return Scan(**{**how, "place": "SZX1", **more})


def carrier(waybill: tuple[int, int], code: str, at: datetime) -> Scan:
    return Scan(
        account_id=waybill[0], waybill_id=waybill[1], code=code, source="carrier:ups", occurred_at=at, place="LA"
    )


def state(waybill: tuple[int, int]) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT state FROM waybill WHERE account_id = %s AND id = %s", waybill)
        return str(cursor.fetchone()[0])


def events(waybill: tuple[int, int]) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM waybill_event WHERE account_id = %s AND waybill_id = %s", waybill)
        return int(cursor.fetchone()[0])


def walk(waybill: tuple[int, int], *codes: str) -> None:
    for n, code in enumerate(codes):
        assert record([ours(waybill, code, n * 10)]) == [Outcome("recorded")], code


def test_a_consolidated_parcel_walks_every_step_to_the_carrier(waybill: tuple[int, int]) -> None:
    walk(waybill, *STEPS)
    assert state(waybill) == "handed_over"
    assert events(waybill) == 1 + len(STEPS)


@pytest.mark.parametrize(("done", "tried"), [pytest.param(a, b, id=f"{b} right after {a}") for a, b in
                         [("book", "bag"), ("book", "depart"), ("weigh_in", "arrive"), ("bag", "cancel")]])  # fmt: skip
def test_a_step_out_of_turn_is_refused_and_writes_nothing(waybill: tuple[int, int], done: str, tried: str) -> None:
    walk(waybill, *STEPS[: STEPS.index(done) + 1] if done in STEPS else ())
    before = (state(waybill), events(waybill))
    assert record([ours(waybill, tried, 300)]) == [Outcome("not_now", before[0])]
    assert (state(waybill), events(waybill)) == before


def test_the_same_scan_within_a_minute_counts_once(waybill: tuple[int, int]) -> None:
    first, again = ours(waybill, "weigh_in", parcel_no=1), ours(waybill, "weigh_in", parcel_no=1)
    later = Scan(
        **{
            **{f: getattr(again, f) for f in again.__struct_fields__},
            "occurred_at": again.occurred_at + timedelta(seconds=59),
        }
    )
    assert [o.verdict for o in record([first])] == ["recorded"]
    assert [o.verdict for o in record([again, later])] == ["repeat", "repeat"]
    assert events(waybill) == 2


def test_in_one_batch_a_repeat_is_found_too(waybill: tuple[int, int]) -> None:
    scans = [
        ours(waybill, "weigh_in", parcel_no=1),
        ours(waybill, "weigh_in", parcel_no=1, occurred_at=NOW + timedelta(hours=1, seconds=3)),
    ]
    assert [o.verdict for o in record(scans)] == ["recorded", "repeat"]


def test_an_unknown_waybill_is_named_and_the_others_stand(waybill: tuple[int, int]) -> None:
    assert [o.verdict for o in record([ours((waybill[0], 7), "weigh_in"), ours(waybill, "weigh_in")])] == [
        "unknown",
        "recorded",
    ]


def test_another_accounts_number_never_moves_my_waybill(waybill: tuple[int, int], company: Company) -> None:
    stranger = company.open_merchant("STRANGER")
    assert record([ours((stranger.account_id, waybill[1]), "weigh_in")])[0].verdict == "unknown"
    assert state(waybill) == "booked"


def test_a_stopped_waybill_is_weighed_but_goes_no_further_until_the_stop_is_lifted(waybill: tuple[int, int]) -> None:
    stop([waybill], "customs", "inspection:7", "Inspection", NOW)
    stop([waybill], "customs", "inspection:7", "Inspection", NOW)
    walk(waybill, "weigh_in")
    assert record([ours(waybill, "bag", 30)]) == [Outcome("stopped", "received")]
    lift([waybill], "customs", "inspection:7", NOW)
    assert record([ours(waybill, "bag", 40)]) == [Outcome("recorded")]


def test_arrears_stop_every_waybill_of_the_account(waybill: tuple[int, int]) -> None:
    walk(waybill, "weigh_in")
    stop_account(waybill[0], "arrears", "statement:3", "Unpaid", NOW)
    assert record([ours(waybill, "bag", 30)])[0].verdict == "stopped"
    lift_account_stop(waybill[0], "arrears", "statement:3", NOW)
    assert record([ours(waybill, "bag", 40)])[0].verdict == "recorded"


def test_a_late_carrier_scan_after_delivery_does_not_reopen_it(waybill: tuple[int, int]) -> None:
    walk(waybill, *STEPS)
    record([carrier(waybill, "carrier_delivered", NOW + timedelta(days=5))])
    record([carrier(waybill, "carrier_out_for_delivery", NOW + timedelta(days=6))])
    record([carrier(waybill, "carrier_scan", NOW + timedelta(days=3))])
    assert state(waybill) == "delivered"


def test_a_carriers_replay_moves_nothing(waybill: tuple[int, int]) -> None:
    walk(waybill, *STEPS)
    news = [
        carrier(waybill, code, NOW + timedelta(days=n))
        for n, code in enumerate(("carrier_scan", "carrier_delivered"), 2)
    ]
    record(news)
    before = (state(waybill), events(waybill))
    record(news)
    record(list(reversed(news)))
    assert (state(waybill), events(waybill)) == before


def test_only_a_correction_leads_out_of_a_final_state_and_old_news_does_not_undo_it(waybill: tuple[int, int]) -> None:
    walk(waybill, *STEPS)
    record([carrier(waybill, "carrier_delivered", NOW + timedelta(days=2))])
    assert record([ours(waybill, "return", 60 * 24 * 3)])[0].verdict == "not_now"
    assert record([ours(waybill, "correct_to_handed_over", 60 * 24 * 4)])[0].verdict == "recorded"
    record([carrier(waybill, "carrier_delivered", NOW + timedelta(days=3))])
    assert state(waybill) == "handed_over"
    record([carrier(waybill, "carrier_delivered", NOW + timedelta(days=6))])
    assert state(waybill) == "delivered"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.sampled_from(REPORTS), st.integers(1, 6)), min_size=2, max_size=6, unique=True),
    st.randoms(use_true_random=False), st.lists(st.booleans(), min_size=6, max_size=6),
)  # fmt: skip
def test_whatever_order_carriers_reports_arrive_in_the_state_is_the_same(
    waybill: tuple[int, int], reports: list[tuple[str, int]], shuffle: object, cuts: list[bool]
) -> None:
    scans = [carrier(waybill, code, NOW + timedelta(days=day)) for code, day in reports]
    found = []
    for _ in range(2):
        with transaction.atomic():
            edges = [0, *(n for n in range(1, len(scans)) if cuts[n]), len(scans)]
            for a, b in pairwise(edges):
                record(scans[a:b])
            found.append(state(waybill))
            transaction.set_rollback(True)
        shuffle.shuffle(scans)
    assert found[0] == found[1]


def test_a_code_from_the_wrong_mouth_is_a_bug(waybill: tuple[int, int]) -> None:
    for code, source in (("nonsense", "station"), ("carrier_delivered", "station"), ("weigh_in", "carrier:ups")):
        with pytest.raises(ValueError, match="no move"):
            record([ours(waybill, code, source=source)])


def test_a_carrier_that_goes_back_to_its_first_number_is_found_by_it_and_a_late_repeat_changes_nothing(
    waybill: tuple[int, int],
) -> None:
    def number(text: str, hours: int) -> None:
        new = NewNumber(account_id=waybill[0], waybill_id=waybill[1], carrier="ups", number=text)
        renumber([new], NOW + timedelta(hours=hours))

    def current() -> list[tuple[str, str]]:
        with connection.cursor() as cursor:
            cursor.execute(
                """SELECT n.number, w.displayed_number FROM waybill_number n JOIN waybill w ON w.id = n.waybill_id
                   WHERE w.id = %s AND n.kind = 'carrier' AND n.until IS NULL""",
                [waybill[1]],
            )
            return list(cursor.fetchall())

    number("1ZA", 1)
    number("1ZB", 2)
    assert current() == [("1ZB", "1ZB")]
    number("1ZA", 1)
    assert current() == [("1ZB", "1ZB")]
    number("1ZA", 3)
    assert current() == [("1ZA", "1ZA")]


def test_a_carriers_number_becomes_the_shown_one_and_the_replaced_one_is_still_found(waybill: tuple[int, int]) -> None:
    number = {"account_id": waybill[0], "waybill_id": waybill[1], "carrier": "ups"}
    assert renumber([NewNumber(number="1Z 879-E93", **number)], NOW) == 1
    assert renumber([NewNumber(number="1Z999AA1", **number)], NOW) == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT displayed_number FROM waybill WHERE id = %s", [waybill[1]])
        assert cursor.fetchone() == ("1Z999AA1",)
        cursor.execute(
            "SELECT number, until IS NULL FROM waybill_number WHERE waybill_id = %s AND kind = 'carrier' ORDER BY 1",
            [waybill[1]],
        )
        assert cursor.fetchall() == [("1Z879E93", False), ("1Z999AA1", True)]


def test_the_database_ends_journeys_and_lets_acts_through_by_the_one_table(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT target FROM waybill_move WHERE is_final")
        assert {state for (state,) in cursor.fetchall()} == set(FINAL)
        cursor.execute("SELECT DISTINCT code FROM waybill_move WHERE is_exempt")
        assert {code for (code,) in cursor.fetchall()} == EXEMPT


def test_the_diagram_draws_every_move_that_changes_the_state() -> None:
    drawn = [line for line in diagram().splitlines() if "-->" in line and "--> [*]" not in line]
    assert [line.rsplit(": ", 1)[1] for line in drawn] == [
        m.code for m in MOVES if m.target is not None and m.target != m.from_state
    ]


def test_the_table_has_one_line_for_each_code_and_state() -> None:
    assert len({(m.code, m.from_state) for m in MOVES}) == len(MOVES)
    wild = {m.code for m in MOVES if m.from_state == "*"}
    assert not any(m.code in wild and m.from_state != "*" for m in MOVES)
    assert all(next_codes(state) == () for state in FINAL)

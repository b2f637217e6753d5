"""What the station answers, and what it writes."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from galeon.kernel import outbox
from galeon.network.models import Site
from galeon.ops.tests.company import Company
from galeon.parties.acts import lift_account_stop, stop_account
from galeon.warehouse import acts
from galeon.warehouse.events import ParcelsReceived
from galeon.warehouse.models import Receipt
from galeon.warehouse.station import Rules
from galeon.warehouse.tests.floor import LI_WEI, NOON, booked, scan, scanned
from galeon.warehouse.verdicts import ANSWERS, Code, StationVerdict
from galeon.waybills.acts import NewNumber, Scan, free_references, record, renumber, stop
from galeon.waybills.models import Parcel, Waybill, WaybillEvent

SIZES = {"length_mm": 300, "width_mm": 220, "height_mm": 140}


def events_of(waybill_id: int) -> list[str]:
    return [e.code for e in WaybillEvent.objects.filter(waybill_id=waybill_id).order_by("id")]


def written() -> tuple[int, int, int]:
    """Events, receipts, measured parcels."""
    return (
        WaybillEvent.objects.count(),
        Receipt.objects.count(),
        Parcel.objects.filter(measured_g__isnull=False).count(),
    )


def test_a_parcel_is_scanned_weighed_and_measured(company: Company) -> None:
    waybill = booked(company.merchant)
    verdict = scan(company, waybill.number, 1_250, **SIZES)
    assert (verdict.code, verdict.tone, verdict.is_recorded) == (Code.RECEIVED, "ok", True)
    assert (verdict.word(), verdict.text()) == ("RECEIVED", "1.250 kg, piece 1 of 1.")
    assert (verdict.country, verdict.city, verdict.lane) == ("US", "Los Angeles", "B-US")
    parcel = Parcel.objects.get(waybill_id=waybill.waybill_id)
    assert (parcel.measured_g, parcel.measured_length_mm, parcel.measured_at) == (1_250, 300, NOON)
    found = Waybill.objects.get(id=waybill.waybill_id)
    assert (found.state, found.measured_g) == ("received", 1_250)
    event = WaybillEvent.objects.get(waybill_id=waybill.waybill_id, code="weigh_in")
    assert (event.place, event.actor_id, event.parcel_no, event.source) == ("SZX1", LI_WEI, 1, "station")
    assert event.detail == {"weight_g": 1_250, "declared_g": 1_240, "before_g": None, **SIZES}


@pytest.mark.parametrize("as_scanned", ["ours", "reference", "carrier", "square code", "lower case"])
def test_any_number_of_the_waybill_finds_it(company: Company, as_scanned: str) -> None:
    waybill = booked(company.merchant, "SO-77 a")
    account_id = company.merchant.account_id
    new = NewNumber(account_id=account_id, waybill_id=waybill.waybill_id, number="1Z5R89390357567127", carrier="ups")
    renumber([new], NOON)
    text = {
        "ours": waybill.number, "reference": "SO-77 a", "carrier": "1Z 5R8 939 03 5756 7127",
        "square code": f"{waybill.number}|1", "lower case": waybill.number.lower(),
    }[as_scanned]  # fmt: skip
    verdict = scan(company, text)
    assert (verdict.code, verdict.waybill_id) == (Code.RECEIVED, waybill.waybill_id)
    assert verdict.displayed_number == "1Z5R89390357567127"


def test_an_unknown_number_is_set_aside_and_only_logged(company: Company) -> None:
    booked(company.merchant)
    before = written()
    verdict = scan(company, "NOBODY'S-1")
    assert (verdict.code, verdict.tone, verdict.waybill_id) == (Code.UNKNOWN, "bad", None)
    assert written() == (before[0], before[1] + 1, 0)
    assert Receipt.objects.get().scanned == "NOBODY'S-1"


def test_the_same_parcel_within_a_minute_is_written_once(company: Company) -> None:
    waybill = booked(company.merchant)
    scan(company, waybill.number)
    before = written()
    for after_s, weight_g in ((0, 1_240), (1, 1_240), (59, 1_240), (30, None)):
        verdict = scan(company, waybill.number, weight_g, after_s=after_s)
        assert (verdict.code, verdict.is_recorded) == (Code.DUPLICATE, False)
    assert written() == before
    assert scan(company, waybill.number, 1_260, after_s=61).code == Code.REWEIGHED


def test_a_second_weighing_within_a_minute_counts_when_the_weight_is_another(company: Company) -> None:
    waybill = booked(company.merchant)
    scan(company, waybill.number, 1_240)
    verdict = scan(company, waybill.number, 1_260, after_s=10)
    assert (verdict.code, verdict.before_g, verdict.text()) == (Code.REWEIGHED, 1_240, "Now 1.260 kg, before 1.240 kg.")
    assert Waybill.objects.get(id=waybill.waybill_id).measured_g == 1_260


@pytest.mark.parametrize(
    ("declared_g", "weighed_g", "is_far"),
    [(1_000, 1_200, False), (1_000, 1_201, True), (1_000, 799, True), (1_000, 800, False), (100, 300, False),
     (100, 301, True), (20_000, 20_300, False), (20_000, 15_999, True)],
)  # fmt: skip
def test_a_weight_far_from_declared_is_recorded_and_asked_about(
    company: Company, declared_g: int, weighed_g: int, is_far: bool
) -> None:
    """Far is more than 20 % and more than 200 g off."""
    waybill = booked(company.merchant, "SO-1", declared_g)
    verdict = scan(company, waybill.number, weighed_g)
    assert verdict.code == (Code.WEIGHT_DIFFERS if is_far else Code.RECEIVED)
    assert verdict.is_recorded
    assert Waybill.objects.get(id=waybill.waybill_id).measured_g == weighed_g


def test_the_operator_confirms_the_weight_and_nothing_is_weighed_twice(company: Company) -> None:
    waybill = booked(company.merchant)
    scan(company, waybill.number, 2_500)
    verdict = scan(company, waybill.number, 2_500, after_s=5, is_confirmed=True)
    assert (verdict.code, verdict.is_recorded) == (Code.CONFIRMED, False)
    assert verdict.text() == "The weight of 2.500 kg stands; declared were 1.240 kg."
    assert events_of(waybill.waybill_id) == ["book", "weigh_in"]
    assert [r.verdict for r in Receipt.objects.order_by("id")] == ["weight_differs", "confirmed"]


def test_each_site_has_its_own_tolerance(company: Company) -> None:
    acts.set_rules(company.hub.pk, Rules(tolerance_percent=5, tolerance_g=10))
    waybill = booked(company.merchant)
    assert scan(company, waybill.number, 1_310).code == Code.WEIGHT_DIFFERS


@pytest.mark.parametrize(
    ("weight_g", "code"), [(None, Code.WEIGHT_MISSING), (0, Code.WEIGHT_MISSING), (-5, Code.WEIGHT_ABSURD),
                           (1_000_001, Code.WEIGHT_ABSURD), (10**12, Code.WEIGHT_ABSURD)],
)  # fmt: skip
def test_without_a_weight_that_can_be_nothing_is_received(company: Company, weight_g: int | None, code: Code) -> None:
    waybill = booked(company.merchant)
    before = written()
    verdict = scan(company, waybill.number, weight_g)
    assert (verdict.code, verdict.is_recorded) == (code, False)
    assert written() == (before[0], before[1] + 1, 0)
    assert Waybill.objects.get(id=waybill.waybill_id).state == "booked"


def test_a_parcel_heavier_than_the_service_takes_is_recorded_and_set_aside(company: Company) -> None:
    waybill = booked(company.merchant, "SO-1", 29_000)
    verdict = scan(company, waybill.number, 30_001)
    assert (verdict.code, verdict.limit_g) == (Code.OVER_LIMIT, 30_000)
    assert Waybill.objects.get(id=waybill.waybill_id).measured_g == 30_001


def test_a_cancelled_waybill_stays_cancelled(company: Company) -> None:
    waybill = booked(company.merchant)
    key = (company.merchant.account_id, waybill.waybill_id)
    record([Scan(account_id=key[0], waybill_id=key[1], code="cancel", source="customer", occurred_at=NOON)])
    free_references([key], NOON)
    before = written()
    for text in (waybill.number, "SO-1001"):
        assert scan(company, text).code == Code.CANCELLED
    assert written()[0] == before[0]
    assert Waybill.objects.get(id=key[1]).state == "cancelled"


def test_a_parcel_that_has_gone_on_is_not_received_again(company: Company) -> None:
    waybill = booked(company.merchant)
    scan(company, waybill.number)
    one = {"account_id": company.merchant.account_id, "waybill_id": waybill.waybill_id, "source": "station"}
    record([Scan(code="bag", occurred_at=NOON + timedelta(minutes=5), **one)])
    before = written()
    assert scan(company, waybill.number, 1_500, after_s=900).code == Code.PAST_STEP
    assert written()[0] == before[0]
    assert Waybill.objects.get(id=waybill.waybill_id).measured_g == 1_240


@pytest.mark.parametrize("kind", ["customs", "arrears", "intercept"])
def test_a_stopped_parcel_is_measured_but_does_not_go_on(company: Company, kind: str) -> None:
    waybill = booked(company.merchant)
    stop([(company.merchant.account_id, waybill.waybill_id)], kind, "desk", "", NOON)
    verdict = scan(company, waybill.number, 1_260)
    assert (verdict.code, verdict.tone, verdict.halts, verdict.word()) == (Code.STOPPED, "bad", (kind,), "STOP")
    assert Waybill.objects.get(id=waybill.waybill_id).measured_g == 1_260


def test_an_account_in_arrears_stops_its_parcels_until_it_pays(company: Company) -> None:
    waybill = booked(company.merchant)
    stop_account(company.merchant.account_id, "arrears", "billing", "", NOON)
    verdict = scan(company, waybill.number)
    assert verdict.text() == "1.240 kg is recorded. The parcel must not go on: the account is in arrears."
    lift_account_stop(company.merchant.account_id, "arrears", "billing", NOON)
    assert scan(company, waybill.number, after_s=90).code == Code.SAME_WEIGHT


def test_a_parcel_of_another_hub_is_received_only_when_the_operator_insists(company: Company) -> None:
    other = Site.objects.create(
        code="CAN1", name="Guangzhou", kind="hub", country_id="CN", city="Guangzhou", timezone="Asia/Shanghai"
    )
    waybill = booked(company.merchant)
    verdict = scan(company, waybill.number, site_id=other.pk)
    assert (verdict.code, verdict.site, verdict.is_recorded) == (Code.WRONG_SITE, "SZX1 Shenzhen hub", False)
    assert events_of(waybill.waybill_id) == ["book"]
    assert scan(company, waybill.number, site_id=other.pk, is_confirmed=True).code == Code.RECEIVED
    assert WaybillEvent.objects.get(code="weigh_in").place == "CAN1"


def test_one_reference_of_two_merchants_is_chosen_by_the_operator(company: Company) -> None:
    other = company.open_merchant("ACME")
    waybills = [booked(company.merchant, "1001"), booked(other, "1001")]
    verdict = scan(company, "1001")
    assert (verdict.code, verdict.is_recorded) == (Code.AMBIGUOUS, False)
    assert {(c.account_name, c.waybill_id) for c in verdict.choices} == {
        ("Lumen Trading", waybills[0].waybill_id), ("Acme Trading", waybills[1].waybill_id)
    }  # fmt: skip
    assert scan(company, "1001", chosen=(other.account_id, waybills[1].waybill_id)).waybill_id == waybills[1].waybill_id
    assert events_of(waybills[0].waybill_id) == ["book"]


def test_nobody_chooses_a_waybill_that_does_not_carry_the_number(company: Company) -> None:
    mine, other = booked(company.merchant, "1001"), booked(company.merchant, "2002")
    verdict = scan(company, "1001", chosen=(company.merchant.account_id, other.waybill_id))
    assert verdict.code == Code.UNKNOWN
    assert events_of(mine.waybill_id) == events_of(other.waybill_id) == ["book"]


def test_our_number_wins_over_another_merchants_reference_that_looks_like_it(company: Company) -> None:
    waybill = booked(company.merchant)
    booked(company.open_merchant("ACME"), waybill.number)
    assert scan(company, waybill.number).waybill_id == waybill.waybill_id


def test_a_lane_is_set_for_a_service_or_for_one_of_its_countries(company: Company) -> None:
    acts.set_lanes(company.hub.pk, [(company.service.pk, "", "07"), (company.service.pk, "US", "12")])
    assert scan(company, booked(company.merchant).number).lane == "12"


def test_a_weighing_machine_sends_a_thousand_scans_in_one_call(company: Company) -> None:
    first = booked(company.merchant, "SO-1")
    twin = booked(company.merchant, "SO-2", 500, 600)
    scans = [
        scanned(company, first.number), scanned(company, "NOBODY"), scanned(company, f"{twin.number}|2", 600),
        scanned(company, first.number, after_s=2), scanned(company, twin.number, 500, after_s=5),
        *(scanned(company, f"X{n}") for n in range(1_000)),
    ]  # fmt: skip
    verdicts = acts.receive(scans)
    assert [v.code for v in verdicts[:5]] == [
        Code.RECEIVED, Code.UNKNOWN, Code.RECEIVED, Code.DUPLICATE, Code.RECEIVED
    ]  # fmt: skip
    assert {v.code for v in verdicts[5:]} == {Code.UNKNOWN}
    assert Waybill.objects.get(id=twin.waybill_id).measured_g == 1_100


def test_those_above_are_told_once_of_what_was_received(company: Company) -> None:
    heard: list[ParcelsReceived] = []
    outbox.on(ParcelsReceived)(heard.append)
    handlers = outbox._HANDLERS["warehouse.ParcelsReceived"][1]
    others = handlers[:-1]
    handlers[:] = [heard.append]
    try:
        waybill = booked(company.merchant)
        scan(company, waybill.number)
        scan(company, waybill.number, after_s=1)
        scan(company, "NOBODY")
        outbox.drain()
    finally:
        handlers[:] = others
    assert [e.waybills for e in heard] == [((company.merchant.account_id, waybill.waybill_id),)]


def test_receipts_can_be_neither_changed_nor_deleted(company: Company) -> None:
    scan(company, booked(company.merchant).number)
    for sql in ("UPDATE receipt SET weight_g = 1", "DELETE FROM receipt", "TRUNCATE receipt"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    assert Receipt.objects.get().weight_g == 1_240


def test_a_site_that_does_not_exist_is_a_bug_of_the_caller(company: Company) -> None:
    with pytest.raises(ValueError, match="no site"):
        scan(company, "X", site_id=10**9)


def test_every_answer_has_its_word_and_its_sentence(company: Company) -> None:
    assert set(ANSWERS) == set(Code)
    for code in Code:
        verdict = StationVerdict(code=code, scanned="X", piece=1, pieces=2)
        assert verdict.word()
        assert "{" not in verdict.word() + verdict.text()
        assert len(verdict.word()) <= 16

"""What is charged when a parcel is weighed, weighed again, or taken back.

The tariff: first 0.5 kg 135.00, each further 0.5 kg 31.50, fuel 21.5 % of the freight, volume by 5000.
"""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from galeon.billing import acts, reads
from galeon.billing.models import Charge, Statement
from galeon.billing.tests.books import NOON, assert_books_agree, booked, charged, lines, money, sql, weighed
from galeon.kernel import outbox
from galeon.ledger.acts import set_limit
from galeon.ops.tests.company import Company
from galeon.tariffs import acts as tariffs
from galeon.tariffs.sheet import Basis, ListKey, Rule, Sheet, Zone
from galeon.warehouse.acts import receive
from galeon.warehouse.station import StationScan
from galeon.waybills.acts import unmeasure
from galeon.waybills.models import Waybill


def test_a_weighed_parcel_is_charged_to_the_cent_and_its_hold_captured(company: Company) -> None:
    waybill = booked(company.merchant)  # 1.240 kg declared, but 1.848 kg by volume
    held = money(company.merchant).held_minor
    assert held == 27_884  # 2.0 kg: 135.00 + 3 x 31.50 = 229.50; 21.5 % = 49.3425

    weighed(waybill, 2_310)
    (rated,) = acts.rate([waybill])
    assert (rated.outcome, rated.amount_minor) == ("charged", 31_712)
    # 2.310 kg -> 2.5 kg: 135.00 + 4 x 31.50 = 261.00; 21.5 % = 56.115 -> 56.12
    assert lines(waybill) == [("weigh_in", "freight", 26_100), ("weigh_in", "fuel", 5_612)]
    stands = money(company.merchant)
    assert (stands.posted_minor, stands.held_minor) == (-31_712, 0)
    assert Waybill.objects.get(id=waybill[1]).charge_g == 2_500
    assert sql("SELECT state, captured_minor FROM hold") == [("captured", 31_712)]
    assert sql("SELECT book, amount_minor FROM posting ORDER BY no") == [
        ("unbilled", 31_712), ("revenue", -26_100), ("revenue_surcharge", -5_612),
    ]  # fmt: skip
    assert sql("SELECT source, kind FROM journal") == [(f"charge:{waybill[1]}:1", "charge")]
    assert_books_agree(company.merchant)


def test_the_tape_counts_when_the_parcel_is_bigger_than_it_weighs(company: Company) -> None:
    waybill = booked(company.merchant)
    weighed(waybill, 1_200, size_mm=300)  # 27,000 cm3 / 5000 = 5.4 kg -> 5.5 kg
    acts.rate([waybill])
    assert lines(waybill)[0] == ("weigh_in", "freight", 13_500 + 10 * 3_150)


def test_rating_twice_charges_once(company: Company) -> None:
    waybill = charged(company.merchant, "SO-1")
    once = (lines(waybill), money(company.merchant))
    (again,) = acts.rate([waybill])
    assert (again.outcome, again.amount_minor) == ("unchanged", 0)
    assert (lines(waybill), money(company.merchant)) == once
    assert len(acts.rate([waybill, waybill])) == 1


def test_nothing_is_charged_until_every_piece_is_weighed(company: Company) -> None:
    waybill = booked(company.merchant, "SO-1", 1_000, 2_000)
    weighed(waybill, 1_000)
    (rated,) = acts.rate([waybill])
    assert rated.outcome == "waiting"
    assert (Charge.objects.count(), Statement.objects.count()) == (0, 0)
    assert sql("SELECT state FROM hold") == [("held",)]

    weighed(waybill, 1_000, 2_000, at=NOON + timedelta(hours=1))
    (rated,) = acts.rate([waybill])
    assert rated.outcome == "charged"
    assert {c.charged_at for c in Charge.objects.all()} == {NOON + timedelta(hours=1)}


def test_a_heavier_second_weighing_charges_the_difference_and_edits_nothing(company: Company) -> None:
    waybill = booked(company.merchant)
    weighed(waybill, 2_310)
    acts.rate([waybill])
    weighed(waybill, 3_100, at=NOON + timedelta(hours=2))  # 3.5 kg: 135.00 + 6 x 31.50 = 324.00; fuel 69.66
    (rated,) = acts.rate([waybill])
    assert (rated.outcome, rated.amount_minor) == ("charged", 6_300 + 1_354)
    assert lines(waybill) == [
        ("weigh_in", "freight", 26_100), ("weigh_in", "fuel", 5_612), ("reweigh", "freight", 6_300), ("reweigh", "fuel", 1_354),
    ]  # fmt: skip
    assert sql("SELECT captured_minor FROM hold") == [(31_712,)]
    assert Waybill.objects.get(id=waybill[1]).charge_g == 3_500
    told = [line.reason for line in reads.waybill_charges(*waybill, "en")]
    assert told[2] == (
        "3.5 kg (3.1 kg rounded up to 0.5 kg): first 0.5 kg 135.00 + 6 × 31.50 = 324.00,"
        " of which 261.00 was charged before"
    )
    assert_books_agree(company.merchant)


def test_a_lighter_second_weighing_credits_the_difference(company: Company) -> None:
    waybill = booked(company.merchant)
    weighed(waybill, 3_100)
    acts.rate([waybill])
    weighed(waybill, 2_310, at=NOON + timedelta(hours=2))
    (rated,) = acts.rate([waybill])
    assert (rated.outcome, rated.amount_minor) == ("credited", -6_300 - 1_354)
    assert money(company.merchant).posted_minor == -31_712
    assert_books_agree(company.merchant)


def test_a_weigh_in_taken_back_is_credited_whole_and_charged_anew_when_weighed_again(company: Company) -> None:
    waybill = booked(company.merchant)
    weighed(waybill, 2_310)
    acts.rate([waybill])
    unmeasure([(*waybill, 1)])
    (rated,) = acts.rate([waybill], NOON + timedelta(minutes=5))
    assert (rated.outcome, rated.amount_minor) == ("credited", -31_712)
    assert money(company.merchant).posted_minor == 0
    assert reads.waybill_charges(*waybill, "en")[2].reason == "261.00 charged before is taken back"
    (rated,) = acts.rate([waybill])
    assert rated.outcome == "waiting"

    weighed(waybill, 2_310, at=NOON + timedelta(minutes=9))
    (rated,) = acts.rate([waybill])
    assert (rated.outcome, rated.amount_minor) == ("charged", 31_712)
    assert [event for event, _, _ in lines(waybill)] == ["weigh_in"] * 2 + ["undo_weigh_in"] * 2 + ["weigh_in"] * 2
    assert_books_agree(company.merchant)


def test_a_charge_may_pass_the_limit_that_a_hold_may_not(company: Company) -> None:
    """Case C8: a measured re-weigh raises 580 to more than is available, and stands as the customer's debt."""
    waybill = booked(company.merchant)
    set_limit(company.merchant.account_id, "CNY", 28_000)
    weighed(waybill, 2_310)
    (rated,) = acts.rate([waybill])
    assert rated.outcome == "charged"
    assert money(company.merchant).available_minor == 28_000 - 31_712
    with pytest.raises(AssertionError, match="account_stopped"):
        booked(company.merchant, "SO-2")


def test_a_parcel_no_price_is_found_for_waits_for_a_person_and_keeps_its_hold(company: Company) -> None:
    waybill, good = booked(company.merchant, "SO-1"), booked(company.merchant, "SO-2")
    weighed(waybill, 1_000)
    weighed(good, 2_310)
    sql("UPDATE waybill SET to_country = 'GR' WHERE id = %s", waybill[1])  # the list does not go there
    first, second = acts.rate([waybill, good], NOON)
    assert first.refusal is not None
    assert (first.outcome, first.refusal.code, second.outcome) == ("unrated", "destination_not_served", "charged")
    (waits,) = reads.unpriced()
    assert (waits.waybill_id, waits.code, waits.params["country"], waits.since) == (
        waybill[1], "destination_not_served", "GR", NOON,
    )  # fmt: skip
    assert lines(waybill) == []
    assert sql("SELECT state FROM hold WHERE source_id = %s", waybill[1]) == [("held",)]

    sql("UPDATE waybill SET to_country = 'US' WHERE id = %s", waybill[1])
    (rated,) = acts.rate([waybill])
    assert rated.outcome == "charged"
    assert reads.unpriced() == []


def test_what_found_no_price_is_charged_when_a_list_for_it_is_published(company: Company) -> None:
    waybill, elsewhere = booked(company.merchant, "SO-1"), booked(company.merchant, "SO-2")
    weighed(waybill, 1_000)
    weighed(elsewhere, 1_000)
    sql("UPDATE waybill SET to_country = 'GR' WHERE id = %s", waybill[1])
    sql("UPDATE waybill SET to_country = 'PT' WHERE id = %s", elsewhere[1])
    assert [done.outcome for done in acts.rate([waybill, elsewhere])] == ["unrated"] * 2
    outbox.drain()
    assert len(reads.unpriced()) == 2

    sheet = Sheet(
        currency="CNY", valid_from=date(2026, 1, 1), zones=(Zone("1", "GR"),),
        rules=(Rule(code="freight", basis=Basis.PER_TICKET, amount_minor=9_900),),
    )  # fmt: skip
    key = ListKey("GR-CNY", "Greece", company.service.pk, "CNY", account_id=company.merchant.account_id)
    version_id = tariffs.draft(key, sheet, None, NOON)
    assert isinstance(version_id, int)
    tariffs.publish(version_id, None, NOON)
    outbox.drain()

    assert lines(waybill) == [("weigh_in", "freight", 9_900)]
    assert [waits.waybill_id for waits in reads.unpriced()] == [elsewhere[1]]
    assert lines(elsewhere) == []
    assert [(done.waybill_id, done.outcome) for done in acts.rate_unpriced()] == [(elsewhere[1], "unrated")]
    assert_books_agree(company.merchant)


def test_the_scan_at_the_station_charges_through_the_worker(company: Company) -> None:
    outbox.drain()  # the price list's publication
    waybill = booked(company.merchant)
    number = Waybill.objects.get(id=waybill[1]).number
    (verdict,) = receive(
        [StationScan(text=number, site_id=company.hub.pk, operator_id=4, weight_g=2_310, occurred_at=NOON)]
    )
    assert verdict.is_recorded
    assert lines(waybill) == []
    assert outbox.drain() == 1
    assert lines(waybill) == [("weigh_in", "freight", 26_100), ("weigh_in", "fuel", 5_612)]


def test_what_was_charged_is_never_edited_nor_removed(company: Company) -> None:
    waybill = charged(company.merchant, "SO-1", 2_310)
    for forbidden in (
        "UPDATE charge SET amount_minor = 1", "UPDATE charge SET statement_id = 1", "DELETE FROM charge",
        "TRUNCATE charge", "UPDATE payment SET amount_minor = 1", "DELETE FROM payment", "DELETE FROM statement",
        "UPDATE statement SET currency = 'USD'", "UPDATE statement SET account_id = 1",
    ):  # fmt: skip
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            sql(forbidden)
    assert len(lines(waybill)) == 2


def test_many_parcels_of_two_merchants_are_charged_by_a_handful_of_queries(
    company: Company, django_assert_max_num_queries: object
) -> None:
    other = company.open_merchant("NORTE")
    waybills = [booked(m, f"SO-{n}") for n in range(5) for m in (company.merchant, other)]
    for waybill in waybills:
        weighed(waybill, 2_310)
    with django_assert_max_num_queries(22):  # type: ignore[operator]
        rated = acts.rate(waybills)
    assert [r.amount_minor for r in rated] == [31_712] * 10
    assert Statement.objects.count() == 2
    assert_books_agree(company.merchant)
    assert_books_agree(other)

"""One statement, put together by waybill, by master, by customs entry or by fee: always the same money."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from galeon.billing import acts, reads
from galeon.billing.charges.raising import NewFee, raise_fees
from galeon.billing.statements import grouping
from galeon.billing.statements.grouping import GroupSum, group_sums, sections
from galeon.billing.tests.books import MONTH_END, NOON, charged, weighed
from galeon.customs.models import Declaration, DeclarationWaybill
from galeon.kernel import tenancy
from galeon.linehaul.models import Bag, BagParcel, Departure, Master
from galeon.ops.tests.company import Company

WAYS = ("master", "customs", "fee")


def master(company: Company, number: str, *waybills: tuple[int, int], kind: str = "bl") -> Master:
    """A master with a bag in which the first piece of each waybill lies."""
    leaves = datetime(2026, 11, 5, tzinfo=UTC)
    departure = Departure.objects.create(
        transport="sea", conveyance="COSCO ARIES", voyage=number[-4:], origin_id="CNSZX", destination_id="USLAX",
        cut_off_at=leaves, leaves_at=leaves, due_at=leaves + timedelta(days=20),
    )  # fmt: skip
    made = Master.objects.create(
        kind=kind, number=number, departure=departure, bags=1, parcels=len(waybills), weight_g=0, built_at=leaves
    )
    bag = Bag.objects.create(
        id=made.pk, number=f"BAG-{made.pk}", sscc=f"{made.pk:018}", site=company.hub, destination_id="USLAX",
        countries=["US"], state="loaded", seal=f"S{made.pk}", master=made, opened_at=leaves,
    )  # fmt: skip
    BagParcel.objects.bulk_create(
        BagParcel(account_id=a, id=w, waybill_id=w, parcel_no=1, bag_id=bag.pk, weight_g=1, bagged_at=leaves)
        for a, w in waybills
    )
    return made


def declared(of: Master, reference: str, *waybills: tuple[int, int]) -> None:
    entry = Declaration.objects.create(
        id=of.pk, master=of, country="US", regime="standard", reference=reference, state="declared",
        waybills=len(waybills), lines=0, missing_hs=0, declared_at=NOON,
    )  # fmt: skip
    DeclarationWaybill.objects.bulk_create(
        DeclarationWaybill(account_id=a, waybill_id=w, declaration_id=entry.pk, state="declared", since=NOON)
        for a, w in waybills
    )


def told(found: list[GroupSum]) -> list[tuple[str, str, int, int, int]]:
    return [(g.name, g.detail, g.waybills, g.lines, g.amount_minor) for g in found]


@pytest.fixture
def head(company: Company) -> reads.Head:
    """Five parcels: two on a bill of lading with an entry, one (weighed twice) on an air waybill, two nowhere; a fee of
    the account; a payment. Somebody else's parcel is on the same bill of lading."""
    waybills = [charged(company.merchant, f"SO-{n}", 2_310) for n in range(5)]
    weighed(waybills[2], 3_100, at=NOON + timedelta(days=1))
    acts.rate(waybills)
    foreign = charged(company.open_merchant("VELA"), "VELA-1", 2_310)
    sea = master(company, "COSU6400000001", waybills[0], waybills[1], foreign)
    declared(sea, "26US000001", waybills[0], waybills[1], foreign)
    air = master(company, "160-12345675", waybills[2], kind="mawb")
    declared(air, "", waybills[2])
    raise_fees(
        [
            NewFee(
                account_id=company.merchant.account_id, waybill_id=0, code="packing", amount_minor=5_000, currency="CNY",
                charged_at=NOON, event="by_hand", source="by_hand:1", reason=None,
            )
        ]
    )  # fmt: skip
    paid = acts.NewPayment(
        account_id=company.merchant.account_id, amount_minor=40_000, currency="CNY", method="bank", reference="B-1",
        received_at=NOON,
    )  # fmt: skip
    assert isinstance(acts.record_payment(paid, by=None), acts.Paid)
    (made,) = reads.statements(company.merchant.account_id)
    return made


def test_by_bill_of_lading_what_is_on_none_yet_stands_by_itself(head: reads.Head) -> None:
    assert told(group_sums(head.account_id, head.id, "master", "en")) == [
        ("COSU6400000001", "Bill of lading", 2, 4, 63_424),
        ("160-12345675", "Air waybill", 1, 4, 39_366),
        ("Not in a master yet", "", 2, 4, 63_424),
        ("The account as a whole", "", 0, 1, 5_000),
    ]


def test_by_customs_entry(head: reads.Head) -> None:
    assert told(group_sums(head.account_id, head.id, "customs", "en")) == [
        ("26US000001", "US", 2, 4, 63_424),
        ("Entry without a number yet", "US", 1, 4, 39_366),
        ("Not in a customs entry yet", "", 2, 4, 63_424),
        ("The account as a whole", "", 0, 1, 5_000),
    ]


def test_by_fee(head: reads.Head) -> None:
    found = group_sums(head.account_id, head.id, "fee", "en")
    assert told(found) == [
        ("Freight", "", 5, 6, 136_800), ("Fuel surcharge", "", 5, 6, 29_414), ("Packing", "", 0, 1, 5_000),
    ]  # fmt: skip
    assert [g.key for g in found] == ["freight", "fuel", "packing"]


@pytest.mark.parametrize("by", WAYS)
@pytest.mark.parametrize("size", [1, 3, 1_000])
def test_every_line_stands_in_one_group_however_it_is_paged(head: reads.Head, by: str, size: int) -> None:
    whole = {line.id: line.amount_minor for g in reads.groups(head.account_id, head.id, "en") for line in g.lines}
    sums = {g.key: (g.lines, g.amount_minor) for g in group_sums(head.account_id, head.id, by, "en")}
    seen: list[tuple[str, int, int]] = []
    after = grouping.BEGIN
    while page := sections(head.account_id, head.id, by, "en", after=after, limit=size):
        seen += [(s.key, line.id, line.amount_minor) for s in page for g in s.groups for line in g.lines]
        after = page[-1].after
    assert {line_id: amount for _key, line_id, amount in seen} == whole
    assert len(seen) == len(whole) == 13
    assert list(dict.fromkeys(key for key, *_ in seen)) == list(sums)
    for key, (many, amount) in sums.items():
        mine = [x[2] for x in seen if x[0] == key]
        assert (len(mine), sum(mine)) == (many, amount)
        alone = sections(head.account_id, head.id, by, "en", key=key, limit=1_000)
        assert [line.amount_minor for s in alone for g in s.groups for line in g.lines] == mine
    assert sum(amount for _many, amount in sums.values()) == head.charges_minor


@pytest.mark.parametrize("key", ["", "0", "nothing", "9" * 40, "-1", "freight'--"])
@pytest.mark.parametrize("by", WAYS)
def test_a_group_that_is_none_has_no_lines(head: reads.Head, by: str, key: str) -> None:
    assert sections(head.account_id, head.id, by, "en", key=key, limit=10) == []


def test_a_customer_sees_the_masters_of_their_own_waybills_and_nobody_elses_money(
    company: Company, head: reads.Head
) -> None:
    with tenancy.customer(head.account_id):
        assert group_sums(head.account_id, head.id, "master", "en")[0].waybills == 2
        assert sections(head.account_id, head.id, "master", "en", limit=1_000)
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('role')")
            assert cursor.fetchone() == ("galeon_customer",)


def test_closing_changes_no_group(company: Company, head: reads.Head) -> None:
    before = [group_sums(head.account_id, head.id, by, "en") for by in WAYS]
    acts.close_cycle(MONTH_END)
    assert [group_sums(head.account_id, head.id, by, "en") for by in WAYS] == before

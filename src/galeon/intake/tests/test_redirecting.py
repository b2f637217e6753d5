"""Another address after the order: kept with the old one, priced anew, refused when it is too late."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from galeon.billing.models import Charge
from galeon.billing.tests.books import NOON, charged, lines
from galeon.billing.tests.test_events import priced_by
from galeon.intake.redirecting import redirect
from galeon.kernel import outbox, tenancy
from galeon.kernel.refusal import Refusal
from galeon.ops.tests.company import NOW, Company, order
from galeon.tariffs.acts_dated import load_areas, open_areas, publish_areas
from galeon.tariffs.engine.postcodes import span
from galeon.tariffs.sheet import Basis, Event, Rule
from galeon.waybills.acts import Scan, record
from galeon.waybills.models import Waybill, WaybillEvent
from galeon.waybills.redirecting import NewAddress, Redirected

LATER = NOON + timedelta(hours=5)
OLD = order().consignee
NEW = replace(OLD, street=("1 Market St",), city="San Francisco", postcode="94105")
FEE = Rule(code="address_change", basis=Basis.PER_TICKET, amount_minor=7_300, event=Event.ADDRESS_CHANGE)


def asked(waybill: tuple[int, int], **changes: object) -> list[NewAddress]:
    to = replace(NEW, **changes)
    return [NewAddress(account_id=waybill[0], waybill_id=waybill[1], to=to, source="customer", actor_id=5)]


def test_the_waybill_shows_the_new_address_and_its_event_keeps_the_old_one(company: Company) -> None:
    priced_by(company, FEE)
    waybill = charged(company.merchant, "SO-1")

    assert redirect(waybill[0], asked(waybill), LATER) == [Redirected(*waybill, existing=False)]
    assert redirect(waybill[0], asked(waybill), LATER) == [Redirected(*waybill, existing=True)]
    outbox.drain()

    row = Waybill.objects.get(id=waybill[1])
    assert (row.to_city, row.to_postcode, row.consignee["street"]) == ("San Francisco", "94105", ["1 Market St"])
    event = WaybillEvent.objects.get(code="address_change")
    assert event.detail is not None
    assert (event.detail["before"]["city"], event.detail["after"]["city"]) == ("Los Angeles", "San Francisco")
    assert (event.source, event.actor_id, event.target) == ("customer", 5, None)
    charge = Charge.objects.get(event="address_change")
    assert (charge.amount_minor, charge.event_id, charge.charged_at) == (7_300, event.id, LATER)


def test_each_change_of_address_is_charged(company: Company) -> None:
    priced_by(company, FEE)
    waybill = charged(company.merchant, "SO-1")
    for n, city in enumerate(("San Francisco", "San Diego")):
        redirect(waybill[0], asked(waybill, city=city), LATER + timedelta(hours=n))
        outbox.drain()
    assert Charge.objects.filter(event="address_change").count() == 2


def test_an_address_in_the_same_zone_costs_nothing_more_where_no_fee_is_asked(company: Company) -> None:
    waybill = charged(company.merchant, "SO-1")
    before = lines(waybill)
    redirect(waybill[0], asked(waybill), LATER)
    outbox.drain()
    assert lines(waybill) == before


def test_a_remote_address_costs_what_it_would_have_cost(company: Company) -> None:
    open_areas("FAR", "Far", "Asia/Shanghai")
    edition = load_areas("FAR", [("US", *span("941"), "", "")], date(2026, 1, 1), None, NOW)
    assert not isinstance(edition, Refusal)
    publish_areas(edition.id, None, NOW)
    priced_by(company, Rule(code="remote", basis=Basis.PER_TICKET, amount_minor=5_000, area="FAR"))
    waybill = charged(company.merchant, "SO-1")
    redirect(waybill[0], asked(waybill), LATER)
    outbox.drain()
    assert lines(waybill)[-1] == ("reweigh", "remote", 5_000)


def test_a_customer_changes_it_within_their_own_account_only(company: Company) -> None:
    waybill = charged(company.merchant, "SO-1")
    stranger = company.open_merchant("OTHER")
    with tenancy.customer(stranger.account_id):
        (answer,) = redirect(waybill[0], asked(waybill), LATER)
    assert isinstance(answer, Refusal)
    assert answer.code == "waybill_unknown"
    with tenancy.customer(waybill[0]):
        assert redirect(waybill[0], asked(waybill), LATER) == [Redirected(*waybill, existing=False)]


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"city": ""}, "consignee.city"), ({"country": "XX"}, "consignee.country"), ({"country": "ES", "postcode": "28013"}, "consignee.country"),
     ({"postcode": "ABC"}, "consignee.postcode"), ({"street": ()}, "consignee.street"), ({"name": "A" * 300}, "consignee.name")],
)  # fmt: skip
def test_an_address_that_cannot_be_is_refused_by_its_field(
    company: Company, changes: dict[str, object], field: str
) -> None:
    waybill = charged(company.merchant, "SO-1")
    (answer,) = redirect(waybill[0], asked(waybill, **changes), LATER)
    assert isinstance(answer, Refusal)
    assert answer.field == field
    assert Waybill.objects.get(id=waybill[1]).to_city == "Los Angeles"
    assert not WaybillEvent.objects.filter(code="address_change").exists()


def test_what_is_handed_over_keeps_its_address(company: Company) -> None:
    waybill = charged(company.merchant, "SO-1")
    record([Scan(account_id=waybill[0], waybill_id=waybill[1], code="hand_over", source="staff", occurred_at=LATER)])
    (answer,) = redirect(waybill[0], asked(waybill), LATER)
    assert isinstance(answer, Refusal)
    assert answer.code == "address_too_late"
    assert Waybill.objects.get(id=waybill[1]).to_city == "Los Angeles"

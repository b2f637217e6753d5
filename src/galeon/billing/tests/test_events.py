"""What is charged beside the weigh-in, by the rows of a list that name what happened."""

from datetime import timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace

from galeon.billing import acts
from galeon.billing.acts import Correction, EventCharge, EventRated
from galeon.billing.models import Charge, UnratedEvent
from galeon.billing.tests.books import NOON, assert_books_agree, charged, lines, money, sql
from galeon.kernel import outbox
from galeon.kernel.refusal import Refusal
from galeon.ops.tests.company import NOW, Company
from galeon.tariffs import acts as tariffs
from galeon.tariffs import reads as tariff_reads
from galeon.tariffs.acts_dated import set_rate
from galeon.tariffs.sheet import Basis, Event, ListKey, Rule, Value
from galeon.waybills.acts import Scan, record

DAY = timedelta(days=1)
ENTRY = (
    Rule(code="customs_entry", basis=Basis.PER_TICKET, amount_minor=4_000, event=Event.CUSTOMS_ENTRY),
    Rule(code="handling", basis=Basis.PERCENT, of=("customs_entry",), percent=Decimal(10), event=Event.CUSTOMS_ENTRY),
)
RETURN = Rule(code="return", basis=Basis.PER_KG, amount_minor=200, min_minor=2_000, event=Event.RETURN)
DISBURSEMENT = Rule(
    code="disbursement", basis=Basis.PERCENT_OF_VALUE, percent=Decimal(2), value=Value.DUTY_VAT, min_minor=1_500,
    event=Event.DUTY,
)  # fmt: skip
OURS = Rule(code="handling", basis=Basis.PER_PIECE, amount_minor=300, event=Event.HAND_OVER, bearer="house")


def priced_by(company: Company, *rules: Rule) -> None:
    """The company's list with these rows besides, in force from the day it began."""
    ((version_id,),) = sql("SELECT max(id) FROM price_version WHERE published_at IS NOT NULL")
    assert isinstance(version_id, int)
    sheet = tariff_reads.sheet(version_id)
    assert sheet is not None
    key = ListKey(code="USLINE-CNY", name="US line", service_id=company.service.pk, currency="CNY")
    draft = tariffs.draft(key, replace(sheet, rules=(*sheet.rules, *rules)), None, NOW)
    assert isinstance(draft, int), draft
    assert not isinstance(answer := tariffs.publish(draft, None, NOW), Refusal), answer


def happened(event: str, waybill: tuple[int, int], **more: object) -> EventRated:
    asked = EventCharge(account_id=waybill[0], waybill_id=waybill[1], **more)  # type: ignore[arg-type]
    (rated,) = acts.rate_event(event, [asked], NOON + DAY)
    return rated


def beside(waybill: tuple[int, int]) -> list[tuple[str, str, int]]:
    """What was charged for anything but the weight."""
    return [line for line in lines(waybill) if line[0] not in ("weigh_in", "reweigh")]


def test_a_customs_entry_costs_what_the_list_says_and_is_charged_once(company: Company) -> None:
    priced_by(company, *ENTRY)
    waybill = charged(company.merchant, "SO-1")
    weighed_in = lines(waybill)
    assert [code for _, code, _ in weighed_in] == ["freight", "fuel"]

    first = happened("customs_entry", waybill, key="9", event_id=9)
    again = happened("customs_entry", waybill, key="9", event_id=9)

    assert (first.outcome, first.amount_minor) == ("charged", 4_400)
    assert (again.outcome, again.amount_minor) == ("repeat", 0)
    assert beside(waybill) == [("customs_entry", "customs_entry", 4_000), ("customs_entry", "handling", 400)]
    line = Charge.objects.filter(event="customs_entry").order_by("id")[0]
    assert (line.event_id, line.bearer, line.source) == (9, "customer", f"event:customs_entry:{waybill[1]}:9")
    assert line.version_id is not None
    assert line.reason == {"kind": "per_ticket", "currency": "CNY", "fee_minor": 4_000}
    assert_books_agree(company.merchant)


def test_an_entry_that_never_was_is_credited_by_lines_of_its_own(company: Company) -> None:
    priced_by(company, *ENTRY)
    waybill = charged(company.merchant, "SO-1")
    before = money(company.merchant)
    happened("customs_entry", waybill, key="9")

    rated = happened("customs_entry", waybill, key="9", is_withdrawn=True)
    again = happened("customs_entry", waybill, key="9", is_withdrawn=True)

    assert (rated.outcome, rated.amount_minor, again.outcome) == ("credited", -4_400, "unchanged")
    assert [amount for _, _, amount in beside(waybill)] == [4_000, 400, -4_000, -400]
    assert money(company.merchant) == before
    assert_books_agree(company.merchant)


def test_a_list_that_names_no_such_event_charges_nothing(company: Company) -> None:
    waybill = charged(company.merchant, "SO-1")
    for event in Event:
        assert happened(event, waybill).outcome == "nothing"
    assert beside(waybill) == []
    assert not UnratedEvent.objects.exists()


def test_the_fees_of_an_event_are_no_part_of_the_freight(company: Company) -> None:
    plain = lines(charged(company.merchant, "SO-1"))
    priced_by(company, *ENTRY, RETURN)
    assert lines(charged(company.merchant, "SO-2")) == plain


def test_what_the_house_bears_is_told_and_not_charged(company: Company) -> None:
    priced_by(company, OURS)
    waybill = charged(company.merchant, "SO-1", 1_000, 1_000)
    owed = money(company.merchant)

    assert (happened("hand_over", waybill).outcome, happened("hand_over", waybill).outcome) == ("charged", "repeat")

    line = Charge.objects.get(event="hand_over")
    assert (line.amount_minor, line.borne_minor, line.bearer) == (0, 600, "house")
    assert money(company.merchant) == owed


def test_duty_and_vat_are_passed_on_at_cost_with_a_fee_for_advancing_them(company: Company) -> None:
    priced_by(company, DISBURSEMENT)
    waybill = charged(company.merchant, "SO-1")

    rated = happened("duty", waybill, key="9", duty_minor=12_000, vat_minor=80_000, fees_minor=500, entry="26ES1")

    assert (rated.outcome, rated.amount_minor) == ("charged", 12_000 + 80_000 + 500 + 1_840)
    assert beside(waybill) == [
        ("duty", "duty", 12_000), ("duty", "import_vat", 80_000), ("duty", "customs_fees", 500), ("duty", "disbursement", 1_840),
    ]  # fmt: skip
    assert sql("SELECT sum(amount_minor)::bigint FROM posting WHERE book = 'duty_payable'") == [(-92_500,)]
    assert_books_agree(company.merchant)


def test_a_small_duty_costs_the_least_fee(company: Company) -> None:
    priced_by(company, DISBURSEMENT)
    waybill = charged(company.merchant, "SO-1")
    happened("duty", waybill, key="9", duty_minor=1_000)
    assert beside(waybill) == [("duty", "duty", 1_000), ("duty", "disbursement", 1_500)]


def test_duty_assessed_anew_charges_or_credits_the_difference(company: Company) -> None:
    priced_by(company, DISBURSEMENT)
    waybill = charged(company.merchant, "SO-1")
    happened("duty", waybill, key="9", duty_minor=100_000)

    rated = happened("duty", waybill, key="9", duty_minor=80_000, vat_minor=5_000)
    assert (rated.outcome, rated.amount_minor) == ("credited", -20_000 + 5_000 - 300)
    assert happened("duty", waybill, key="9", duty_minor=80_000, vat_minor=5_000).outcome == "unchanged"

    gone = happened("duty", waybill, key="9")
    assert (gone.outcome, gone.amount_minor) == ("credited", -86_700)
    assert sum(amount for _, _, amount in beside(waybill)) == 0
    assert [c.before_minor for c in Charge.objects.filter(event="duty", source__endswith="#2").order_by("id")] == [
        100_000, 0, 2_000,
    ]  # fmt: skip
    assert_books_agree(company.merchant)


def test_a_list_may_pass_duty_on_itself_and_is_not_charged_twice(company: Company) -> None:
    own = Rule(code="duty", basis=Basis.AT_COST, value=Value.DUTY, event=Event.DUTY)
    priced_by(company, own)
    waybill = charged(company.merchant, "SO-1")
    happened("duty", waybill, key="9", duty_minor=10_000, vat_minor=2_000)
    assert sorted(beside(waybill)) == [("duty", "duty", 10_000), ("duty", "import_vat", 2_000)]


@pytest.mark.usefixtures("no_bank")
def test_duty_in_a_currency_nobody_knows_the_rate_of_waits_and_is_charged_when_there_is_one(company: Company) -> None:
    waybill = charged(company.merchant, "SO-1")
    rated = happened("duty", waybill, key="9", duty_minor=1_000, currency="USD", entry="26ES1")
    assert rated.refusal is not None
    assert (rated.outcome, rated.refusal.code, beside(waybill)) == ("unrated", "fx_rate_missing", [])

    assert [r.outcome for r in acts.rate_waiting_events()] == ["unrated"]
    assert isinstance(set_rate("USD", "CNY", NOON.date(), Decimal("7.1"), None, NOON), int)
    assert [r.outcome for r in acts.rate_waiting_events()] == ["charged"]
    assert beside(waybill) == [("duty", "duty", 7_100)]
    assert not UnratedEvent.objects.exists()


def test_a_return_is_charged_once_whoever_speaks_of_it(company: Company) -> None:
    priced_by(company, RETURN)
    waybill = charged(company.merchant, "SO-1", 2_310)
    for n, (code, source) in enumerate(
        [("return", "staff"), ("carrier_returning", "carrier:ups"), ("returned", "staff")]
    ):
        record(
            [
                Scan(
                    account_id=waybill[0],
                    waybill_id=waybill[1],
                    code=code,
                    source=source,
                    occurred_at=NOON + (n + 1) * DAY,
                )
            ]
        )
        outbox.drain()
    assert beside(waybill) == [("return", "return", 2_000)]
    charge = Charge.objects.get(event="return")
    ((event_id,),) = sql("SELECT id FROM waybill_event WHERE code = 'return'")
    assert (charge.event_id, charge.charged_at) == (event_id, NOON + DAY)


def test_a_suppliers_correction_is_a_line_of_its_own_once(company: Company) -> None:
    waybill = charged(company.merchant, "SO-1")
    correction = Correction(
        account_id=waybill[0], waybill_id=waybill[1], code="address_correction", amount_minor=7_300, currency="CNY",
        reason="UPS corrected the address", source="UPS:26/1:17", at=NOON + DAY, event_id=17,
    )  # fmt: skip
    assert [r.outcome for r in acts.pass_on([correction])] == ["charged"]
    assert [r.outcome for r in acts.pass_on([correction])] == ["repeat"]
    assert beside(waybill) == [("supplier_correction", "address_correction", 7_300)]
    assert Charge.objects.get(code="address_correction").reason == {"kind": "said", "text": "UPS corrected the address"}
    assert_books_agree(company.merchant)


def test_an_unknown_waybill_has_no_answer_and_an_unknown_event_is_a_bug(company: Company) -> None:
    assert acts.rate_event("duty", [EventCharge(account_id=company.merchant.account_id, waybill_id=5)], NOON) == []
    with pytest.raises(ValueError, match="no event"):
        acts.rate_event("weigh_in", [EventCharge(account_id=1, waybill_id=1)], NOON)

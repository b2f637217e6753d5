"""What billing charges by itself beside the weigh-in: hand-over, customs entry and duty, return, change of address."""

from procrastinate.contrib.django import app

from galeon.billing import acts
from galeon.billing.acts import EventCharge
from galeon.customs.events import Declared, DutyAssessed, Withdrawn
from galeon.customs.reads import assessments, entries_of
from galeon.kernel.outbox import on
from galeon.tariffs.events import DatedTableChanged, PriceListPublished
from galeon.tariffs.sheet import Event
from galeon.waybills.events import Happened
from galeon.waybills.journey import RAISES
from galeon.waybills.reads import moments


@on(Happened)
def charge_what_happened(event: Happened) -> None:
    """Charge a hand-over or a return once, and each change of address."""
    found = moments(event.waybills, [code for code, raised in RAISES.items() if raised == event.event])
    is_each = event.event == Event.ADDRESS_CHANGE
    first = {(m.account_id, m.waybill_id): m for m in reversed(found)}
    acts.rate_event(
        event.event,
        [
            EventCharge(
                account_id=m.account_id, waybill_id=m.waybill_id, key=str(m.event_id) if is_each else "",
                at=m.occurred_at, event_id=m.event_id,
            )
            for m in (found if is_each else first.values())
        ],
        event.at,
    )  # fmt: skip
    if is_each:
        acts.rate(event.waybills, event.at)  # another place may be in another zone


@on(Declared)
def charge_customs_entry(event: Declared) -> None:
    """Charge the work of an entry to each of its waybills."""
    acts.rate_event(
        Event.CUSTOMS_ENTRY,
        [
            EventCharge(account_id=a, waybill_id=w, key=str(declaration_id), event_id=declaration_id)
            for (a, w), declaration_id in entries_of(event.waybills).items()
        ],
        event.at,
    )


@on(Withdrawn)
def credit_withdrawn_entry(event: Withdrawn) -> None:
    """Credit what an entry that never was, and the duty asked for it, were charged."""
    taken_back = [
        EventCharge(
            account_id=a, waybill_id=w, key=str(event.declaration), event_id=event.declaration, is_withdrawn=True
        )
        for a, w in event.waybills
    ]
    for raised in (Event.CUSTOMS_ENTRY, Event.DUTY):
        acts.rate_event(raised, taken_back, event.at)


@on(DutyAssessed)
def charge_duty(event: DutyAssessed) -> None:
    """Pass on what customs ask, where the sender pays it; asked otherwise, the difference."""
    acts.rate_event(
        Event.DUTY,
        [
            EventCharge(
                account_id=a.account_id, waybill_id=a.waybill_id, key=str(a.declaration_id), at=a.assessed_at,
                event_id=a.assessment_id, currency=a.currency, duty_minor=a.duty_minor, vat_minor=a.vat_minor,
                fees_minor=a.fees_minor, entry=a.entry,
            )
            for a in assessments(event.waybills)
            if a.is_ddp
        ],
        event.at,
    )  # fmt: skip


@on(PriceListPublished)
def charge_what_found_no_price(event: PriceListPublished) -> None:
    """Charge the events that waited for this list."""
    acts.rate_waiting_events()


@on(DatedTableChanged)
def charge_what_found_no_rate(event: DatedTableChanged) -> None:
    """Charge the events that waited for a fuel percentage or an area table."""
    acts.rate_waiting_events()


@app.periodic(cron="55 3 * * *")
@app.task(name="billing.rate_waiting_events", queueing_lock="billing.rate_waiting_events")
def rate_waiting_events(timestamp: int) -> None:
    """Once a night too: an exchange rate may have come since."""
    acts.rate_waiting_events()

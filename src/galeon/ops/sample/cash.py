"""How the sample company's merchants pay: some in advance, some their statements, one half of it, one not at all."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from galeon.billing.acts import NewPayment, record_payment, top_up
from galeon.billing.models import Statement
from galeon.intake.acts import quote
from galeon.ops.sample.company import House, sure
from galeon.ops.sample.plan import Plan
from galeon.parties.reads import Customer
from galeon.tariffs.price import Price

PAID_AFTER = timedelta(days=8)
PAID_PERCENT = {"LUMEN": 100, "NORTHWIND": 100, "OLIVA": 60}
COVER_PERCENT = {"SAKURA": 118, "PANDA": 93}  # of what is ordered: one lives well, the other runs dry
TOP_UP_DAYS = ((0, 45), (25, 35), (44, 20))  # day of the story, percent of the whole
THOUSAND_MINOR = 1_000


def prepayments(customer: Customer, plans: Sequence[Plan], began: datetime) -> list[NewPayment]:
    """What a prepaid merchant pays in over the story, from what its orders will cost."""
    prices = [p for p in quote(customer, [plan.order for plan in plans]) if isinstance(p, Price)]
    whole = sum(p.total_minor for p in prices) * COVER_PERCENT[customer.code] // 100
    return [
        NewPayment(
            account_id=customer.account_id,
            amount_minor=whole * percent // 100 // THOUSAND_MINOR * THOUSAND_MINOR,
            currency=customer.currency,
            method="alipay",
            reference=f"ALI-{customer.code}-{day:02d}",
            received_at=began + timedelta(days=day, hours=1),
        )
        for day, percent in TOP_UP_DAYS
    ]


def pay_in(waiting: list[NewPayment], until: datetime, by: int) -> None:
    """Record the prepayments received by now, and take them off the list."""
    while waiting and waiting[0].received_at < until:
        sure(top_up(waiting.pop(0), by=by, at=until))


def settle(house: House, since: datetime, until: datetime, by: int) -> None:
    """Record what comes in today for statements closed eight days ago."""
    codes = {account.pk: code for code, account in house.accounts.items()}
    closed = Statement.objects.filter(
        state="closed", closing_minor__gt=0, ends_at__gte=since - PAID_AFTER, ends_at__lt=until - PAID_AFTER
    )
    for statement in closed.order_by("account_id", "id"):
        percent = PAID_PERCENT.get(codes[statement.account_id], 0)
        if not percent or statement.closing_minor is None:
            continue
        payment = NewPayment(
            account_id=statement.account_id,
            amount_minor=statement.closing_minor * percent // 100,
            currency=statement.currency,
            method="bank",
            reference=f"TT-{statement.number}",
            received_at=min(statement.ends_at + PAID_AFTER, until - timedelta(seconds=1)),
        )
        sure(record_payment(payment, by=by, at=until))

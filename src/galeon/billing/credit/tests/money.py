"""Case C8's tariff, and accounts with closed statements to be late with."""

from datetime import UTC, date, datetime

from galeon.billing.acts import NewPayment, Paid, close_cycle, record_payment
from galeon.billing.models import Statement
from galeon.billing.tests.books import charged
from galeon.intake.acts import Answer, place
from galeon.ops.tests.company import NOW, Company, order
from galeon.parties.models import Account, AccountStop
from galeon.parties.reads import Customer
from galeon.tariffs import acts as tariffs
from galeon.tariffs.sheet import Basis, Divisor, ListKey, Rule, Sheet, Step, Zone
from galeon.waybills.orders import OrderParcel

MONTH_END = datetime(2026, 11, 30, 16, 0, tzinfo=UTC)  # midnight in Shenzhen
COSTS_580_G, COSTS_612_G, COSTS_30_G = 3_250, 3_410, 500


def price_as_in_c8(company: Company) -> None:
    """First 0.5 kg 30.00, each further 10 g 2.00: 3.25 kg cost 580.00, 3.41 kg 612.00."""
    sheet = Sheet(
        currency="CNY", valid_from=date(2026, 1, 1), timezone="Asia/Shanghai", divisors=(Divisor(divisor=5_000),),
        zones=(Zone("1", "US"),), steps=(Step(10),),
        rules=(Rule(code="freight", basis=Basis.FIRST_CONTINUED, zone="1", first_minor=3_000, first_milli=500,
                    amount_minor=200, step_milli=10),),
    )  # fmt: skip
    key = ListKey(code="USLINE-CNY", name="US line", service_id=company.service.pk, currency="CNY")
    version = tariffs.draft(key, sheet, None, NOW)
    assert isinstance(version, int), version
    tariffs.publish(version, None, NOW)


def buy(merchant: Customer, reference: str, weight_g: int) -> Answer:
    """Order a box of 10 cm of this weight."""
    parcel = OrderParcel(weight_g, 100, 100, 100)
    (answer,) = place(merchant, [order(reference, parcels=(parcel,))], source="api", at=NOW)
    return answer


def pay(merchant: Customer, amount_minor: int, reference: str, at: datetime) -> None:
    """Money comes in, and is written down, at `at`."""
    new = NewPayment(
        account_id=merchant.account_id, amount_minor=amount_minor, currency="CNY", method="bank", reference=reference,
        received_at=at,
    )  # fmt: skip
    answer = record_payment(new, by=None, at=at)
    assert isinstance(answer, Paid), answer


def closed_november(merchant: Customer, due_days: int = 10, parcels: int = 1) -> Statement:
    """A November of parcels at 278.84 CNY (freight 229.50, fuel 49.34), closed and due on the tenth of December."""
    Account.objects.filter(pk=merchant.account_id).update(terms="credit", due_days=due_days)
    for n in range(parcels):
        charged(merchant, f"SO-NOVEMBER-{n}", 1_240)
    close_cycle(MONTH_END, at=MONTH_END)
    found = Statement.objects.get(account_id=merchant.account_id, state="closed")
    assert (found.closing_minor, found.due_on) == (parcels * 27_884, date(2026, 12, 10))
    return found


def stopped_for(merchant: Customer) -> list[str]:
    """The reasons of the account's open stops."""
    found = AccountStop.objects.filter(account=merchant.account_id, kind="arrears", until=None)
    return [stop.reason for stop in found.order_by("pk")]

"""What the sample company pays: suppliers, the shared costs of each flight and customs entry, and UPS's weekly bills."""

import csv
import io
import json
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db import connection
from msgspec import Struct

from galeon.billing.costs.acts import NewCost, enter
from galeon.billing.costs.supplying import NewSupplier, save_supplier
from galeon.billing.suppliers import acts as bills
from galeon.billing.suppliers.layout import UPS_COLUMNS
from galeon.billing.suppliers.models import Bill
from galeon.kernel.wording import major
from galeon.ops.sample.company import sure

SUPPLIERS = (
    NewSupplier(code="UPS", name="UPS 联合包裹", currency="CNY", carrier="ups", country="US", due_days=15),
    NewSupplier(code="FEDEX", name="FedEx 联邦快递", currency="CNY", carrier="fedex", country="US"),
    NewSupplier(code="DHL", name="DHL Express", currency="CNY", carrier="dhl", country="DE"),
    NewSupplier(code="CX-CARGO", name="Cathay Cargo", currency="CNY", country="HK", due_days=14),
    NewSupplier(code="PACIFIC", name="Pacific Gate Customs Brokers", currency="USD", country="US"),
)
AIR_PER_KG_MINOR, TERMINAL_MINOR, ENTRY_MINOR = 450, 9_000, 1_200  # the line's cost list has the rest
BILLED_AFTER = timedelta(days=6)  # a week's bill comes the week after
HEAVIER, DEARER, UNKNOWN = 9, 14, 17  # every how many-th parcel UPS sees otherwise than we do
COLUMNS = 60
FEES = {"freight": ("FRT", "003", "Worldwide Express"), "fuel": ("FSC", "FSC", "Fuel Surcharge")}
"""UPS's class, code and words of a fee; any other is an accessorial one."""


class Parcel(Struct, frozen=True):
    """A parcel UPS took from us, as our own books expect its bill. expected_minor: by fee, the freight first."""

    tracking: str
    reference: str
    weight_g: int
    expected_minor: dict[str, int]
    currency: str
    handed_on: date


def open_suppliers() -> None:
    """Write the suppliers down."""
    for new in SUPPLIERS:
        sure(save_supplier(new))


def share(since: datetime, until: datetime, by: int) -> None:
    """Enter what the day's flights and customs entries cost; each is shared over the parcels aboard."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT m.number, m.weight_g, d.departed_at FROM master m JOIN departure d ON d.id = m.departure_id
                WHERE d.departed_at >= %s AND d.departed_at < %s ORDER BY m.id""",
            [since, until],
        )
        flown = cursor.fetchall()
        cursor.execute(
            "SELECT id, declared_at FROM declaration WHERE declared_at >= %s AND declared_at < %s ORDER BY id",
            [since, until],
        )
        entries = cursor.fetchall()
    costs = [
        cost
        for number, weight_g, at in flown
        for cost in (
            NewCost(object_kind="master", object_ref=number, supplier="CX-CARGO", code="airfreight",
                    amount_minor=weight_g * AIR_PER_KG_MINOR // 1000, currency="CNY", basis="charge_g", occurred_at=at,
                    source=f"airfreight:{number}", by=by),
            NewCost(object_kind="master", object_ref=number, supplier="CX-CARGO", code="terminal",
                    amount_minor=TERMINAL_MINOR, currency="CNY", basis="gross_g", occurred_at=at,
                    source=f"terminal:{number}", by=by),
        )
    ] + [
        NewCost(object_kind="declaration", object_ref=str(number), supplier="PACIFIC", code="customs_entry",
                amount_minor=ENTRY_MINOR, currency="USD", basis="count", occurred_at=at, source=f"entry:{number}", by=by)
        for number, at in entries
    ]  # fmt: skip
    for answer in enter(costs) if costs else ():
        sure(answer)


def bill(until: datetime, now: datetime, by: int) -> None:
    """Take in UPS's bill of last week on its day; all but the newest are decided, booked and, in time, paid."""
    billed_on = until.date()
    if billed_on.weekday() != 0:
        return
    first = billed_on - BILLED_AFTER - timedelta(days=7)
    parcels = _handed_over(first, first + timedelta(days=7))
    if not parcels:
        return
    number = f"0000A1B2C3{billed_on:%j}5"
    sent = sure(
        bills.send(_supplier("UPS"), f"ups-{billed_on}.csv", _file(parcels, number, billed_on), bills.Head(), by)
    )
    if sent.state != "done":
        raise RuntimeError(f"the bill {number} was {sent.state}")
    if until + timedelta(days=7) < now:  # the newest one waits for whoever tries the page
        _decide(Bill.objects.get(number=number).pk, by, until)


def _decide(bill_id: int, by: int, at: datetime) -> None:
    for verdict, decision in (("unknown", "dispute"), ("missing", "ignore"), ("", "accept")):
        sure(bills.decide(bill_id, bills.Choice(verdict=verdict), decision, by, at=at))
    sure(bills.book(bill_id, by))


def _handed_over(first: date, after: date) -> list[Parcel]:
    """UPS's parcels handed over in these days, with what we expect to pay for each."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT f.number, f.reference, f.measured_g, jsonb_object_agg(f.code, f.minor), f.currency, min(f.since)::date FROM (
               SELECT n.number, w.reference, w.measured_g, c.code, sum(s.amount_minor)::bigint AS minor, s.currency, min(n.since) AS since
                 FROM waybill_number n JOIN waybill w ON w.account_id = n.account_id AND w.id = n.waybill_id
                 JOIN cost_share s ON s.account_id = w.account_id AND s.waybill_id = w.id
                 JOIN cost c ON c.id = s.cost_id AND c.origin = 'weigh_in' AND c.stage = 'accrued'
                 JOIN supplier p ON p.id = c.supplier_id AND p.code = 'UPS'
                WHERE n.kind = 'carrier' AND n.carrier = 'ups' AND n.since >= %s AND n.since < %s
                GROUP BY n.number, w.reference, w.measured_g, c.code, s.currency HAVING sum(s.amount_minor) <> 0) f
                GROUP BY f.number, f.reference, f.measured_g, f.currency ORDER BY 1""",
            [datetime.combine(first, time()), datetime.combine(after, time())],
        )
        return [
            Parcel(number, reference, weight_g, dict(sorted(json.loads(fees).items(), key=lambda fee: fee[0] != "freight")), *rest)
            for number, reference, weight_g, fees, *rest in cursor.fetchall()
        ]  # fmt: skip


def _file(parcels: list[Parcel], number: str, billed_on: date) -> bytes:
    """The week as UPS's billing data has it: a row a fee, some parcels heavier or dearer than we think."""
    rows = [row for n, parcel in enumerate(parcels, start=1) for row in _rows(n, parcel, billed_on)]
    total = sum(Decimal(row["net_amount"]) for row in rows)
    text = io.StringIO()
    sheet = csv.writer(text)
    for row in rows:
        cells = [""] * COLUMNS
        whole = {
            **row, "version": "2.1", "recipient_number": "0000A1B2C3", "account_number": "0000A1B2C3", "account_country": "CN",
            "invoice_date": f"{billed_on:%m/%d/%Y}", "invoice_number": number, "invoice_currency": "CNY", "invoice_amount": str(total),
        }  # fmt: skip
        for name, value in whole.items():
            cells[UPS_COLUMNS[name]] = value
        sheet.writerow(cells)
    return text.getvalue().encode()


def _rows(n: int, parcel: Parcel, billed_on: date) -> list[dict[str, str]]:
    weight_g, more = parcel.weight_g, Decimal(0)
    if n % HEAVIER == 0:
        weight_g, more = weight_g + 500, Decimal("31.50")
    elif n % DEARER == 0:
        more = Decimal("24.00")
    tracking = f"1Z999AA1{billed_on:%y%j}{n:05d}" if n % UNKNOWN == 0 else parcel.tracking
    like = {
        "transaction_date": f"{parcel.handed_on:%m/%d/%Y}", "lead_shipment_number": tracking, "tracking_number": tracking,
        "shipment_reference_1": "" if n % UNKNOWN == 0 else parcel.reference, "billed_weight": f"{Decimal(weight_g).scaleb(-3)}",
        "billed_weight_unit": "K", "charge_category": "SHP",
    }  # fmt: skip
    found: list[dict[str, str]] = []
    for code, minor in parcel.expected_minor.items():
        classed, number, words = FEES.get(code, ("ACC", "100", code.replace("_", " ").title()))
        amount = major(minor, parcel.currency) + (more if not found else 0)
        found.append(
            {**like, "charge_classification": classed, "charge_description_code": number, "charge_description": words,
             "net_amount": f"{amount:.2f}"}
        )  # fmt: skip
    return found


def _supplier(code: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM supplier WHERE code = %s", [code])
        return int(cursor.fetchone()[0])

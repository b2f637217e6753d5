"""A supplier with a cost list, parcels handed to it, and its bills as files."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from galeon.billing.costs.acts import NewSupplier, save_supplier
from galeon.billing.suppliers import acts
from galeon.billing.suppliers.layout import UPS_COLUMNS
from galeon.billing.suppliers.models import Bill, BillItem
from galeon.billing.tests.books import NOON, booked, weighed
from galeon.intake.tests.lines import open_cost
from galeon.ops.tests.company import Company
from galeon.parties.models import Account, Member, User
from galeon.tariffs.sheet import Basis, Rule, Sheet, Step, Zone
from galeon.waybills.acts import NewNumber, renumber

HEAD = acts.Head()
Line = tuple[str, str, str, str]
"""Tracking number, fee (FRT, FSC, ADC...), billed weight in kg ("" = none), amount."""


def accountant() -> int:
    """The id of a person of our finance."""
    user = User.objects.create(email="marta@galeon.example")
    Member.objects.create(user=user, account=Account.objects.get(is_house=True), role="finance")
    return int(user.pk)


def ups(company: Company) -> int:
    """UPS, whose cost list asks 135.00 for the first 0.5 kg and 31.50 for each further one, without fuel."""
    sheet = Sheet(
        currency="CNY", valid_from=date(2026, 1, 1), timezone="Asia/Shanghai", steps=(Step(500),),
        zones=tuple(Zone("1", country) for country in ("US", "ES", "DE", "FR")),
        rules=(Rule(code="freight", basis=Basis.FIRST_CONTINUED, zone="1", first_minor=13_500, first_milli=500,
                    amount_minor=3_150, step_milli=500),),
    )  # fmt: skip
    open_cost(company.service, sheet)
    made = save_supplier(NewSupplier(code="UPS", name="UPS", currency="CNY", carrier="ups"))
    assert isinstance(made, int), made
    return made


def shipped(company: Company, tracking: str, *weights_g: int, size_mm: int = 100) -> tuple[int, int]:
    """A parcel weighed by us and known to UPS by this number."""
    waybill = booked(company.merchant, f"SO-{tracking}", *weights_g)
    weighed(waybill, *(weights_g or (1_240,)), size_mm=size_mm)
    renumber([NewNumber(account_id=waybill[0], waybill_id=waybill[1], number=tracking, carrier="ups", leg="last_mile")], NOON)  # fmt: skip
    return waybill


def ups_row(number: str, line: Line, total: str, on: str = "2026-11-10") -> list[str]:
    """A row of UPS's billing data file: 250 columns, one fee."""
    tracking, fee, kg, amount = line
    row = [""] * 250
    told = {
        "version": "2.1", "recipient_number": "0000A1B2C3", "account_number": "0000A1B2C3", "account_country": "CN",
        "invoice_date": on, "invoice_number": number, "invoice_currency": "CNY", "invoice_amount": total,
        "transaction_date": "2026-11-04", "lead_shipment_number": tracking, "tracking_number": tracking,
        "billed_weight": kg, "billed_weight_unit": "K", "charge_category": "SHP", "charge_category_detail": "WWS",
        "charge_classification": fee, "charge_description_code": "069", "charge_description": fee.title(),
        "net_amount": amount,
    }  # fmt: skip
    for name, text in told.items():
        row[UPS_COLUMNS[name]] = text
    return row


def ups_file(number: str, lines: Sequence[Line], total: str | None = None) -> bytes:
    """A whole file; its total is its lines' unless another is given."""
    says = total or str(sum(Decimal(line[3]) for line in lines))
    return "".join(",".join(ups_row(number, line, says)) + "\r\n" for line in lines).encode()


def read(supplier: int, content: bytes, head: acts.Head = HEAD) -> Bill:
    """The file's one bill, matched."""
    sent = acts.send(supplier, "bill.csv", content, head, None)
    assert isinstance(sent, acts.Sent), sent
    return Bill.objects.select_related("supplier").get(file_id=sent.file_id)


def items(bill: Bill) -> dict[str, BillItem]:
    """The bill's parcels by tracking number."""
    return {item.tracking: item for item in BillItem.objects.filter(bill_id=bill.pk).order_by("pk")}


def verdicts(bill: Bill) -> dict[str, tuple[str, int]]:
    """What was said of each, and by how much it differs."""
    return {tracking: (item.verdict, item.difference_minor) for tracking, item in items(bill).items()}

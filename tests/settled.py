"""The people of a voyage of settlement: two companies of ours, two merchants, a bank, a carrier that bills, two accountants."""

import io
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import msgspec
from PIL import Image

from galeon.billing import acts as billing
from galeon.billing import reads as books
from galeon.billing.cash import acts as cash
from galeon.billing.company.beancount import beancount
from galeon.billing.company.journals import Span, one_moment
from galeon.billing.costs.acts import NewSupplier, save_supplier
from galeon.billing.invoices.models import Invoice
from galeon.billing.invoices.paper import invoice_pdf
from galeon.billing.invoices.reads import document
from galeon.billing.invoices.rules import NewTaxRule, add_tax_rule
from galeon.billing.invoices.ubl import document_xml
from galeon.billing.models import Charge
from galeon.billing.suppliers.acts import Sent, send
from galeon.billing.suppliers.heads import Head as BillHead
from galeon.billing.suppliers.models import Bill
from galeon.billing.suppliers.tests.bills import ups_row
from galeon.billing.tests.books import sql
from galeon.billing.tests.test_events import DISBURSEMENT, priced_by
from galeon.intake.acts import Answer, Placed, Rejected, place
from galeon.intake.tests.lines import open_cost
from galeon.kernel import outbox
from galeon.ledger.acts import set_limit
from galeon.ops.tests.company import Company, order
from galeon.parties.acts import HOUSE_ID, NewAccount, add_member, open_account, open_entity
from galeon.parties.entities import NewEntity
from galeon.parties.models import Account, LegalEntity, Member
from galeon.parties.reads import Customer, customer
from galeon.tariffs.acts_dated import set_rate
from galeon.tariffs.fx import distrust
from galeon.tariffs.sheet import Basis, Event, Rule, Sheet, Step, Zone
from galeon.warehouse.acts import receive
from galeon.warehouse.station import StationScan
from galeon.waybills.models import Waybill
from galeon.waybills.orders import OrderParcel, Taxes
from tests.voyage import text_of

Key = tuple[int, int]
YEAR = date(2026, 1, 1)
OPENED = datetime(2026, 8, 20, 4, 0, tzinfo=UTC)
IBAN = "ES9121000418450200051332"
ENTRY = Rule(code="customs_entry", basis=Basis.PER_TICKET, amount_minor=4_000, event=Event.CUSTOMS_ENTRY)


def day(month: int, number: int, hour: int = 4) -> datetime:
    """Noon in Shenzhen, morning in Madrid."""
    return datetime(2026, month, number, hour, tzinfo=UTC)


class House(msgspec.Struct, frozen=True):
    """Who there is. mei, marta: our finance; ana: LUMEN's owner; spain: our second company; bank: its account."""

    company: Company
    spain: int
    lumen: Customer
    norte: Customer
    mei: int
    marta: int
    ana: int
    ups: int
    bank: int


def person(name: str, role: str, account_id: int = HOUSE_ID) -> int:
    member = add_member(account_id, f"{name}@galeon.example", name.title(), role, None)
    assert isinstance(member, Member), member
    return int(member.user_id)


def merchant(code: str, entity_id: int, **terms: object) -> Customer:
    """An account in CNY that was there before the voyage."""
    new = NewAccount(code=code, name=f"{code.title()} Trading", level="standard", currency="CNY", entity_id=entity_id)
    account = open_account(msgspec.structs.replace(new, **terms), OPENED)
    assert isinstance(account, Account), account
    found = customer(account.pk)
    assert found is not None
    return found


def house(company: Company) -> House:
    """The hub's company in China that taxes nothing, one in Spain that adds 21 %; what is sold and what UPS asks."""
    spain = open_entity(NewEntity(code="ES", name="Galeón España, S.L.", country="ES", currency="EUR", prefix="GE",
                                  timezone="Europe/Madrid", tax_number="B12345674"))  # fmt: skip
    assert isinstance(spain, int), spain
    LegalEntity.objects.filter(pk=1).update(prefix="GAL")
    rule = NewTaxRule(entity_id=spain, category="S", percent=Decimal(21), valid_from=YEAR)
    assert isinstance(add_tax_rule(rule, by=None), int)
    priced_by(company, ENTRY, DISBURSEMENT)  # 40.00 an entry; 2 % of what is advanced to customs, at least 15.00
    open_cost(company.service, Sheet(
        currency="CNY", valid_from=YEAR, timezone="Asia/Shanghai", steps=(Step(500),), zones=(Zone("1", "US"),),
        rules=(Rule(code="freight", basis=Basis.FIRST_CONTINUED, zone="1", first_minor=13_500, first_milli=500,
                    amount_minor=3_150, step_milli=500),),
    ))  # fmt: skip
    suppliers = [save_supplier(NewSupplier(code="UPS", name="UPS", currency="CNY", carrier="ups")),
                 *(save_supplier(NewSupplier(code=code, name=code.title(), currency="CNY")) for code in ("CATHAY", "TERMINAL"))]  # fmt: skip
    assert all(isinstance(made, int) for made in suppliers), suppliers
    for base, since, rate in (("USD", YEAR, "7.10"), ("EUR", YEAR, "8"), ("EUR", date(2026, 10, 15), "7.5")):
        assert isinstance(set_rate(base, "CNY", since, Decimal(rate), None, OPENED), int)
    distrust()
    lumen = merchant("LUMEN2", spain, terms="credit", due_days=10)
    norte = merchant("NORTE", 1)
    set_limit(lumen.account_id, "CNY", 500_000)
    Account.objects.filter(pk=lumen.account_id).update(country="ES", tax_number="ESA58818501", address="Gran Vía 1")
    bank = cash.open_bank_account(cash.NewBankAccount(entity_id=spain, name="Main", currency="CNY", number=IBAN))
    assert isinstance(bank, int), bank
    return House(company, spain, lumen, norte, person("mei", "finance"), person("marta", "finance"),
                 person("ana", "owner", lumen.account_id), int(str(suppliers[0])), bank)  # fmt: skip


def ordered(who: Customer, reference: str, weight_g: int, at: datetime, *, ddp: bool = False) -> Answer:
    """What intake says to an order of a box of 10 cm."""
    new = order(reference, parcels=(OrderParcel(weight_g, 100, 100, 100),), booked_at=at)
    if ddp:
        new = msgspec.structs.replace(new, taxes=Taxes(incoterm="DDP"))
    (answer,) = place(who, [new], source="api", at=at)
    return answer


def shipped(who: Customer, reference: str, weight_g: int, at: datetime, *, ddp: bool = False) -> Key:
    """Ordered; the same order again is the same waybill."""
    first, again = (ordered(who, reference, weight_g, at, ddp=ddp) for _ in range(2))
    assert isinstance(first, Placed), first
    assert isinstance(again, Placed)
    assert (again.waybill_id, again.existing) == (first.waybill_id, True)
    return who.account_id, first.waybill_id


def refused(answer: Answer) -> str:
    """The code an order was refused with, "" where it stands."""
    return answer.faults[0].code if isinstance(answer, Rejected) else ""


def number(key: Key) -> str:
    return str(Waybill.objects.values_list("number", flat=True).get(account_id=key[0], id=key[1]))


def on_the_scale(company: Company, key: Key, weight_g: int, at: datetime) -> None:
    """Scanned and weighed at the hub, whatever the operator was warned of; charged by what the scale says."""
    scan = StationScan(text=number(key), site_id=company.hub.pk, operator_id=0, occurred_at=at, weight_g=weight_g,
                       length_mm=100, width_mm=100, height_mm=100, is_confirmed=True, again=1)  # fmt: skip
    (verdict,) = receive([scan])
    assert verdict.is_recorded, verdict
    outbox.drain()


def charges(key: Key) -> list[tuple[str, str, int]]:
    """(event, fee, amount) of a waybill."""
    found = Charge.objects.filter(account_id=key[0], waybill_id=key[1]).order_by("id")
    return [(c.event, c.code, c.amount_minor) for c in found]


def ups_bill(supplier: int, lines: Sequence[tuple[str, str, str]]) -> Bill:
    """UPS's file of 5 October: (number, billed kg, amount); sent twice it is one bill."""
    total = str(sum(Decimal(amount) for *_, amount in lines))
    rows = [ups_row("INV-9", (tracking, "FRT", kg, amount), total, "2026-10-05") for tracking, kg, amount in lines]
    content = "".join(",".join(row) + "\r\n" for row in rows).encode()
    first, again = (send(supplier, "ups.csv", content, BillHead(), None) for _ in range(2))
    assert isinstance(first, Sent), first
    assert isinstance(again, Sent)
    assert again.file_id == first.file_id
    return Bill.objects.get()


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(out, "PNG")
    return out.getvalue()


def closed(as_of: datetime, by: int, statements: int) -> None:
    """A closing started and carried out, both twice."""
    run = billing.start_closing(as_of, by, now=as_of + timedelta(minutes=5))
    assert isinstance(run, int), run
    assert billing.start_closing(as_of, by, now=as_of + timedelta(minutes=6)) == run
    assert (billing.run_closing(run), billing.run_closing(run)) == (statements, 0)
    outbox.drain()


def statement(who: Customer, first_day: date) -> books.Head:
    (found,) = (h for h in books.statements(who.account_id) if h.first_day == first_day)
    return found


def sums(head: books.Head) -> tuple[int, int, int, int]:
    return head.opening_minor, head.charges_minor, head.payments_minor, head.closing_minor


def papers_say(invoice: Invoice, *amounts: str) -> None:
    """The document's PDF has its number and these amounts, and its UBL the same number and total."""
    found = document(invoice.account_id, invoice.id, "en")
    assert found is not None
    said = text_of(invoice_pdf(found, "en"))
    assert all(text in said for text in (invoice.number, *amounts)), said
    root = ElementTree.fromstring(document_xml(found))  # noqa: S314  our own file
    cbc = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"
    assert root.findtext(f"{cbc}ID") == invoice.number
    gross = root.findtext(f".//{cbc}TaxInclusiveAmount")
    assert gross is not None
    assert Decimal(gross) * 100 == abs(invoice.gross_minor)


def everything_agrees(*who: Customer) -> None:
    """Each statement with its lines and the ledger, each with the one before, the last with the balance; each journal."""
    for one in who:
        heads = sorted(books.statements(one.account_id), key=lambda head: head.first_day)
        for head in heads:
            audit = books.audit(head.account_id, head.id)
            assert audit is not None
            assert audit.agrees, (head, audit)
        for before, after in pairwise(heads):
            if after.state == "closed":
                assert after.opening_minor == before.closing_minor
    assert sql("SELECT journal_id FROM posting GROUP BY journal_id, currency HAVING sum(amount_minor) <> 0") == []


def bean_check_accepts(file: Path) -> None:
    """The whole book, in Beancount's language."""
    with one_moment(), file.open("w", encoding="utf-8") as out:
        out.writelines(beancount(Span()))
    program = Path(sys.executable).with_name("bean-check")
    told = subprocess.run([program, file], capture_output=True, text=True, check=False)
    assert (told.returncode, told.stdout, told.stderr) == (0, "", "")
    assert file.read_text(encoding="utf-8").count(" balance Assets") >= 4


# What stands in each company's book at the end, by hand: debit above zero
SPAIN_BOOK = {
    "bank": 70_000 + 30_000 - 68_850, "receivable": -5_522, "unbilled": 3_828 + 2_000,
    "revenue": -(65_700 - 3_150 - 16_650 + 16_650), "revenue_surcharge": -(14_126 - 3_580 + 3_580 + 3_828 + 2_000),
    "revenue_customs": -(12_000 + 1_500), "cost": 10_001 + 68_850 + 16_650, "compensation": 26_980, "bad_debt": 2_654,
    "accrued_cost": -16_650, "payable": -10_001, "duty_payable": -15_000, "tax_payable": -(19_598 - 662 - 4_248 + 4_248),
}  # fmt: skip
HOUSE_BOOK = {
    "bank": 100_000 - 49_050, "receivable": -31_204, "revenue": -49_050, "revenue_surcharge": -(7_643 + 2_903 + 1_200),
    "revenue_customs": -8_000, "cost": 123_456 + 49_050, "payable": -123_456,
}  # fmt: skip
# Spain's books are in euros: September's debt, at 8.00, was settled at 7.50 by 700.00, the 26.54 written off, October's
# 307.92 to LUMEN's credit, and 244.78 of what came in November; and UPS was owed 688.50 at 8.00
EUROS_GAINED = (9_333 - 8_750) + (354 - 332) + (4_106 - 3_849) + (3_264 - 3_060) - (9_180 - 8_606)

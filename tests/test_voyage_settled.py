"""Two months of two merchants, from the scale to the locked book, exact to the cent; every figure reckoned here by hand.

Freight: 135.00 for the first 0.5 kg, 31.50 for each further; fuel 21.5 % of it. UPS asks the same freight of us.
  A 1.3 kg  1.5 kg 198.00 + 42.57, re-weighed 2.3 kg: 2.5 kg 261.00 + 56.12    B 1.9 kg  2.0 kg 229.50 + 49.34
  C 0.9 kg  1.0 kg 166.50 + 35.80    D 3.9 kg  4.0 kg 355.50 + 76.43    E 0.4 kg  0.5 kg 135.00 + 29.03
A, B, C (and later F, like C) are LUMEN's, on credit in Spain's books with 21 % tax; D, E are NORTE's, prepaid, untaxed.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from galeon.billing import acts as billing
from galeon.billing.cash import acts as cash
from galeon.billing.cash.reads import ageing
from galeon.billing.charges.by_hand import HandFee
from galeon.billing.charges.raising import Raised
from galeon.billing.company.reads import months, profit_and_loss
from galeon.billing.costs.profit import Money
from galeon.billing.costs.reads import profit_of_customer, profit_of_master
from galeon.billing.credit.acts import review_all
from galeon.billing.disputes import acts as disputes
from galeon.billing.disputes.claiming import suggested
from galeon.billing.disputes.models import Case, WriteOff
from galeon.billing.invoices.models import Invoice
from galeon.billing.models import Charge
from galeon.billing.suppliers import acts as suppliers
from galeon.billing.suppliers.models import Bill, BillItem
from galeon.billing.suppliers.owed import owed
from galeon.billing.tests.books import sql
from galeon.carriers.stub.ups import UpsStub
from galeon.kernel import outbox
from galeon.kernel.refusal import Refusal
from galeon.kernel.tenancy import customer as as_customer
from galeon.ledger.acts import lock_books
from galeon.ledger.models import BookLock
from galeon.ledger.reads import standing, trial_balance
from galeon.linehaul.models import Master
from galeon.ops.tests.company import Company
from tests.settled import (
    EUROS_GAINED,
    HOUSE_BOOK,
    SPAIN_BOOK,
    House,
    Key,
    bean_check_accepts,
    charges,
    closed,
    day,
    everything_agrees,
    house,
    on_the_scale,
    ordered,
    papers_say,
    picture,
    refused,
    shipped,
    statement,
    sums,
    ups_bill,
)
from tests.settled_acts import from_the_bank, september_sails, shared_costs

SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)
NAMES = "ABCDE"


@pytest.fixture
def ups() -> Iterator[UpsStub]:
    with UpsStub() as stub:
        yield stub


@pytest.fixture
def home(fresh_db: str, company: Company) -> House:
    return house(company)


def test_two_months_settle_to_the_cent_in_the_books_of_two_companies(home: House, ups: UpsStub, tmp_path: Path) -> None:
    parcels = september_sails(home, ups)
    shared_costs(home, parcels)
    september_closes(home)
    bill = ups_bills(home, parcels)
    lumen_disputes(home, parcels)
    arrears_end(home)
    october_closes_and_is_overpaid(home, parcels)
    bill_is_settled(home, bill, parcels)
    books_are_locked(home, parcels)
    profits_agree(home, parcels)
    books_agree(home)
    everything_agrees(home.lumen, home.norte)
    bean_check_accepts(tmp_path / "book.beancount")


def september_closes(home: House) -> None:
    """LUMEN: freight 657.00, fuel 141.26, entries 120.00, advancing 15.00 = 933.26, tax 195.98; customs' own 150.00."""
    closed(day(10, 1, 12), home.mei, 2)
    assert sums(statement(home.lumen, SEPTEMBER)) == (0, 127_924, 0, 127_924)
    assert sums(statement(home.norte, SEPTEMBER)) == (0, 67_596, 100_000, -32_404)  # 431.93 + 164.03 + 80.00
    lumens, nortes = (Invoice.objects.get(account_id=who.account_id) for who in (home.lumen, home.norte))
    assert (lumens.number, lumens.net_minor, lumens.tax_minor, lumens.gross_minor) == (
        "GE-2026-000001", 108_326, 19_598, 127_924,
    )  # fmt: skip
    assert (nortes.number, nortes.tax_minor, nortes.gross_minor) == ("GAL-2026-000001", 0, 67_596)
    papers_say(lumens, "1,279.24", "195.98")
    papers_say(nortes, "675.96")


def ups_bills(home: House, parcels: dict[str, Key]) -> Bill:
    """B billed with 2.5 kg where we say 2.0: by the sale list 317.12 - 278.84 = 38.28 more; one parcel is nobody's."""
    outbox.drain()
    shown = dict(sql("SELECT id, displayed_number FROM waybill"))  # type: ignore[arg-type]
    told = {"A": ("2.5", "261.00"), "B": ("2.5", "261.00"), "C": ("1.0", "166.50"), "D": ("4.0", "355.50"),
            "E": ("0.5", "135.00")}  # fmt: skip
    lines = [(shown[parcels[name][1]], *said) for name, said in told.items()]
    bill = ups_bill(home.ups, [*lines, ("1Z9999999999999999", "1.0", "166.50")])
    verdicts = {item.tracking: item.verdict for item in BillItem.objects.all()}
    assert [verdicts[shown[parcels[name][1]]] for name in NAMES] == ["equal", "reweighed", "equal", "equal", "equal"]
    assert verdicts["1Z9999999999999999"] == "unknown"
    reweighed, unknown = (suppliers.Choice(verdict=verdict) for verdict in ("reweighed", "unknown"))
    at = day(10, 6)
    assert suppliers.preview(bill.pk, reweighed, suppliers.How()) == suppliers.Preview(1, 0, {"CNY": 3_828})
    passed = suppliers.decide(bill.pk, reweighed, "pass_on", home.mei, how=suppliers.How(), at=at)
    assert passed == suppliers.Decided(1, 3_150, 0)
    assert suppliers.decide(bill.pk, unknown, "dispute", home.mei, at=at) == suppliers.Decided(1, 16_650, 0)
    return bill


def bill_is_settled(home: House, bill: Bill, parcels: dict[str, Key]) -> None:
    """Booked with the day it bears; what is passed on is charged today."""
    assert suppliers.book(bill.pk, home.mei) == "booked"
    twice = suppliers.book(bill.pk, home.mei)
    assert isinstance(twice, Refusal)
    assert charges(parcels["B"])[-1] == ("supplier_correction", "supplier_correction", 3_828)
    assert suppliers.end_disputes(bill.pk, (), "credited", "CN-1", home.mei) == 1
    assert suppliers.end_disputes(bill.pk, (), "credited", "CN-1", home.mei) == 0
    payment = suppliers.NewPayment(
        bill_id=bill.pk, amount_minor=117_900, paid_on=date(2026, 10, 20), reference="TT-UPS"
    )
    first, again = (suppliers.pay(payment, home.mei) for _ in range(2))
    assert isinstance(first, suppliers.PaidOut)
    assert again == suppliers.PaidOut(first.payment_id, True)
    assert owed(Bill.objects.get()).left_minor == 0


def lumen_disputes(home: House, parcels: dict[str, Key]) -> None:
    """Of A's re-weigh 31.50 with tax 6.62 comes back; of lost C 166.50 + 35.80, tax 42.48, and 38 USD at 7.10 = 269.80."""
    account, at = home.lumen.account_id, day(10, 5)
    line = Charge.objects.get(account_id=account, event="reweigh", code="freight")
    new = disputes.NewDispute(
        account_id=account, statement_id=statement(home.lumen, SEPTEMBER).id, charge_ids=(line.id,), reason="weight",
        text="Our scale says 1.8 kg", files=(disputes.File("scale.png", picture()),),
    )  # fmt: skip
    lost = disputes.NewClaim(account_id=account, waybill_id=parcels["C"][1], about="lost", text="It never came")
    with as_customer(account):
        opened = disputes.open_dispute(new, by=home.ana, at=at)
        twice = disputes.open_dispute(new, by=home.ana, at=at)
        claims = [disputes.open_claim(lost, by=home.ana, at=at) for _ in range(2)]
    assert isinstance(opened, disputes.Opened), opened
    assert isinstance(twice, Refusal)
    assert twice.code == "disputed_already"
    assert len({claim.case_id for claim in claims if isinstance(claim, disputes.Opened)}) == 1
    verdict = disputes.Verdict(credits={line.id: 3_150}, text="One step less")
    given = disputes.credit(account, opened.case_id, verdict, by=home.mei, at=at)
    assert isinstance(given, disputes.Settled), given
    assert (given.credited_minor, given.number) == (3_812, "GEC-2026-000001")
    assert isinstance(disputes.credit(account, opened.case_id, verdict, by=home.mei, at=at), Refusal)

    case = Case.objects.get(kind="claim")
    found = suggested(case)
    assert not isinstance(found, Refusal), found
    assert found.comes_to.goods_minor == 26_980
    carriage = {x.charge_id: x.left_minor for x in found.freight if x.code in ("freight", "fuel")}
    verdict = disputes.Verdict(credits=carriage, goods_minor=26_980, text="Lost in Memphis")
    paid = disputes.credit(account, case.id, verdict, by=home.mei, at=at)
    assert isinstance(paid, disputes.Settled), paid
    assert (paid.credited_minor, paid.number) == (16_650 + 3_580 + 4_248 + 26_980, "GEC-2026-000002")
    papers_say(Invoice.objects.get(number="GEC-2026-000001"), "GE-2026-000001", "38.12")
    papers_say(Invoice.objects.get(number="GEC-2026-000002"), "244.78")
    assert charges(parcels["C"])[-3:] == [
        ("claim", "freight", -16_650), ("claim", "fuel", -3_580), ("claim", "compensation", -26_980),
    ]  # fmt: skip


def arrears_end(home: House) -> None:
    """1,279.24 - 38.12 - 514.58 = 726.54 is overdue; 700.00 come by bank, two people write off 26.54."""
    account = home.lumen.account_id
    head = statement(home.lumen, SEPTEMBER)
    assert head.due_on == date(2026, 10, 10)
    review_all(day(10, 10))
    review_all(day(10, 16))
    (aged,) = ageing(date(2026, 10, 16), account_id=account)
    assert (aged.to_30_minor, aged.overdue_minor, aged.oldest_due_on) == (127_924, 127_924, date(2026, 10, 10))
    assert refused(ordered(home.lumen, "SO-F", 900, day(10, 16))) == "account_stopped"
    from_the_bank(home, "700.00", "B-1", "2026-10-20", f"part of {head.number}")
    assert refused(ordered(home.lumen, "SO-F", 900, day(10, 20))) == "account_stopped"
    asked = disputes.NewWriteOff(
        account_id=account, statement_id=head.id, amount_minor=2_654, reason="Too small to sue"
    )
    ids = [disputes.ask_write_off(asked, by=home.mei, at=day(10, 21)) for _ in range(2)]
    assert isinstance(ids[0], int), ids
    assert ids[0] == ids[1]
    own = disputes.decide_write_off(account, ids[0], "approve", by=home.mei, at=day(10, 21))
    assert isinstance(own, Refusal)
    assert own.code == "same_person"
    done = disputes.decide_write_off(account, ids[0], "approve", by=home.marta, at=day(10, 21))
    assert isinstance(done, WriteOff), done
    assert isinstance(disputes.decide_write_off(account, ids[0], "approve", by=home.marta, at=day(10, 21)), Refusal)
    taken = shipped(home.lumen, "SO-F", 900, day(10, 22))
    on_the_scale(home.company, taken, 900, day(10, 22))
    assert charges(taken) == [("weigh_in", "freight", 16_650), ("weigh_in", "fuel", 3_580)]


def october_closes_and_is_overpaid(home: House, parcels: dict[str, Key]) -> None:
    """F 202.30 and its tax 42.48 are October's to pay; 300.00 leave 55.22 to LUMEN's credit."""
    fee = HandFee(account_id=home.norte.account_id, waybill_id=parcels["D"][1], code="packing", amount_minor=1_200, reason="A crate",
                  key="crate")  # fmt: skip
    for _ in range(2):
        assert isinstance(billing.charge_fee(fee, by=home.mei, at=day(10, 25)), Raised)
    closed(day(11, 1, 12), home.mei, 2)
    october = statement(home.lumen, OCTOBER)
    assert sums(october) == (127_924, -55_270 + 20_230 + 4_248, 72_654, 24_478)
    assert sums(statement(home.norte, OCTOBER)) == (-32_404, 1_200, 0, -31_204)
    paper = Invoice.objects.get(account_id=home.lumen.account_id, statement_id=october.id)
    assert (paper.tax_minor, paper.gross_minor) == (4_248, 24_478 - 26_980)  # what was paid for lost C stands on it too
    cash.settle([home.lumen.account_id], day(11, 1, 13))
    from_the_bank(home, "300.00", "B-2", "2026-11-05", october.number)
    (aged,) = ageing(date(2026, 11, 6), account_id=home.lumen.account_id)
    assert (aged.not_due_minor, aged.overdue_minor, aged.credit_minor) == (0, 0, -5_522)
    assert cash.settle([home.lumen.account_id], day(11, 6)) == 0


def books_are_locked(home: House, parcels: dict[str, Key]) -> None:
    """Late for October, 20.00 for packing B: it is November's, in the book and for LUMEN."""
    for entity in (1, home.spain):
        locks = [lock_books(entity, date(2026, 10, 31), home.mei) for _ in range(2)]
        assert all(isinstance(lock, BookLock) for lock in locks), locks
    before = profit_and_loss(home.spain, months(OCTOBER, OCTOBER), by_mode=False, currency=None, today=OCTOBER)
    late = HandFee(account_id=home.lumen.account_id, waybill_id=parcels["B"][1], code="packing", amount_minor=2_000,
                   reason="Forgotten", key="late")  # fmt: skip
    made = billing.charge_fee(late, by=home.mei, at=day(10, 28))
    assert isinstance(made, Raised), made
    after = profit_and_loss(home.spain, months(OCTOBER, OCTOBER), by_mode=False, currency=None, today=OCTOBER)
    assert before == after
    booked = "SELECT booked_on FROM journal WHERE source LIKE 'by_hand:' || %s || ':late%%'"
    assert sql(booked, parcels["B"][1]) == [(date(2026, 11, 1),)]
    charge = Charge.objects.get(account_id=home.lumen.account_id, code="packing")
    assert charge.statement_id not in {statement(home.lumen, SEPTEMBER).id, statement(home.lumen, OCTOBER).id}


def profits_agree(home: House, parcels: dict[str, Key]) -> None:
    """What was charged for each but for customs' and the state's, less what came back; flight, terminal and UPS."""
    (master,) = Master.objects.all()
    whole, each = profit_of_master(master.pk)
    earned = {
        "A": 31_712 + 4_000 - 3_150, "B": 27_884 + 4_000 + 1_500 + 3_828 + 2_000, "C": 20_230 + 4_000 - 20_230 - 26_980,
        "D": 43_193 + 4_000 + 1_200, "E": 16_403 + 4_000,
    }  # fmt: skip
    cost = {
        "A": 30_864 + 2_001 + 26_100, "B": 24_691 + 2_000 + 26_100, "C": 12_346 + 2_000 + 16_650,
        "D": 49_382 + 2_000 + 35_550, "E": 6_173 + 2_000 + 13_500,
    }  # fmt: skip
    assert {name: each[parcels[name]].money for name in NAMES} == {n: Money(earned[n], 0, cost[n]) for n in NAMES}
    assert whole.money == Money(sum(earned.values()), 0, sum(cost.values()))
    assert sum(cost.values()) == 123_456 + 10_001 + 117_900
    until = datetime.now(UTC)
    lumens = profit_of_customer(home.lumen.account_id, day(8, 1), until).own["CNY"]
    f_earned, f_expected = 20_230, 16_650
    assert lumens == Money(sum(earned[n] for n in "ABC") + f_earned, f_expected, sum(cost[n] for n in "ABC"))
    nortes = profit_of_customer(home.norte.account_id, day(8, 1), until).own["CNY"]
    assert nortes == Money(earned["D"] + earned["E"], 0, cost["D"] + cost["E"])


def books_agree(home: House) -> None:
    today = datetime.now(UTC).date()
    for entity, own in ((1, HOUSE_BOOK), (home.spain, SPAIN_BOOK)):
        assert {book: minor for book, currency, minor in trial_balance(entity) if minor and currency == "CNY"} == own
        assert sum(own.values()) == 0
        told = profit_and_loss(entity, months(SEPTEMBER, today), by_mode=False, currency=None, today=today)
        result = next(result for result in told.results if result.currency == "CNY")
        rows = {row.book: -row.total_minor for row in result.revenue} | {
            row.book: row.total_minor for row in result.costs
        }
        known = {
            book: minor
            for book, minor in own.items()
            if book.startswith("revenue") or book in ("cost", "compensation", "bad_debt")
        }
        assert {book: minor for book, minor in rows.items() if minor} == known
        assert result.earned.total_minor == -sum(known.values())
    in_euros = [(book, minor) for book, currency, minor in trial_balance() if currency != "CNY" and minor]
    assert in_euros == [("conversion", EUROS_GAINED), ("fx_difference", -EUROS_GAINED)]
    assert [(s.posted_minor, s.held_minor) for s in standing([home.norte.account_id])] == [(31_204, 0)]
    (lumen,) = standing([home.lumen.account_id])
    assert lumen.posted_minor == 5_522 - 5_828
